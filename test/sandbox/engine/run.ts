import type { HistoryEvent } from '@aws-sdk/client-sfn';
import type { MachineDefinition, StateDefinition } from '../../../sandbox/engine/definition.ts';
import { Execution } from '../../../sandbox/engine/execution.ts';
import type { Json } from '../../../sandbox/engine/json.ts';
import { compile } from '../../../sandbox/engine/machine.ts';
import type { EnginePorts, Invocation, InvocationRequest } from '../../../sandbox/engine/ports.ts';
import { TaskTokens } from '../../../sandbox/engine/task-tokens.ts';
import { turnedClock } from '../../../sandbox/turned-clock.ts';

export const functionArn = 'arn:aws:lambda:us-east-1:111122223333:function:step';

/** A machine of the given states, the first of which starts it. */
export const machineOf = (States: Record<string, StateDefinition>, rest: object = {}): MachineDefinition => ({
  StartAt: Object.keys(States)[0] ?? '',
  States,
  ...rest,
});

export const invokeTask = (more: Partial<StateDefinition> = {}): StateDefinition => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Parameters: { FunctionName: functionArn, 'Payload.$': '$' },
  End: true,
  ...more,
});

/** A function of the fake account: throws to fail as a function does. */
export type FakeFunction = (event: Json, request: InvocationRequest) => Json | Promise<Json>;

export const answerOf = async (run: FakeFunction, request: InvocationRequest): Promise<Invocation> => {
  const invocation = { statusCode: 200, executedVersion: '$LATEST', requestId: '00000000-0000-4000-8000-000000000000' };
  try {
    return { ...invocation, payload: JSON.stringify(await run(JSON.parse(request.payload), request)) };
  } catch (error) {
    const { name, message } = error as Error;
    const payload = JSON.stringify({ errorType: name, errorMessage: message, trace: [] });
    return { ...invocation, payload, functionError: 'Unhandled' };
  }
};

export const fakePorts = (run: FakeFunction = (event) => event, more: Partial<EnginePorts> = {}): EnginePorts => ({
  clock: turnedClock(),
  region: 'us-east-1',
  tokens: new TaskTokens(),
  invokeFunction: (request) => answerOf(run, request),
  startExecution: () => Promise.reject(new Error('no other machine here')),
  ...more,
});

export const start = (definition: MachineDefinition, input: Json = {}, ports = fakePorts()): Execution =>
  new Execution(
    {
      executionArn: 'arn:aws:states:us-east-1:111122223333:execution:machine:one',
      name: 'one',
      stateMachineArn: 'arn:aws:states:us-east-1:111122223333:stateMachine:machine',
      stateMachineName: 'machine',
      roleArn: 'arn:aws:iam::111122223333:role/machine',
      definition: JSON.stringify(definition),
      machine: compile(definition),
      input: JSON.stringify(input),
    },
    ports,
  );

/** Runs to the end. */
export const runToEnd = async (definition: MachineDefinition, input: Json = {}, ports = fakePorts()) => {
  const execution = start(definition, input, ports);
  await execution.ended;
  return { execution, ...resultOf(execution), seconds: (ports.clock.now() - execution.startedAt) / 1_000 };
};

export const resultOf = ({ status, output, error, cause }: Execution) => ({
  status,
  output: output === undefined ? undefined : (JSON.parse(output) as Json),
  error,
  cause,
});

export const typesOf = (execution: Execution): string[] => execution.history.events.map(({ type }) => String(type));

export const eventOf = (execution: Execution, type: string): HistoryEvent | undefined =>
  execution.history.events.find((event) => event.type === type);
