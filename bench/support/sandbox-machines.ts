import { StateMachine, type StateMachineDefinition } from 'aws-local-stepfunctions';
import type { MachineDefinition } from '../../sandbox/engine/definition.ts';
import { Execution } from '../../sandbox/engine/execution.ts';
import { compile } from '../../sandbox/engine/machine.ts';
import type { EnginePorts } from '../../sandbox/engine/ports.ts';
import { TaskTokens } from '../../sandbox/engine/task-tokens.ts';
import { realClock } from '../../sandbox/real-clock.ts';

const functionArn = 'arn:aws:lambda:us-east-1:111122223333:function:step';
const task = { Type: 'Task', Resource: functionArn, ResultPath: '$.step' } as const;
const isSmall = { Variable: '$.n', NumericLessThan: 10 };

/** Ten states on the way: five kinds, with paths, an intrinsic call and three tasks that answer at once. */
export const tenStates: MachineDefinition = {
  StartAt: 'One',
  States: {
    One: { Type: 'Pass', Parameters: { 'n.$': '$.n', 'text.$': "States.Format('number {}', $.n)" }, Next: 'Two' },
    Two: { ...task, Next: 'Three' },
    Three: { Type: 'Choice', Choices: [{ ...isSmall, Next: 'Four' }], Default: 'Ten' },
    Four: { ...task, Next: 'Five' },
    Five: { Type: 'Wait', Seconds: 0, Next: 'Six' },
    Six: { Type: 'Pass', Result: { kept: true }, ResultPath: '$.six', Next: 'Seven' },
    Seven: { ...task, ResultSelector: { 'n.$': '$.n' }, Next: 'Eight' },
    Eight: { Type: 'Choice', Choices: [{ ...isSmall, Next: 'Nine' }], Default: 'Ten' },
    Nine: { Type: 'Pass', InputPath: '$.step', Next: 'Ten' },
    Ten: { Type: 'Succeed' },
  },
};

/** One state, an hour long. */
export const anHour: MachineDefinition = {
  StartAt: 'Wait',
  States: { Wait: { Type: 'Wait', Seconds: 3_600, End: true } },
};

const ports: EnginePorts = {
  clock: realClock(),
  region: 'us-east-1',
  tokens: new TaskTokens(),
  invokeFunction: async ({ payload }) => ({ statusCode: 200, executedVersion: '$LATEST', requestId: 'one', payload }),
  startExecution: () => Promise.reject(new Error('no other machine here')),
};

/** Starts executions in the sandbox's engine, with their history; each gives its end. */
export const ours = (definition: MachineDefinition) => {
  const machine = compile(definition);
  const text = JSON.stringify(definition);
  return (input: object): Promise<void> => {
    const execution = new Execution(
      {
        executionArn: 'arn:aws:states:us-east-1:111122223333:execution:machine:one',
        name: 'one',
        stateMachineArn: 'arn:aws:states:us-east-1:111122223333:stateMachine:machine',
        stateMachineName: 'machine',
        roleArn: 'arn:aws:iam::111122223333:role/machine',
        definition: text,
        machine,
        input: JSON.stringify(input),
      },
      ports,
    );
    return execution.ended.then(() => {
      if (execution.status !== 'SUCCEEDED') throw new Error(`${execution.error}: ${execution.cause}`);
    });
  };
};

/** Starts executions in aws-local-stepfunctions alone: no history, no time of its own, no limits. */
export const plain = (definition: MachineDefinition) => {
  const machine = new StateMachine(definition as unknown as StateMachineDefinition, {
    validationOptions: { noValidate: true },
  });
  const tasks = Object.entries(definition.States).filter(([, { Type }]) => Type === 'Task');
  const taskResourceLocalHandlers = Object.fromEntries(tasks.map(([name]) => [name, <Value>(input: Value) => input]));
  return async (input: object): Promise<void> => {
    await machine.run(input as never, { overrides: { taskResourceLocalHandlers } }).result;
  };
};
