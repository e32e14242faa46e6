import type { PlanProblem } from './plan/action.ts';

/** Counts of a service that is not INACTIVE. */
export interface ServiceCounts {
  runningCount: number;
  desiredCount: number;
}

/** What a desired count is decided by. */
export interface CountWish {
  /** The request's, else the spec's: a count, `auto`, `match` (both take another service's), or none. */
  wanted: unknown;
  /** The service whose count `auto` and `match` take; absent: none is named. Null counts: it does not exist. */
  active?: { service: string; counts: ServiceCounts | null } | undefined;
  /** The service itself; null where it does not exist yet. */
  existing: ServiceCounts | null;
  /** MinCapacity of the spec's scalable target. */
  minCapacity?: number | undefined;
}

/** A desired count with the reason for it, or what is missing to tell one. */
export type CountDecision = { desiredCount: number; reason: string } | { problem: PlanProblem };

const larger = ({ runningCount, desiredCount }: ServiceCounts): number => Math.max(runningCount, desiredCount);

const unknown = (detail: string): CountDecision => ({
  problem: { check: 'desired count', detail, remedy: 'give desiredCount a whole number of 0 or more' },
});

const decideByOthers = (
  { active, existing, minCapacity }: CountWish,
  countOf: (existing: ServiceCounts) => number,
): CountDecision => {
  if (active && !active.counts) return unknown(`the active service ${active.service} does not exist in the cluster`);
  if (active?.counts) {
    return { desiredCount: larger(active.counts), reason: `the larger count of the active service ${active.service}` };
  }
  if (existing) return { desiredCount: countOf(existing), reason: 'what the service has now' };
  if (minCapacity !== undefined) return { desiredCount: minCapacity, reason: 'MinCapacity of the scalable target' };
  return unknown(
    'no count is given, and there is no active service, existing service or scalable target to take it of',
  );
};

/**
 * Decides how many tasks a service is to have. A number wins as it stands. `auto` and `match` are the larger of the running and
 * the desired count of the service named as active, else of the existing one, else the scalable target's minimum. Without a
 * wish an existing service keeps its desired count.
 *
 * @returns a problem where nothing says a count, or where what is given is neither a count nor exactly `auto` or `match`
 */
export const decideDesiredCount = (wish: CountWish): CountDecision => {
  const { wanted } = wish;
  if (typeof wanted === 'number' && Number.isInteger(wanted) && wanted >= 0) {
    return { desiredCount: wanted, reason: 'as it is given' };
  }
  if (wanted === undefined || wanted === null) return decideByOthers(wish, ({ desiredCount }) => desiredCount);
  if (wanted === 'auto' || wanted === 'match') return decideByOthers(wish, larger);
  return unknown(`${JSON.stringify(wanted)} is not a count: a whole number of 0 or more, auto or match is`);
};
