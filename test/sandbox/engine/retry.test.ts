import { describe, expect, it } from '@jest/globals';
import type { Retrier } from '../../../sandbox/engine/definition.ts';
import { StatesError } from '../../../sandbox/engine/errors.ts';
import { countRetries } from '../../../sandbox/engine/retry.ts';
import { AwsError } from '../../../sandbox/service.ts';
import { fakePorts, functionArn, invokeTask, machineOf, runToEnd } from './run.ts';

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
