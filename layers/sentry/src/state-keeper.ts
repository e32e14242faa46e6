import type { SentryState } from './state.ts';

/** The state in memory and on disk. */
export interface StateKeeper {
  /** What the last change made; never changed in place. */
  readonly current: SentryState;
  /** Changes it; resolves when it is on disk. Side by side: changes that come while one is written are written together. */
  change(update: (state: SentryState) => SentryState): Promise<void>;
}

/**
 * Keeps the state: in memory at once, on disk in order.
 *
 * @param write writes a state whole; where it fails, so does the change, which stays in memory and is written with the next one
 */
export const stateKeeper = (initial: SentryState, write: (state: SentryState) => Promise<void>): StateKeeper => {
  let current = initial;
  let running: Promise<void> | undefined;
  let waiting: Promise<void> | undefined;

  const writeNow = (): Promise<void> => {
    running = write(current).finally(() => {
      running = undefined;
    });
    return running;
  };

  /** A write that has begun may lack this change: the next one holds it and all that come until then. */
  const written = (): Promise<void> => {
    if (running === undefined) return writeNow();
    waiting ??= running
      .catch(() => undefined)
      .then(() => {
        waiting = undefined;
        return writeNow();
      });
    return waiting;
  };

  return {
    get current() {
      return current;
    },
    change: (update) => {
      current = update(current);
      return written();
    },
  };
};
