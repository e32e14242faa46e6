import type { HistoryEvent } from '@aws-sdk/client-sfn';
import { describe, expect, it } from '@jest/globals';
import type { MachineDefinition } from '../../../sandbox/engine/definition.ts';
import { createFaults } from '../../../sandbox/faults.ts';
import type { Call } from '../../../sandbox/service.ts';
import { stepFunctionsService } from '../../../sandbox/services/step-functions/index.ts';
import { turnedClock } from '../../../sandbox/turned-clock.ts';
import type { World } from '../../../sandbox/world.ts';
import { answerOf, type FakeFunction, invokeTask, machineOf } from '../engine/run.ts';

const roleArn = 'arn:aws:iam::000000000000:role/machine';
const arnOf = (name: string) => `arn:aws:states:us-east-1:000000000000:stateMachine:${name}`;
const executionArnOf = (machine: string, name: string) =>
  `arn:aws:states:us-east-1:000000000000:execution:${machine}:${name}`;
const call: Call = { region: 'us-east-1', accessKeyId: 'sandbox', signal: new AbortController().signal };

/** Any operation's answer, as far as these tests read one. */
interface Answer extends Record<string, unknown> {
  executionArn: string;
  nextToken?: string;
  stateMachines: { name: string }[];
  events: HistoryEvent[];
}

const pass = machineOf({ Pass: { Type: 'Pass', End: true } });
const waiting = machineOf({ Wait: { Type: 'Wait', Seconds: 3_600, End: true } });

