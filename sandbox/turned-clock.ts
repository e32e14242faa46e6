import { sleepOn, type TurnedClock } from './clock.ts';

/** Rounds of the event loop without news after which it counts as quiet: enough for a loopback HTTP exchange. */
const quietRounds = 12;

interface Timer {
  dueAt: number;
  fire: () => void;
}

/**
 * Virtual time. It stands still while work is held by `whileBusy` or the event loop still has news, and jumps to
 * the next timer (by due time, then by insertion) otherwise; so a machine's limit never beats a real process.
 *
 * @param startMs milliseconds since the epoch at which it starts; the default is a fixed date, the same in each run
 */
export const turnedClock = (startMs = Date.parse('2026-01-01T00:00:00.000Z')): TurnedClock => {
  const time = new VirtualTime(startMs);
  const after: TurnedClock['after'] = (ms, fire) => time.after(ms, fire);
  return {
    isTurned: true,
    now: () => time.now,
    after,
    sleep: sleepOn(after),
    whileBusy: (work) => time.whileBusy(work),
    whileSuspended: (work) => time.whileSuspended(work),
    stop: () => time.stop(),
  };
};

class VirtualTime {
  now: number;
  /** In firing order. */
  readonly #timers: Timer[] = [];
  #busy = 0;
  #quiet = 0;
  #isTurning = false;
  #isStopped = false;

  constructor(startMs: number) {
    this.now = startMs;
  }

  after(ms: number, fire: () => void): () => void {
    const timer = { dueAt: this.now + Math.max(0, ms), fire };
    this.#timers.splice(insertionIndex(this.#timers, timer.dueAt), 0, timer);
    this.#news();
    return () => {
      const index = this.#timers.indexOf(timer);
      if (index >= 0) this.#timers.splice(index, 1);
      this.#news();
    };
  }

  async whileBusy<T>(work: () => Promise<T>): Promise<T> {
    this.#busy += 1;
    try {
      return await work();
    } finally {
      this.#busy -= 1;
      this.#news();
    }
  }

  async whileSuspended<T>(work: () => Promise<T>): Promise<T> {
    if (this.#busy === 0) return work(); // Nobody holds: the caller is outside of the sandbox.
    this.#busy -= 1;
    this.#news();
    try {
      return await work();
    } finally {
      this.#busy += 1;
    }
  }

  stop(): void {
    this.#isStopped = true;
    this.#timers.length = 0;
  }

  /** Something happened: what follows from it comes first. */
  #news(): void {
    this.#quiet = 0;
    if (this.#isTurning || this.#isStopped) return;
    this.#isTurning = true;
    setImmediate(this.#turn);
  }

  /** One round of the event loop. It ends where there is nothing to fire or nothing may, and `#news` takes it up. */
  readonly #turn = (): void => {
    if (this.#isStopped || this.#busy > 0 || this.#timers.length === 0) {
      this.#isTurning = false;
      return;
    }
    this.#quiet += 1;
    if (this.#quiet > quietRounds) this.#fireNext();
    setImmediate(this.#turn);
  };

  #fireNext(): void {
    this.#quiet = 0;
    const timer = this.#timers.shift();
    if (!timer) return;
    this.now = Math.max(this.now, timer.dueAt);
    timer.fire();
  }
}

/** Where a timer due at `dueAt` goes: behind every timer due at the same time or earlier. */
const insertionIndex = (timers: Timer[], dueAt: number): number => {
  let low = 0;
  let high = timers.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((timers[middle]?.dueAt ?? Number.POSITIVE_INFINITY) <= dueAt) low = middle + 1;
    else high = middle;
  }
  return low;
};
