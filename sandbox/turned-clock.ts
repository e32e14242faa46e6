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
  let now = startMs;
  let busy = 0;
  let quiet = 0;
  let isTurning = false;
  let isStopped = false;
  /** In firing order. */
  const timers: Timer[] = [];

  const turn = () => {
    if (isStopped || busy > 0 || timers.length === 0) {
      isTurning = false;
      return;
    }
    quiet += 1;
    if (quiet > quietRounds) fireNext();
    setImmediate(turn);
  };
  const fireNext = () => {
    quiet = 0;
    const timer = timers.shift();
    if (!timer) return;
    now = Math.max(now, timer.dueAt);
    timer.fire();
  };
  const news = () => {
    quiet = 0;
    if (isTurning || isStopped) return;
    isTurning = true;
    setImmediate(turn);
  };

  const after: TurnedClock['after'] = (ms, fire) => {
    const timer = { dueAt: now + Math.max(0, ms), fire };
    timers.splice(insertionIndex(timers, timer.dueAt), 0, timer);
    news();
    return () => {
      const index = timers.indexOf(timer);
      if (index >= 0) timers.splice(index, 1);
      news();
    };
  };

  return {
    isTurned: true,
    now: () => now,
    after,
    sleep: sleepOn(after),
    whileBusy: async (work) => {
      busy += 1;
      try {
        return await work();
      } finally {
        busy -= 1;
        news();
      }
    },
    stop: () => {
      isStopped = true;
      timers.length = 0;
    },
  };
};

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