const setUp = async (
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

describe('state machines', () => {
  it('are created, described, listed, updated and deleted', async () => {
    const { ask } = await setUp({});
    const definition = JSON.stringify(pass);
    const tags = [{ key: 'team', value: 'ops' }];
    const created = await ask('CreateStateMachine', { name: 'one', definition, roleArn, tags });
    expect(created).toEqual({ stateMachineArn: arnOf('one'), creationDate: new Date('2026-01-01') });
    expect(await ask('CreateStateMachine', { name: 'one', definition, roleArn, tags })).toEqual(created);
    expect(await ask('DescribeStateMachine', { stateMachineArn: arnOf('one') })).toMatchObject({
      name: 'one',
      status: 'ACTIVE',
      type: 'STANDARD',
      definition,
      roleArn,
    });
    expect(await ask('ListTagsForResource', { resourceArn: arnOf('one') })).toEqual({ tags });
    const changed = JSON.stringify({ ...pass, Comment: 'changed' });
    expect(await ask('UpdateStateMachine', { stateMachineArn: arnOf('one'), definition: changed })).toMatchObject({
      updateDate: new Date('2026-01-01'),
      revisionId: expect.any(String),
    });
    expect((await ask('DescribeStateMachine', { stateMachineArn: arnOf('one') }))['definition']).toBe(changed);
    await ask('DeleteStateMachine', { stateMachineArn: arnOf('one') });
    expect(await ask('ListStateMachines')).toEqual({ stateMachines: [] });
  });

  it('are listed by name, page by page', async () => {
    const { ask } = await setUp({ b: pass, a: pass, c: pass });
    const first = await ask('ListStateMachines', { maxResults: 2 });
    expect(first['stateMachines'].map(({ name }: { name: string }) => name)).toEqual(['a', 'b']);
    const second = await ask('ListStateMachines', { maxResults: 2, nextToken: first['nextToken'] });
    expect(second).toMatchObject({ stateMachines: [{ name: 'c', stateMachineArn: arnOf('c') }] });
    expect(second['nextToken']).toBeUndefined();
  });

  it.each([
    [
      'another definition under the same name',
      'CreateStateMachine',
      { name: 'pass', definition: JSON.stringify(waiting), roleArn },
      'StateMachineAlreadyExists',
      `State Machine Already Exists: '${arnOf('pass')}'`,
    ],
    [
      'a name with a space',
      'CreateStateMachine',
      { name: 'a b', definition: '{}', roleArn },
      'InvalidName',
      "Invalid Name: 'a b'",
    ],
    [
      'a name of 81 characters',
      'CreateStateMachine',
      { name: 'x'.repeat(81), definition: '{}', roleArn },
      'InvalidName',
      'Invalid Name',
    ],
    [
      'a definition that is no JSON',
      'CreateStateMachine',
      { name: 'x', definition: '{', roleArn },
      'InvalidDefinition',
      "Invalid State Machine Definition: 'INVALID_JSON_DESCRIPTION",
    ],
    [
      'an express machine',
      'CreateStateMachine',
      { name: 'x', definition: '{}', roleArn, type: 'EXPRESS' },
      'ValidationException',
      'STANDARD',
    ],
    [
      'an update of nothing',
      'UpdateStateMachine',
      { stateMachineArn: arnOf('pass') },
      'ValidationException',
      'must be specified',
    ],
    [
      'a machine that is not there',
      'DescribeStateMachine',
      { stateMachineArn: arnOf('gone') },
      'StateMachineDoesNotExist',
      `State Machine Does Not Exist: '${arnOf('gone')}'`,
    ],
    [
      'an ARN that is none',
      'DescribeStateMachine',
      { stateMachineArn: 'nonsense' },
      'InvalidArn',
      "Invalid Arn: 'nonsense'",
    ],
    ['a page token that no page gave', 'ListStateMachines', { nextToken: 'x' }, 'InvalidToken', 'Invalid Token'],
    ['too large a page', 'ListStateMachines', { maxResults: 1_001 }, 'ValidationException', 'between 0 and 1000'],
    [
      'tags of nothing',
      'ListTagsForResource',
      { resourceArn: arnOf('gone') },
      'ResourceNotFound',
      'Resource not found',
    ],
  ])('refuse %s', async (_, operation, input, code, message) => {
    const { ask } = await setUp();
    await expect(ask(operation, input)).rejects.toMatchObject({
      code,
      status: 400,
      message: expect.stringContaining(message),
    });
  });

  it('are checked on request without being made', async () => {
    const { ask } = await setUp();
    expect(await ask('ValidateStateMachineDefinition', { definition: JSON.stringify(pass) })).toMatchObject({
      result: 'OK',
      diagnostics: [],
    });
    expect(await ask('ValidateStateMachineDefinition', { definition: '{' })).toMatchObject({
      result: 'FAIL',
      diagnostics: [{ severity: 'ERROR', code: 'INVALID_JSON_DESCRIPTION' }],
    });
  });
});

describe('executions', () => {
  it('run to their end and are described with it', async () => {
    const { ask, execution } = await setUp();
    const { executionArn, startDate } = await ask('StartExecution', {
      stateMachineArn: arnOf('pass'),
      name: 'one',
      input: '{"a":1}',
    });
    expect({ executionArn, startDate }).toEqual({
      executionArn: executionArnOf('pass', 'one'),
      startDate: new Date('2026-01-01'),
    });
    expect(await ask('DescribeExecution', { executionArn })).toMatchObject({ status: 'RUNNING', input: '{"a":1}' });
    await execution(executionArn).ended;
    expect(await ask('DescribeExecution', { executionArn })).toMatchObject({
      status: 'SUCCEEDED',
      output: '{"a":1}',
      stopDate: new Date('2026-01-01'),
      stateMachineArn: arnOf('pass'),
      name: 'one',
    });
  });

  it('get a name and an empty object for input where none is given', async () => {
    const { ask } = await setUp();
    const { executionArn } = await ask('StartExecution', { stateMachineArn: arnOf('waiting') });
    expect(await ask('DescribeExecution', { executionArn })).toMatchObject({
      input: '{}',
      name: expect.stringMatching(/^[\w-]{36}$/),
    });
  });

  it('are one for the same name and input while it runs', async () => {
    const { ask } = await setUp();
    const request = { stateMachineArn: arnOf('waiting'), name: 'one', input: '{"a":1}' };
    expect(await ask('StartExecution', request)).toEqual(await ask('StartExecution', request));
    await expect(ask('StartExecution', { ...request, input: '{}' })).rejects.toMatchObject({
      code: 'ExecutionAlreadyExists',
      message: `Execution Already Exists: '${executionArnOf('waiting', 'one')}'`,
    });
    await ask('StopExecution', { executionArn: executionArnOf('waiting', 'one') });
    await expect(ask('StartExecution', request)).rejects.toMatchObject({ code: 'ExecutionAlreadyExists' });
  });

  it.each([
    ['input that is no JSON', { input: '{' }, 'InvalidExecutionInput', /^Invalid State Machine Execution Input: '/],
    ['input over 262,144 bytes', { input: JSON.stringify('x'.repeat(262_144)) }, 'ValidationException', /262144/],
    ['a name with a colon', { name: 'a:b' }, 'InvalidName', /^Invalid Name: 'a:b'$/],
    ['an empty name', { name: '' }, 'InvalidName', /^Invalid Name: ''$/],
    ['a machine that is not there', { stateMachineArn: arnOf('gone') }, 'StateMachineDoesNotExist', /gone/],
    ['an ARN that is none', { stateMachineArn: 'x' }, 'InvalidArn', /^Invalid Arn: 'x'$/],
  ])('refuse %s', async (_, more, code, message) => {
    const { ask } = await setUp();
    await expect(ask('StartExecution', { stateMachineArn: arnOf('pass'), ...more })).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    });
  });

  it.each(['DescribeExecution', 'GetExecutionHistory', 'StopExecution', 'DescribeStateMachineForExecution'])(
    'that are not there are told by %s',
    async (operation) => {
      const { ask } = await setUp();
      const executionArn = executionArnOf('pass', 'gone');
      await expect(ask(operation, { executionArn })).rejects.toMatchObject({
        code: 'ExecutionDoesNotExist',
        message: `Execution Does Not Exist: '${executionArn}'`,
      });
      await expect(ask(operation, { executionArn: 'x' })).rejects.toMatchObject({ code: 'InvalidArn' });
    },
  );

  it('stop with an error and a cause, and stay as they ended', async () => {
    const { ask } = await setUp();
    const { executionArn } = await ask('StartExecution', { stateMachineArn: arnOf('waiting') });
    await ask('StopExecution', { executionArn, error: 'Enough', cause: 'seen enough' });
    await ask('StopExecution', { executionArn, error: 'Other' });
    expect(await ask('DescribeExecution', { executionArn })).toMatchObject({
      status: 'ABORTED',
      error: 'Enough',
      cause: 'seen enough',
    });
  });

  it('are listed newest first, by status and page by page', async () => {
    const { ask } = await setUp();
    for (const name of ['a', 'b', 'c']) await ask('StartExecution', { stateMachineArn: arnOf('waiting'), name });
    await ask('StopExecution', { executionArn: executionArnOf('waiting', 'b') });
    const names = ({ executions }: Record<string, unknown>) =>
      (executions as { name: string }[]).map(({ name }) => name);
    const all = { stateMachineArn: arnOf('waiting') };
    expect(names(await ask('ListExecutions', all))).toEqual(['c', 'b', 'a']);
    expect(names(await ask('ListExecutions', { ...all, statusFilter: 'ABORTED' }))).toEqual(['b']);
    const first = await ask('ListExecutions', { ...all, maxResults: 2 });
    expect(names(await ask('ListExecutions', { ...all, maxResults: 2, nextToken: first['nextToken'] }))).toEqual(['a']);
    await expect(ask('ListExecutions')).rejects.toMatchObject({ code: 'ValidationException' });
  });

  it('keep the definition they were started with', async () => {
    const { ask } = await setUp();
    const { executionArn } = await ask('StartExecution', { stateMachineArn: arnOf('waiting') });
    await ask('UpdateStateMachine', { stateMachineArn: arnOf('waiting'), definition: JSON.stringify(pass) });
    expect((await ask('DescribeStateMachineForExecution', { executionArn }))['definition']).toBe(
      JSON.stringify(waiting),
    );
  });
});

