import type { Clock } from '../../clock.ts';

/** Those who wait for a message to become visible; a timer runs only while somebody does. */
export class Waiting {
  readonly #clock: Clock;
  readonly #nextAt: () => number | undefined;
  #wake = new Set<() => void>();
  #timer: { dueAt: number; cancel: () => void } | undefined;

  /** @param nextAt when the next message becomes visible (ms since the epoch); undefined while there is none */
  constructor(clock: Clock, nextAt: () => number | undefined) {
    this.#clock = clock;
    this.#nextAt = nextAt;
  }

  /** Resolves when a message is visible; rejects with the signal's reason. */
  wait(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      const wake = () => {
        signal.removeEventListener('abort', onAbort);
        resolve();
      };
      const onAbort = () => {
        this.#wake.delete(wake);
        if (this.#wake.size === 0) this.#setTimer(undefined);
        reject(signal.reason);
      };
      signal.addEventListener('abort', onAbort, { once: true });
      this.#wake.add(wake);
      this.look();
    });
  }

  /** To be called when a message may be visible earlier than was known. */
  look(): void {
    if (this.#wake.size === 0) return;
    const nextAt = this.#nextAt();
    if (nextAt === undefined || nextAt > this.#clock.now()) this.#setTimer(nextAt);
    else this.wakeAll();
  }

  /** Ends all waits: also where the queue is gone, which those who wait then find out. */
  wakeAll(): void {
    this.#setTimer(undefined);
    const woken = this.#wake;
    this.#wake = new Set();
    for (const wake of woken) wake();
  }

  #setTimer(dueAt: number | undefined): void {
    // One that fires too early only looks again.
    if (dueAt !== undefined && this.#timer && this.#timer.dueAt <= dueAt) return;
    this.#timer?.cancel();
    this.#timer = undefined;
    if (dueAt === undefined) return;
    const cancel = this.#clock.after(dueAt - this.#clock.now(), () => {
      this.#timer = undefined;
      this.look();
    });
    this.#timer = { dueAt, cancel };
  }
}
