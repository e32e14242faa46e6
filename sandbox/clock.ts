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