describe('histories', () => {
  const finished = async () => {
    const sandbox = await setUp();
    const { executionArn } = await sandbox.ask('StartExecution', { stateMachineArn: arnOf('pass'), input: '{"a":1}' });
    await sandbox.execution(executionArn).ended;
    return { ...sandbox, executionArn };
  };
  const ids = ({ events }: Record<string, unknown>) => (events as HistoryEvent[]).map(({ id }) => id);

  it('come in order, reversed on request, page by page', async () => {
    const { ask, executionArn } = await finished();
    expect(ids(await ask('GetExecutionHistory', { executionArn }))).toEqual([1, 2, 3, 4]);
    expect(ids(await ask('GetExecutionHistory', { executionArn, reverseOrder: true }))).toEqual([4, 3, 2, 1]);
    const first = await ask('GetExecutionHistory', { executionArn, maxResults: 3 });
    expect(
      ids(await ask('GetExecutionHistory', { executionArn, maxResults: 3, nextToken: first['nextToken'] })),
    ).toEqual([4]);
  });

  it('leave inputs and outputs out on request', async () => {
    const { ask, executionArn } = await finished();
    const { events } = await ask('GetExecutionHistory', { executionArn, includeExecutionData: false });
    expect(events).toMatchObject([
      { type: 'ExecutionStarted', timestamp: new Date('2026-01-01'), executionStartedEventDetails: { roleArn } },
      { stateEnteredEventDetails: { name: 'Pass' } },
      { stateExitedEventDetails: { name: 'Pass' } },
      { executionSucceededEventDetails: {} },
    ]);
    expect(JSON.stringify(events)).not.toContain('input');
  });
});

