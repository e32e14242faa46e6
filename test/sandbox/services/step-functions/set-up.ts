import type { HistoryEvent } from '@aws-sdk/client-sfn';
import type { MachineDefinition } from '../../../../sandbox/engine/definition.ts';
import { createFaults } from '../../../../sandbox/faults.ts';
import type { Call } from '../../../../sandbox/service.ts';
import { stepFunctionsService } from '../../../../sandbox/services/step-functions/index.ts';
import { turnedClock } from '../../../../sandbox/turned-clock.ts';
import type { World } from '../../../../sandbox/world.ts';
import { answerOf, type FakeFunction, machineOf } from '../../engine/run.ts';

export const roleArn = 'arn:aws:iam::000000000000:role/machine';
export const arnOf = (name: string) => `arn:aws:states:us-east-1:000000000000:stateMachine:${name}`;
export const executionArnOf = (machine: string, name: string) =>
  `arn:aws:states:us-east-1:000000000000:execution:${machine}:${name}`;
const call: Call = { region: 'us-east-1', accessKeyId: 'sandbox', signal: new AbortController().signal };

/** Any operation's answer, as far as these tests read one. */
interface Answer extends Record<string, unknown> {
  executionArn: string;
  nextToken?: string;
  stateMachines: { name: string }[];
  events: HistoryEvent[];
}

export const pass = machineOf({ Pass: { Type: 'Pass', End: true } });
export const waiting = machineOf({ Wait: { Type: 'Wait', Seconds: 3_600, End: true } });

export const setUp = async (
  machines: Record<string, MachineDefinition> = { pass, waiting },
  run: FakeFunction = () => null,
) => {
  const clock = turnedClock();
  const world: World = {
    accountId: '000000000000',
    region: 'us-east-1',
    endpointUrl: '',
    clock,
    faults: createFaults(clock),
  };
  const service = stepFunctionsService(world, { invokeFunction: (request) => answerOf(run, request) });
  for (const [name, definition] of Object.entries(machines)) {
    await service.createStateMachine({ name, definition: JSON.stringify(definition), roleArn }, { isChecked: true });
  }
  const operations = service.service.operations as Record<
    string,
    (input: object, call: Call) => Answer | Promise<Answer>
  >;
  const ask = async (operation: string, input: object = {}): Promise<Answer> => {
    const serve = operations[operation];
    if (!serve) throw new Error(`no operation ${operation}`);
    return serve(input, call);
  };
  return { ...service, world, ask };
};
