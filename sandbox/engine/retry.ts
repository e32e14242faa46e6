import type { Retrier } from './definition.ts';
import { isMatchedBy, type StatesError } from './errors.ts';

/**
 * Counts the retries of one visit to a state, each retrier by itself.
 *
 * @returns a function that gives the milliseconds to wait before the next attempt, or nothing when it was the last
 * @see https://states-language.net/spec.html#errors
 */
export const countRetries = (retriers: readonly Retrier[], random: () => number = Math.random) => {
  const attempts = retriers.map(() => 0);
  return (error: StatesError): number | undefined => {
    const index = retriers.findIndex(({ ErrorEquals }) => isMatchedBy(error, ErrorEquals));
    const retrier = retriers[index];
    const attempt = attempts[index];
    if (retrier === undefined || attempt === undefined || attempt >= (retrier.MaxAttempts ?? 3)) return undefined;
    attempts[index] = attempt + 1;
    const {
      IntervalSeconds = 1,
      BackoffRate = 2,
      MaxDelaySeconds = Number.POSITIVE_INFINITY,
      JitterStrategy,
    } = retrier;
    const delayMs = Math.min(IntervalSeconds * BackoffRate ** attempt, MaxDelaySeconds) * 1_000;
    return JitterStrategy === 'FULL' ? random() * delayMs : delayMs;
  };
};
