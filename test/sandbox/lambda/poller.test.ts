import { afterEach, describe, expect, it } from '@jest/globals';
import { AwsError } from '../../../sandbox/service.ts';
import { deadArn, type Polled, polled } from './polled.ts';

let open: Polled[] = [];
afterEach(async () => {
  await Promise.all(open.map((one) => one.close()));
  open = [];
});
const start = (...parameters: Parameters<typeof polled>): Polled => {
  const started = polled(...parameters);
  open.push(started);
  return started;
};

const failing = (count: number, error: unknown) => {
  let left = count;
  return () => {
    left -= 1;
    if (left >= 0) throw error;
    return null;
  };
};

describe('Poller', () => {
  it('gives a function what lies in the queue at once, and deletes it', async () => {
    const { send, pass, got, lying } = start();
    await send('one', 'two', 'three');
    await pass(1);
    expect(got.flatMap(({ bodies }) => bodies)).toEqual(['one', 'two', 'three']);
    expect(got.every(({ at }) => at === 0)).toBe(true);
    expect(lying()).toEqual([]);
  });

  it('gathers until its window is over, from the first message on', async () => {
    const { send, pass, got } = start({ batchSize: 1_000, windowSeconds: 20 });
    await pass(7);
    await send('one');
    await pass(5);
    await send('two');
    await pass(14);
    await send('three');
    await pass(1);
    await send('of the next window');
    await pass(19);
    expect(got).toEqual([{ at: 27, bodies: ['one', 'two', 'three'] }]);
    await pass(1);
    expect(got[1]).toEqual({ at: 47, bodies: ['of the next window'] });
  });

  it('does not wait for the window’s end with a full batch', async () => {
    const { send, pass, got } = start({ batchSize: 12, windowSeconds: 20 });
    await send(...Array.from({ length: 25 }, (_, n) => `${n}`));
    await pass(1);
    expect(got.map(({ at, bodies }) => [at, bodies.length])).toEqual([
      [0, 12],
      [0, 12],
    ]);
    await pass(20);
    expect(got[2]).toMatchObject({ at: 20, bodies: ['24'] });
  });

  it('splits what is too large for one event, and loses none of it', async () => {
    const { send, pass, got, lying } = start({ batchSize: 1_000, windowSeconds: 5 });
    const body = 'x'.repeat(250_000);
    await send(...Array.from({ length: 30 }, (_, n) => `${n}`.padEnd(3) + body));
    await pass(11);
    expect(got.map(({ bodies }) => bodies.length)).toEqual([25, 5]);
    expect(new Set(got.flatMap(({ bodies }) => bodies)).size).toBe(30);
    expect(lying()).toEqual([]);
  });

  it('takes a delayed message when its delay is over', async () => {
    const { send, pass, got } = start({}, undefined, { DelaySeconds: '60' });
    await send('one');
    await pass(61);
    expect(got).toEqual([{ at: 60, bodies: ['one'] }]);
  });

  it('leaves a batch to the visibility timeout when the function fails', async () => {
    let calls = 0;
    const { send, pass, got, lying } = start({ windowSeconds: 1 }, () => {
      calls += 1;
      return calls === 1 ? new Error('my fault') : null;
    });
    await send('one', 'two');
    await pass(2);
    expect(lying()).toEqual(['one', 'two']);
    await pass(40);
    expect(got).toEqual([
      { at: 1, bodies: ['one', 'two'] },
      { at: 31, bodies: ['one', 'two'] },
    ]);
    expect(lying()).toEqual([]);
  });

  it('brings back only the messages that the function names', async () => {
    const { send, pass, lying } = start({ windowSeconds: 1, reportsFailures: true }, (bodies, ids) => ({
      batchItemFailures: bodies.flatMap((body, n) => (body === 'two' ? [{ itemIdentifier: ids[n] }] : [])),
    }));
    await send('one', 'two', 'three');
    await pass(2);
    expect(lying()).toEqual(['two']);
  });

  it('does not read the answer of a function that reports no failures', async () => {
    const { send, pass, lying } = start({ windowSeconds: 1 }, (_, ids) => ({
      batchItemFailures: [{ itemIdentifier: ids[0] }],
    }));
    await send('one');
    await pass(2);
    expect(lying()).toEqual([]);
  });

  it.each([
    ['throttled', new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429)],
    ['failed by Lambda itself', new AwsError('ServiceException', 'An error occurred.', 500)],
  ])('tries again later when the invocation is %s', async (_, error) => {
    const { send, pass, got, lying } = start({}, failing(3, error));
    await send('one');
    await pass(20);
    expect(got.map(({ at }) => at)).toEqual([0, 1, 3, 7]);
    expect(lying()).toEqual([]);
  });

  it('gives up when the messages are visible again, and takes them anew', async () => {
    const throttled = new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429);
    const { send, pass, got, lying } = start({}, failing(6, throttled));
    await send('one');
    await pass(29);
    expect(got.map(({ at }) => at)).toEqual([0, 1, 3, 7, 15]);
    expect(lying()).toEqual(['one']);
    await pass(20);
    expect(got.slice(5).map(({ at }) => at)).toEqual([30, 31]);
    expect(lying()).toEqual([]);
  });

  it('leaves the messages where the function cannot be invoked at all', async () => {
    const gone = new AwsError('ResourceNotFoundException', 'Function not found', 404);
    const { send, pass, got, lying } = start({}, failing(1, gone));
    await send('one');
    await pass(29);
    expect(got).toHaveLength(1);
    expect(lying()).toEqual(['one']);
  });

  it('is given a message no more that goes to the dead-letter queue', async () => {
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: deadArn, maxReceiveCount: 2 });
    const { send, pass, got, lying } = start({}, () => new Error('never'), { RedrivePolicy });
    await send('one');
    await pass(200);
    expect(got.map(({ at }) => at)).toEqual([0, 30]);
    expect(lying()).toEqual([]);
    expect(lying(deadArn)).toEqual(['one']);
  });

  it('works on as many batches at a time as it may', async () => {
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    const { send, pass, got } = start({ batchSize: 1, mostBatches: 2 }, () => released);
    await send('one', 'two', 'three');
    await pass(1);
    expect(got).toHaveLength(2);
    release();
    await pass(1);
    expect(got).toHaveLength(3);
  });

  it('does not hold time still while it waits for a message', async () => {
    const { clock, pass } = start({ windowSeconds: 20 });
    const before = clock.now();
    await pass(86_400);
    expect(clock.now() - before).toBe(86_400_000);
  });

  it('ends when it is closed, in the middle of a window or of a retry', async () => {
    const { send, pass, got, lying, poller } = start({ windowSeconds: 20 });
    await send('one');
    await pass(1);
    await poller.close();
    await send('two');
    await pass(60);
    expect(got).toEqual([]);
    expect(lying()).toEqual(['one', 'two']);

    const throttled = new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429);
    const other = start({}, failing(100, throttled));
    await other.send('one');
    await other.pass(4);
    await other.poller.close();
    await other.pass(60);
    expect(other.got).toHaveLength(3);
  });
});
