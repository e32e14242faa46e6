import { afterAll, describe, expect, it } from '@jest/globals';
import { AwsError } from '../../../../sandbox/service.ts';
import { DeliveryError, deliver, retryDelays } from '../../../../sandbox/services/sns/deliver.ts';
import { turnedClock } from '../../../../sandbox/turned-clock.ts';

const clock = turnedClock();
afterAll(() => clock.stop());

/** How often a message is sent that always fails so, and the seconds that takes. */
const attemptsOf = async (error: unknown, delaysMs: number[]) => {
  const startedAt = clock.now();
  let count = 0;
  const last = await deliver(clock, delaysMs, async () => {
    count += 1;
    throw error;
  });
  expect(last).toBe(error);
  return { count, seconds: (clock.now() - startedAt) / 1_000 };
};

describe('the delivery policies of SNS', () => {
  it('try HTTP endpoints four times in a minute', async () => {
    expect(await attemptsOf(new DeliveryError('x answered 500', true), retryDelays.http)).toEqual({
      count: 4,
      seconds: 60,
    });
  });

  it('try queues and functions 100,015 times more in 23 days, at first at once', () => {
    const [immediate, before, backoff, after] = [
      retryDelays.managed.slice(0, 3),
      retryDelays.managed.slice(3, 5),
      retryDelays.managed.slice(5, 15),
      retryDelays.managed.slice(15),
    ];
    expect([immediate, before]).toEqual([
      [0, 0, 0],
      [1_000, 1_000],
    ]);
    expect([backoff.at(0), backoff.at(-1), after.length, after.at(-1)]).toEqual([1_000, 20_000, 100_000, 20_000]);
    expect(Math.floor(retryDelays.managed.reduce((sum, ms) => sum + ms, 0) / 86_400_000)).toBe(23);
  });

  it.each([
    [new DeliveryError('x answered 404', false), 1],
    [new AwsError('AccessDenied', 'no', 403), 1],
    [new AwsError('ThrottlingException', 'Rate exceeded'), 4],
    [new AwsError('TooManyRequestsException', 'Rate exceeded', 429), 4],
    [new AwsError('InternalError', 'broken', 500), 4],
    [new Error('socket hang up'), 4],
  ])('with %p try %d times', async (error, count) => {
    expect(await attemptsOf(error, [1, 1, 1])).toMatchObject({ count });
  });
});
