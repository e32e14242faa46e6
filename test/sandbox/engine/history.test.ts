import { describe, expect, it } from '@jest/globals';
import { eventOf, fakePorts, functionArn, invokeTask, machineOf, runToEnd, start, typesOf } from './run.ts';

const linked = (execution: Parameters<typeof typesOf>[0]) =>
  execution.history.events.map(({ id, previousEventId, type }) => `${id}<${previousEventId} ${type}`);

describe('history', () => {
  it('of simple states links each event to the one before', async () => {
    const { execution } = await runToEnd(
      machineOf({
        Pass: { Type: 'Pass', Next: 'Wait' },
        Wait: { Type: 'Wait', Seconds: 2, Next: 'Choose' },
        Choose: { Type: 'Choice', Choices: [{ Variable: '$', IsPresent: true, Next: 'Done' }] },
        Done: { Type: 'Succeed' },
      }),
    );
    expect(linked(execution)).toEqual([
      '1<0 ExecutionStarted',
      '2<0 PassStateEntered',
      '3<2 PassStateExited',
      '4<3 WaitStateEntered',
      '5<4 WaitStateExited',
      '6<5 ChoiceStateEntered',
      '7<6 ChoiceStateExited',
      '8<7 SucceedStateEntered',
      '9<8 SucceedStateExited',
      '10<9 ExecutionSucceeded',
    ]);
  });

  it('is stamped by the world’s clock', async () => {
    const { execution } = await runToEnd(machineOf({ Wait: { Type: 'Wait', Seconds: 60, End: true } }));
    expect(execution.history.events.map(({ timestamp }) => timestamp?.toISOString())).toEqual([
      '2026-01-01T00:00:00.000Z',
      '2026-01-01T00:00:00.000Z',
      '2026-01-01T00:01:00.000Z',
      '2026-01-01T00:01:00.000Z',
    ]);
  });

  it('of a Task holds parameters, result and what the state made of it', async () => {
    const { execution } = await runToEnd(machineOf({ Task: invokeTask({ ResultSelector: { 'p.$': '$.Payload' } }) }), {
      x: 1,
    });
    expect(eventOf(execution, 'ExecutionStarted')?.executionStartedEventDetails).toEqual({
      input: '{"x":1}',
      inputDetails: { truncated: false },
      roleArn: 'arn:aws:iam::111122223333:role/machine',
    });
    expect(eventOf(execution, 'TaskStateEntered')?.stateEnteredEventDetails).toEqual({
      name: 'Task',
      input: '{"x":1}',
      inputDetails: { truncated: false },
    });
    expect(eventOf(execution, 'TaskScheduled')?.taskScheduledEventDetails).toEqual({
      resourceType: 'lambda',
      resource: 'invoke',
      region: 'us-east-1',
      parameters: `{"FunctionName":"${functionArn}","Payload":{"x":1}}`,
    });
    expect(eventOf(execution, 'TaskStarted')?.taskStartedEventDetails).toEqual({
      resourceType: 'lambda',
      resource: 'invoke',
    });
    expect(JSON.parse(eventOf(execution, 'TaskSucceeded')?.taskSucceededEventDetails?.output ?? '')).toMatchObject({
      ExecutedVersion: '$LATEST',
      Payload: { x: 1 },
      StatusCode: 200,
      SdkHttpMetadata: { HttpStatusCode: 200 },
      SdkResponseMetadata: { RequestId: expect.any(String) },
    });
    expect(eventOf(execution, 'TaskStateExited')?.stateExitedEventDetails).toEqual({
      name: 'Task',
      output: '{"p":{"x":1}}',
      outputDetails: { truncated: false },
    });
    expect(eventOf(execution, 'ExecutionSucceeded')?.executionSucceededEventDetails).toEqual({
      output: '{"p":{"x":1}}',
      outputDetails: { truncated: false },
    });
  });

  it('of a Task that fails holds error and cause, and ends with the execution’s', async () => {
    const { execution } = await runToEnd(
      machineOf({ Task: invokeTask() }),
      {},
      fakePorts(() => {
        throw new RangeError('too far');
      }),
    );
    const failure = { error: 'RangeError', cause: '{"errorType":"RangeError","errorMessage":"too far","trace":[]}' };
    expect(linked(execution).slice(3)).toEqual(['4<3 TaskStarted', '5<4 TaskFailed', '6<5 ExecutionFailed']);
    expect(eventOf(execution, 'TaskFailed')?.taskFailedEventDetails).toEqual({
      resourceType: 'lambda',
      resource: 'invoke',
      ...failure,
    });
    expect(eventOf(execution, 'ExecutionFailed')?.executionFailedEventDetails).toEqual(failure);
  });

  it('of a caught Task leaves the state', async () => {
    const { execution } = await runToEnd(
      machineOf({
        Task: invokeTask({ Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Failed' }] }),
        Failed: { Type: 'Fail', Error: 'E', Cause: 'C' },
      }),
      {},
      fakePorts(() => {
        throw new Error('no');
      }),
    );
    expect(typesOf(execution).slice(4)).toEqual([
      'TaskFailed',
      'TaskStateExited',
      'FailStateEntered',
      'ExecutionFailed',
    ]);
  });

  it('of a function’s own ARN has LambdaFunction events', async () => {
    const task = { Type: 'Task' as const, Resource: functionArn, End: true };
    const { execution, output } = await runToEnd(machineOf({ Task: { ...task, TimeoutSeconds: 5 } }), { x: 1 });
    expect(output).toEqual({ x: 1 });
    expect(typesOf(execution).slice(2, 5)).toEqual([
      'LambdaFunctionScheduled',
      'LambdaFunctionStarted',
      'LambdaFunctionSucceeded',
    ]);
    expect(eventOf(execution, 'LambdaFunctionScheduled')?.lambdaFunctionScheduledEventDetails).toEqual({
      resource: functionArn,
      input: '{"x":1}',
      inputDetails: { truncated: false },
      timeoutInSeconds: 5,
    });
    const failing = fakePorts(() => {
      throw new Error('no');
    });
    const failed = await runToEnd(machineOf({ Task: task }), {}, failing);
    expect(eventOf(failed.execution, 'LambdaFunctionFailed')?.lambdaFunctionFailedEventDetails?.error).toBe('Error');
    const hanging = fakePorts(() => new Promise(() => {}));
    const late = await runToEnd(machineOf({ Task: { ...task, TimeoutSeconds: 5 } }), {}, hanging);
    expect(eventOf(late.execution, 'LambdaFunctionTimedOut')?.lambdaFunctionTimedOutEventDetails?.error).toBe(
      'States.Timeout',
    );
  });

  it('of a stopped execution ends with ExecutionAborted, and nothing comes after it', async () => {
    const ports = fakePorts(() => new Promise(() => {}));
    const execution = start(machineOf({ Task: invokeTask() }), {}, ports);
    await new Promise((done) => setImmediate(done));
    execution.stop('Stopped', 'by hand');
    execution.stop('Again', 'by hand');
    await execution.ended;
    await new Promise((done) => setImmediate(done));
    expect(typesOf(execution).slice(2)).toEqual(['TaskScheduled', 'TaskStarted', 'ExecutionAborted']);
    expect(eventOf(execution, 'ExecutionAborted')?.executionAbortedEventDetails).toEqual({
      error: 'Stopped',
      cause: 'by hand',
    });
  });
});
