import type { ServiceFacts } from './plan/service-facts.ts';

/** How long a service may take to end, and since when it does. */
export interface DrainLimit {
  /** ISO 8601. */
  since: string;
  now: string;
  timeoutMinutes: number;
}

/** Whether what was waited for has come; OVERDUE: not within the limit. */
export interface Draining<Done extends string> {
  status: Done | 'PENDING' | 'OVERDUE';
  reason: string;
  runningCount: number;
  pendingCount: number;
}

const isOverdue = ({ since, now, timeoutMinutes }: DrainLimit): boolean =>
  Date.parse(now) - Date.parse(since) >= timeoutMinutes * 60_000;

const waiting = (facts: ServiceFacts, reason: string, limit: DrainLimit) =>
  isOverdue(limit)
    ? ({ status: 'OVERDUE', reason: `${reason} after ${limit.timeoutMinutes} minutes`, ...counts(facts) } as const)
    : ({ status: 'PENDING', reason, ...counts(facts) } as const);

const counts = (facts: ServiceFacts | null) => ({
  runningCount: facts?.runningCount ?? 0,
  pendingCount: facts?.pendingCount ?? 0,
});

const tasksOf = ({ runningCount, pendingCount }: ServiceFacts): string =>
  `${runningCount} tasks are running and ${pendingCount} pending`;

/** Whether a service that was scaled to 0 has no tasks any more. */
export const assessDrained = (facts: ServiceFacts | null, limit: DrainLimit): Draining<'DRAINED'> => {
  if (!facts) return { status: 'DRAINED', reason: 'there is no such service', ...counts(facts) };
  if (facts.runningCount + facts.pendingCount === 0) {
    return { status: 'DRAINED', reason: 'no task is left', ...counts(facts) };
  }
  return waiting(facts, tasksOf(facts), limit);
};

/** Whether a service that was deleted is INACTIVE or unknown, so that its name is free. */
export const assessInactive = (facts: ServiceFacts | null, limit: DrainLimit): Draining<'GONE'> =>
  facts
    ? waiting(facts, `the service is ${facts.status}: ${tasksOf(facts)}`, limit)
    : { status: 'GONE', reason: 'the service is INACTIVE or unknown', ...counts(facts) };
