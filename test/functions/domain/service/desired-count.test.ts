import { describe, expect, it } from '@jest/globals';
import { type CountWish, decideDesiredCount } from '../../../../functions/domain/service/desired-count.ts';

const nothing: CountWish = { wanted: undefined, existing: null };
const decide = (wish: Partial<CountWish>) => decideDesiredCount({ ...nothing, ...wish });
const existing = { runningCount: 5, desiredCount: 3 };
const active = { service: 'shop-old', counts: { runningCount: 7, desiredCount: 8 } };

describe('decideDesiredCount', () => {
  it.each([0, 1, 50])('takes the number %d as it stands', (wanted) => {
    expect(decide({ wanted, existing, active, minCapacity: 2 })).toEqual({
      desiredCount: wanted,
      reason: 'as it is given',
    });
  });

  it.each(['auto', 'match'])('takes the larger count of the active service for %s', (wanted) => {
    const reason = 'the larger count of the active service shop-old';
    expect(decide({ wanted, active, existing, minCapacity: 2 })).toEqual({ desiredCount: 8, reason });
    const scalingIn = { service: 'shop-old', counts: { runningCount: 9, desiredCount: 8 } };
    expect(decide({ wanted, active: scalingIn })).toEqual({ desiredCount: 9, reason });
  });

  it.each(['auto', 'match'])('takes the larger count of the service itself for %s where none is active', (wanted) => {
    expect(decide({ wanted, existing, minCapacity: 2 })).toEqual({
      desiredCount: 5,
      reason: 'what the service has now',
    });
  });

  it.each(['auto', 'match', undefined])(
    'takes the scalable target’s minimum for %s where there is no service',
    (wanted) => {
      expect(decide({ wanted, minCapacity: 2 })).toEqual({
        desiredCount: 2,
        reason: 'MinCapacity of the scalable target',
      });
    },
  );

  it('keeps the desired count of a service where none is wanted', () => {
    expect(decide({ existing, minCapacity: 2 })).toEqual({ desiredCount: 3, reason: 'what the service has now' });
  });

  it.each(['auto', 'match', undefined, null])('has a problem where nothing says a count: %j', (wanted) => {
    expect(decide({ wanted })).toEqual({
      problem: {
        check: 'desired count',
        detail: 'no count is given, and there is no active service, existing service or scalable target to take it of',
        remedy: 'give desiredCount a whole number of 0 or more',
      },
    });
  });

  it('has a problem where the active service does not exist, and does not take another count in its place', () => {
    expect(
      decide({ wanted: 'auto', active: { service: 'gone', counts: null }, existing, minCapacity: 2 }),
    ).toMatchObject({
      problem: { detail: 'the active service gone does not exist in the cluster' },
    });
  });

  it.each(['automatic', 'rematch', 'AUTO', 'match|auto', '3', 'three', '', 1.5, -1, Number.NaN, true, []])(
    'does not take %j for a count, nor for auto or match',
    (wanted) => {
      expect(decide({ wanted, existing, active, minCapacity: 2 })).toMatchObject({
        problem: { detail: expect.stringContaining('is not a count: a whole number of 0 or more, auto or match is') },
      });
    },
  );
});
