import type { Clock } from '../../clock.ts';

/** Waits before the two retries of a function that was invoked as an event. */
const retryDelaysMs = [60_000, 120_000];

/**
 * Runs a function nobody waits for, up to three times while it fails.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
 */
export const invokeAsEvent = async (clock: Clock, run: () => Promise<{ functionError?: string }>): Promise<void> => {
  for (const delayMs of [0, ...retryDelaysMs]) {
    if (delayMs > 0) await clock.sleep(delayMs);
    if ((await run()).functionError === undefined) return;
  }
};
