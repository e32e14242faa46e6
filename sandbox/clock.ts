/** The sandbox's time. Everything in the sandbox that waits or stamps asks this and never Date or setTimeout. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls `fire` once `ms` have passed; the returned function cancels it. */
  after(ms: number, fire: () => void): () => void;
  /** Resolves once `ms` have passed; rejects with the signal's reason when that aborts first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Holds a turned clock still while real work (a process, a Lambda, an HTTP call) is under way. */
  whileBusy<T>(work: () => Promise<T>): Promise<T>;
  /** Fires nothing more and lets the process end. */
  stop(): void;
}

/** A clock whose time stands still while anything real is under way, and jumps to the next timer otherwise. */
export interface TurnedClock extends Clock {
  readonly isTurned: true;
  /** Lets time pass although a holder is under way, for that holder does nothing but wait for this work. */
  whileSuspended<T>(work: () => Promise<T>): Promise<T>;
}

export const isTurned = (clock: Clock): clock is TurnedClock => 'isTurned' in clock && clock.isTurned === true;

/** `sleep` in terms of `after`, the same for every clock. */
export const sleepOn =
  (after: Clock['after']): Clock['sleep'] =>
  (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const onAbort = () => {
        cancel();
        reject(signal?.reason);
      };
      const cancel = after(ms, () => {
        signal?.removeEventListener('abort', onAbort);
        resolve();
      });
      signal?.addEventListener('abort', onAbort, { once: true });
    });
