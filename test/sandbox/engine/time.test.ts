import { describe, expect, it } from '@jest/globals';
import type { Retrier } from '../../../sandbox/engine/definition.ts';
import { StatesError } from '../../../sandbox/engine/errors.ts';
import { countRetries } from '../../../sandbox/engine/retry.ts';
import { AwsError } from '../../../sandbox/service.ts';
import { eventOf, fakePorts, functionArn, invokeTask, machineOf, runToEnd, start, typesOf } from './run.ts';

const named = (name: string) => Object.assign(new Error('broken'), { name });

/** Fails with each error in turn, then answers. */
const failingWith = (...names: string[]) => {
  const left = [...names];
  return () => {
    const name = left.shift();
    if (name !== undefined) throw named(name);
    return 'done';
  };
};

describe('Wait', () => {
  it.each([
    ['Seconds', { Seconds: 90 }, 90],
    ['Seconds: 0', { Seconds: 0 }, 0],
    ['SecondsPath', { SecondsPath: '$.seconds' }, 7],
    ['Timestamp', { Timestamp: '2026-01-01T00:01:00Z' }, 60],
    ['a Timestamp that has passed', { Timestamp: '2025-01-01T00:00:00Z' }, 0],
    ['TimestampPath', { TimestampPath: '$.at' }, 3_600],
    ['more than 2^31 ms', { Seconds: 99_999_999 }, 99_999_999],
  ])('waits for %s on the clock', async (_, wait, seconds) => {
    const definition = machineOf({ Wait: { Type: 'Wait', ...wait, End: true } });
    const run = await runToEnd(definition, { seconds: 7, at: '2026-01-01T01:00:00Z' });
    expect(run).toMatchObject({ status: 'SUCCEEDED', seconds });
  });

  it.each([
    ['SecondsPath', { SecondsPath: '$.x' }],
    ['TimestampPath', { TimestampPath: '$.x' }],
  ])('fails with States.Runtime when %s gives nonsense', async (_, wait) => {
    const run = await runToEnd(machineOf({ Wait: { Type: 'Wait', ...wait, End: true } }), { x: 'soon' });
    expect(run).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
  });
});

