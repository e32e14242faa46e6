import { describe, expect, it } from '@jest/globals';
import { eventOf, fakePorts, invokeTask, machineOf, runToEnd, start, typesOf } from './run.ts';

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
