import { describe, expect, it } from '@jest/globals';
import { burst, clusterOf, ordinaryHours } from '../../../../bench/support/disconnect/drops.ts';

describe('ordinaryHours', () => {
  it('has each agent away four times an hour, for 5 to 40 seconds, and never twice at once', () => {
    const plan = ordinaryHours(1);
    const parts = [...plan.parts()];
    const byInstance = Map.groupBy(parts.flat(), ({ instance }) => instance);
    expect([...new Set([...byInstance.values()].map((drops) => drops.length))]).toEqual([4]);
    const lengths = parts.flat().map(({ startSecond, endSecond }) => endSecond - startSecond);
    expect([Math.min(...lengths), Math.max(...lengths)]).toEqual([5, 40]);
    const beginnings = parts.map((drops) => Math.min(...drops.map(({ startSecond }) => startSecond)));
    const ends = parts.map((drops) => Math.max(...drops.map(({ endSecond }) => endSecond)));
    expect(ends.slice(0, -1).every((end, part) => end < (beginnings[part + 1] ?? 0) + 1)).toBe(true);
    expect(ends.at(-1)).toBeLessThan(3_600);
  });

  it('is the same each time', () => {
    expect([...ordinaryHours(1).parts()][3]?.slice(0, 50)).toEqual([...ordinaryHours(1).parts()][3]?.slice(0, 50));
  });

  it('has lost instances drop once more and not come back', () => {
    const plan = ordinaryHours(2, 20);
    expect(plan.lost.size).toBe(20);
    const endless = [...plan.parts()].flat().filter(({ endSecond }) => endSecond === Number.POSITIVE_INFINITY);
    expect(new Set(endless.map(({ instance }) => instance))).toEqual(plan.lost);
    expect(endless).toHaveLength(20);
    const last = Map.groupBy([...plan.parts()].flat(), ({ instance }) => instance);
    for (const { instance } of endless) {
      expect(last.get(instance)?.at(-1)?.endSecond).toBe(Number.POSITIVE_INFINITY);
    }
  });
});

describe('burst', () => {
  it('drops all at once; one in twenty of each cluster stays away', () => {
    const plan = burst();
    const drops = [...plan.parts()].flat();
    expect(drops).toHaveLength(10_000);
    expect(new Set(drops.map(({ startSecond }) => startSecond)).size).toBe(1);
    const long = drops.filter(({ startSecond, endSecond }) => endSecond - startSecond > 30);
    expect(new Set(long.map(({ instance }) => instance))).toEqual(plan.lost);
    const byCluster = Map.groupBy(plan.lost, (instance) => clusterOf(plan, instance));
    expect([...byCluster.values()].map((instances) => instances.length)).toEqual(Array(20).fill(25));
  });
});
