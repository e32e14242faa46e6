import type { HistoryEvent } from '@aws-sdk/client-sfn';
import { describe, expect, it } from '@jest/globals';
import { arnOf, executionArnOf, pass, roleArn, setUp, waiting } from './set-up.ts';

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

describe('close', () => {
  it('ends what still runs', async () => {
    const { startExecution, close } = await setUp();
    const execution = startExecution({ stateMachineArn: arnOf('waiting') });
    close();
    await execution.ended;
    expect(execution).toMatchObject({ status: 'ABORTED', error: 'Sandbox.Closed' });
  });
});