describe('Retry', () => {
  const retry = (...retriers: Retrier[]) => machineOf({ Task: invokeTask({ Retry: retriers }) });

  it('waits longer each time, on the clock', async () => {
    const definition = retry({ ErrorEquals: ['Busy'], IntervalSeconds: 2, MaxAttempts: 3, BackoffRate: 3 });
    const run = await runToEnd(definition, {}, fakePorts(failingWith('Busy', 'Busy', 'Busy')));
    expect(run).toMatchObject({ status: 'SUCCEEDED', seconds: 2 + 6 + 18 });
  });

  it('gives up after MaxAttempts with the last error', async () => {
    const run = await runToEnd(
      retry({ ErrorEquals: ['Busy'], MaxAttempts: 1 }),
      {},
      fakePorts(failingWith('Busy', 'Busy')),
    );
    expect(run).toMatchObject({ status: 'FAILED', error: 'Busy', seconds: 1 });
  });

  it('does not retry with MaxAttempts 0, nor what it does not name', async () => {
    const none = retry({ ErrorEquals: ['Busy'], MaxAttempts: 0 }, { ErrorEquals: ['States.ALL'] });
    expect((await runToEnd(none, {}, fakePorts(failingWith('Busy')))).error).toBe('Busy');
    const other = retry({ ErrorEquals: ['Other'] });
    expect((await runToEnd(other, {}, fakePorts(failingWith('Busy')))).error).toBe('Busy');
  });

  it('counts for each retrier by itself', async () => {
    const definition = retry(
      { ErrorEquals: ['A'], IntervalSeconds: 1, MaxAttempts: 1 },
      { ErrorEquals: ['States.TaskFailed'], IntervalSeconds: 10, MaxAttempts: 1 },
    );
    expect(await runToEnd(definition, {}, fakePorts(failingWith('A', 'B')))).toMatchObject({
      status: 'SUCCEEDED',
      seconds: 11,
    });
  });

  it('makes Parameters anew with the count of retries', async () => {
    const seen: unknown[] = [];
    const definition = machineOf({
      Task: invokeTask({
        Parameters: { FunctionName: functionArn, Payload: { 'count.$': '$$.State.RetryCount' } },
        Retry: [{ ErrorEquals: ['States.ALL'] }],
      }),
    });
    const fail = failingWith('A', 'B');
    await runToEnd(
      definition,
      {},
      fakePorts((event) => {
        seen.push(event);
        return fail();
      }),
    );
    expect(seen).toEqual([{ count: 0 }, { count: 1 }, { count: 2 }]);
  });

  it('repeats Parallel and Map states as a whole', async () => {
    const branch = machineOf({ Task: invokeTask() });
    for (const state of [
      { Type: 'Parallel' as const, Branches: [branch] },
      { Type: 'Map' as const, ItemProcessor: branch },
    ]) {
      const definition = machineOf({
        Whole: { ...state, Retry: [{ ErrorEquals: ['A'], IntervalSeconds: 5 }], End: true },
      });
      const run = await runToEnd(definition, [{}], fakePorts(failingWith('A')));
      expect(run).toMatchObject({ status: 'SUCCEEDED', seconds: 5 });
    }
  });

  it('bounds the delay and spreads it with full jitter', () => {
    const nextDelayMs = countRetries(
      [
        {
          ErrorEquals: ['States.ALL'],
          IntervalSeconds: 4,
          BackoffRate: 10,
          MaxDelaySeconds: 10,
          JitterStrategy: 'FULL',
        },
      ],
      () => 0.5,
    );
    const error = new StatesError('A');
    expect([nextDelayMs(error), nextDelayMs(error), nextDelayMs(error), nextDelayMs(error)]).toEqual([
      2_000,
      5_000,
      5_000,
      undefined,
    ]);
  });
});

describe('Catch', () => {
  const caught = (ErrorEquals: string[], more = {}) =>
    machineOf({
      Task: invokeTask({ Catch: [{ ErrorEquals, Next: 'Caught', ...more }] }),
      Caught: { Type: 'Pass', End: true },
    });

  it('hands on error and cause at its ResultPath', async () => {
    const run = await runToEnd(
      caught(['Bad'], { ResultPath: '$.failure.Task' }),
      { kept: 1 },
      fakePorts(failingWith('Bad')),
    );
    expect(run.output).toEqual({
      kept: 1,
      failure: { Task: { Error: 'Bad', Cause: '{"errorType":"Bad","errorMessage":"broken","trace":[]}' } },
    });
  });

  it.each([
    ['States.ALL', 'Bad', true],
    ['States.TaskFailed', 'Bad', true],
    ['Bad', 'Bad', true],
    ['Other', 'Bad', false],
  ])('with %s takes %s: %s', async (name, thrown, isCaught) => {
    const run = await runToEnd(caught([name]), {}, fakePorts(failingWith(thrown)));
    expect(run.status).toBe(isCaught ? 'SUCCEEDED' : 'FAILED');
  });

  it.each([
    ['States.Timeout', true],
    ['States.ALL', true],
    ['States.TaskFailed', false],
    ['States.HeartbeatTimeout', false],
  ])('with %s takes a time-out: %s', async (name, isCaught) => {
    const definition = caught([name]);
    Object.assign(definition.States['Task'] ?? {}, { TimeoutSeconds: 5 });
    const run = await runToEnd(
      definition,
      {},
      fakePorts(() => new Promise(() => {})),
    );
    expect(run.status).toBe(isCaught ? 'SUCCEEDED' : 'FAILED');
    if (isCaught) expect(run.output).toEqual({ Error: 'States.Timeout', Cause: '' });
  });

  it('never takes States.Runtime', async () => {
    const definition = caught(['States.ALL', 'States.Runtime']);
    Object.assign(definition.States['Task'] ?? {}, {
      Parameters: { FunctionName: functionArn, 'Payload.$': '$.gone' },
    });
    expect(await runToEnd(definition)).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
  });

  it('knows a service’s own exceptions by its name', async () => {
    const ports = fakePorts(undefined, {
      invokeFunction: () => Promise.reject(new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429)),
    });
    const { output } = await runToEnd(caught(['Lambda.TooManyRequestsException']), {}, ports);
    expect(output).toEqual({
      Error: 'Lambda.TooManyRequestsException',
      Cause: expect.stringMatching(/^Rate Exceeded\. \(Service: Lambda, Status Code: 429, Request ID: [\w-]+\)$/),
    });
  });
});

