import { setTimeout as sleep } from 'node:timers/promises';
import { isThrottling, isUnanswered } from '../../functions/domain/errors/aws.ts';

/** How long, and how gently, something is asked for again. */
export interface Patience {
  signal: AbortSignal;
  /** Milliseconds since the epoch after which a failure counts. */
  deadlineMs: number;
  /** Wait before the first repetition; each further one waits twice as long, up to 30 s. */
  firstWaitMs?: number;
}

const longestWaitMs = 30_000;

/**
 * Repeats a read that AWS throttles or leaves unanswered, beyond the SDK's own few attempts. Other errors pass through.
 */
export const patiently = async <T>(read: () => Promise<T>, patience: Patience): Promise<T> => {
  let waitMs = patience.firstWaitMs ?? 1_000;
  for (;;) {
    try {
      return await read();
    } catch (error) {
      const mayPass = isThrottling(error) || isUnanswered(error);
      if (patience.signal.aborted || !mayPass || Date.now() + waitMs > patience.deadlineMs) throw error;
      await sleep(waitMs, undefined, { signal: patience.signal });
      waitMs = Math.min(waitMs * 2, longestWaitMs);
    }
  }
};
