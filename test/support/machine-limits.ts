import { type Definition, retryPace, type StateNode } from './definition-rules.ts';

type CountRule = { Variable?: string; NumericGreaterThanEquals?: number };

/** Entered and exited; a Task also scheduled, started and succeeded. */
const eventsPerVisit: Record<string, number> = { Task: 5, Choice: 2, Pass: 2, Wait: 2, Fail: 1 };
const eventsPerRetry = 3;
const eventsPerLook = ['Wait', 'Task', 'Choice', 'Pass'].reduce((sum, type) => sum + (eventsPerVisit[type] ?? 0), 0);

const tasksOf = ({ States }: Definition): StateNode[] => Object.values(States).filter(({ Type }) => Type === 'Task');

/** Looks of all loops together: loops that go on with one count share its highest limit; undoing begins to count anew. */
const mostLooks = ({ States }: Definition): number => {
  const limits = new Map<string, number>();
  for (const [name, { Choices = [] }] of Object.entries(States) as [string, { Choices?: CountRule[] }][]) {
    for (const { Variable = '', NumericGreaterThanEquals: limit } of Choices) {
      if (limit === undefined) continue;
      const counter = name === 'IsUndone' ? name : Variable;
      limits.set(counter, Math.max(limits.get(counter) ?? 0, limit));
    }
  }
  return [...limits.values()].reduce((sum, limit) => sum + limit, 0);
};

/**
 * Most history events of an execution: every loop runs to the end of its count with one retry in each look, and every state is visited
 * once more with all its retries. Looks that are retried more often take so long that the clock ends the loop with fewer events.
 */
export const mostEvents = (definition: Definition): number => {
  const visits = Object.values(definition.States).reduce((sum, { Type }) => sum + (eventsPerVisit[Type] ?? 0), 0);
  const retries = tasksOf(definition).length * retryPace.MaxAttempts * eventsPerRetry;
  return mostLooks(definition) * (eventsPerLook + eventsPerRetry) + visits + retries + 2;
};

/** Seconds that all attempts of a Task can take, with the waits between them. */
const longestTask = ({ Resource, TimeoutSeconds }: StateNode): number => {
  const limit = Number(TimeoutSeconds);
  if (`${Resource}`.includes('startExecution')) return limit;
  const { IntervalSeconds, MaxAttempts, BackoffRate, MaxDelaySeconds } = retryPace;
  const waits = Array.from({ length: MaxAttempts }, (_, n) =>
    Math.min(IntervalSeconds * BackoffRate ** n, MaxDelaySeconds),
  );
  return limit * (MaxAttempts + 1) + waits.reduce((sum, wait) => sum + wait, 0);
};

/**
 * Longest time of an execution, in seconds.
 *
 * @param loops how long each loop may wait by the clock, by its Wait state
 */
export const longestSeconds = (definition: Definition, loops: Record<string, number>): number =>
  Object.values(loops).reduce((sum, seconds) => sum + seconds, 0) +
  tasksOf(definition).reduce((sum, task) => sum + longestTask(task), 0);