describe('time limits', () => {
  const never = fakePorts(() => new Promise(() => {}));

  it('has none of its own for a Task', async () => {
    const clock = never.clock;
    const run = await runToEnd(
      machineOf({ Task: invokeTask() }),
      {},
      {
        ...never,
        invokeFunction: async () => {
          await clock.sleep(40 * 86_400_000);
          return { statusCode: 200, executedVersion: '$LATEST', requestId: 'r', payload: '1' };
        },
      },
    );
    expect(run).toMatchObject({ status: 'SUCCEEDED', seconds: 40 * 86_400 });
  });

  it.each([
    ['TimeoutSeconds', { TimeoutSeconds: 30 }],
    ['TimeoutSecondsPath', { TimeoutSecondsPath: '$.limit' }],
  ])('ends a Task after %s', async (_, limit) => {
    const run = await runToEnd(
      machineOf({ Task: invokeTask(limit) }),
      { limit: 30 },
      fakePorts(() => new Promise(() => {})),
    );
    expect(run).toMatchObject({ status: 'FAILED', error: 'States.Timeout', cause: undefined, seconds: 30 });
    expect(eventOf(run.execution, 'TaskScheduled')?.taskScheduledEventDetails).toMatchObject({ timeoutInSeconds: 30 });
    expect(eventOf(run.execution, 'TaskTimedOut')?.taskTimedOutEventDetails).toMatchObject({ error: 'States.Timeout' });
  });

  it('ends the execution after the machine’s TimeoutSeconds', async () => {
    const definition = machineOf({ Wait: { Type: 'Wait', Seconds: 600, End: true } }, { TimeoutSeconds: 300 });
    const run = await runToEnd(definition);
    expect(run).toMatchObject({ status: 'TIMED_OUT', error: 'States.Timeout', seconds: 300 });
    expect(typesOf(run.execution)).toEqual(['ExecutionStarted', 'WaitStateEntered', 'ExecutionTimedOut']);
  });

  it('fails an execution at 25,000 events, with the failure as the last one', async () => {
    const run = await runToEnd(
      machineOf({ One: { Type: 'Pass', Next: 'Two' }, Two: { Type: 'Pass', Next: 'One' }, End: { Type: 'Succeed' } }),
    );
    expect(run).toMatchObject({
      status: 'FAILED',
      cause: expect.stringContaining('The execution reached the maximum number of history events (25000).'),
    });
    expect(run.execution.history.events).toHaveLength(25_000);
    expect(run.execution.history.events.at(-1)?.type).toBe('ExecutionFailed');
  });

  it('lets other work go on during a long run of states', async () => {
    const execution = start(
      machineOf({ One: { Type: 'Pass', Next: 'Two' }, Two: { Type: 'Pass', Next: 'One' }, End: { Type: 'Succeed' } }),
    );
    await new Promise((resolve) => setImmediate(resolve));
    expect(execution.status).toBe('RUNNING');
    execution.stop('Enough', undefined);
    await execution.ended;
    expect(execution).toMatchObject({ status: 'ABORTED', error: 'Enough' });
  });
});