describe('one machine running another', () => {
  const child = (arn = arnOf('child')) =>
    machineOf({
      Run: {
        Type: 'Task',
        Resource: 'arn:aws:states:::states:startExecution.sync:2',
        Parameters: { StateMachineArn: arn, Name: 'inner', 'Input.$': '$' },
        End: true,
      },
    });
  const runParent = async (definition: MachineDefinition, parent = child()) => {
    const sandbox = await setUp({ parent, child: definition });
    const execution = sandbox.startExecution({ stateMachineArn: arnOf('parent'), input: '{"a":1}' });
    return { ...sandbox, execution };
  };

  it('waits for it and gets its output as JSON', async () => {
    const { execution } = await runParent(machineOf({ Wait: { Type: 'Wait', Seconds: 60, End: true } }));
    await execution.ended;
    expect(JSON.parse(execution.output ?? '')).toMatchObject({
      ExecutionArn: executionArnOf('child', 'inner'),
      StateMachineArn: arnOf('child'),
      Status: 'SUCCEEDED',
      Name: 'inner',
      Input: { a: 1 },
      Output: { a: 1 },
      StartDate: Date.parse('2026-01-01T00:00:00Z'),
      StopDate: Date.parse('2026-01-01T00:01:00Z'),
    });
    expect(execution.history.events.map(({ type }) => type)).toContain('TaskSubmitted');
  });

  it('fails with States.TaskFailed and the child’s description when the child does', async () => {
    const { execution } = await runParent(machineOf({ Fail: { Type: 'Fail', Error: 'Bad', Cause: 'very' } }));
    await execution.ended;
    expect(execution).toMatchObject({ status: 'FAILED', error: 'States.TaskFailed' });
    expect(JSON.parse(execution.cause ?? '')).toMatchObject({
      Status: 'FAILED',
      Error: 'Bad',
      Cause: 'very',
      Input: '{"a":1}',
    });
  });

  it('stops it when it is stopped itself, and when its Task times out', async () => {
    const stopped = await runParent(waiting);
    await stopped.world.clock.sleep(10);
    stopped.execution.stop(undefined, undefined);
    expect((await stopped.ask('DescribeExecution', { executionArn: executionArnOf('child', 'inner') }))['status']).toBe(
      'ABORTED',
    );

    const definition = child();
    Object.assign(definition.States['Run'] ?? {}, { TimeoutSeconds: 5 });
    const late = await runParent(waiting, definition);
    await late.execution.ended;
    expect(late.execution).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
    expect((await late.ask('DescribeExecution', { executionArn: executionArnOf('child', 'inner') }))['status']).toBe(
      'ABORTED',
    );
  });

  it('fails with StepFunctions’ own error when it cannot start', async () => {
    const { execution } = await runParent(pass, child(arnOf('gone')));
    await execution.ended;
    expect(execution).toMatchObject({
      error: 'StepFunctions.StateMachineDoesNotExistException',
      cause: expect.stringMatching(
        /^State Machine Does Not Exist: '.*gone' \(Service: AWSStepFunctions; Status Code: 400;/,
      ),
    });
  });

  it('meets scripted faults', async () => {
    const { world, execution } = await runParent(pass);
    world.faults.add({ service: 'states', operation: 'StartExecution', error: 'ThrottlingException' });
    await execution.ended;
    expect(execution.error).toBe('StepFunctions.ThrottlingException');
  });
});

describe('task tokens', () => {
  const asking = machineOf({
    Ask: invokeTask({
      Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
      Parameters: { FunctionName: 'f', Payload: { 'token.$': '$$.Task.Token' } },
    }),
  });
  const asked = async () => {
    const { promise, resolve } = Promise.withResolvers<string>();
    const sandbox = await setUp({ asking }, (event) => {
      resolve((event as { token: string }).token);
      return null;
    });
    const execution = sandbox.startExecution({ stateMachineArn: arnOf('asking') });
    return { ...sandbox, execution, taskToken: await promise };
  };

  it('end a Task with success', async () => {
    const { ask, execution, taskToken } = await asked();
    await ask('SendTaskHeartbeat', { taskToken });
    await ask('SendTaskSuccess', { taskToken, output: '{"ok":true}' });
    await execution.ended;
    expect(execution).toMatchObject({ status: 'SUCCEEDED', output: '{"ok":true}' });
    await expect(ask('SendTaskSuccess', { taskToken, output: '1' })).rejects.toMatchObject({
      code: 'TaskTimedOut',
      message: "Task Timed Out: 'Provided task does not exist anymore'",
    });
  });

  it('end a Task with failure', async () => {
    const { ask, execution, taskToken } = await asked();
    await ask('SendTaskFailure', { taskToken, error: 'No', cause: 'not now' });
    await execution.ended;
    expect(execution).toMatchObject({ status: 'FAILED', error: 'No', cause: 'not now' });
  });

  it.each([
    ['SendTaskSuccess', { taskToken: 'x', output: '{' }, 'InvalidOutput'],
    ['SendTaskSuccess', { taskToken: 'x', output: '1' }, 'InvalidToken'],
    ['SendTaskFailure', { taskToken: 'x' }, 'InvalidToken'],
    ['SendTaskHeartbeat', { taskToken: `AQ${'x'.repeat(80)}` }, 'TaskDoesNotExist'],
  ])('are checked by %s: %j gives %s', async (operation, input, code) => {
    const { ask } = await setUp();
    await expect(ask(operation, input)).rejects.toMatchObject({ code });
  });
});

describe('close', () => {
  it('ends what still runs', async () => {
    const { startExecution, close } = await setUp();
    const execution = startExecution({ stateMachineArn: arnOf('waiting') });
    close();
    await execution.ended;
    expect(execution).toMatchObject({ status: 'ABORTED', error: 'Sandbox.Closed' });
  });
});
