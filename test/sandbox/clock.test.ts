import { describe, expect, it, jest } from '@jest/globals';
import { isTurned } from '../../sandbox/clock.ts';
import { realClock } from '../../sandbox/real-clock.ts';
import { turnedClock } from '../../sandbox/turned-clock.ts';

describe('turnedClock', () => {
  it('jumps to the next timer without waiting for it', async () => {
    const clock = turnedClock(1_000);
    await clock.sleep(365 * 86_400_000);
    expect(clock.now()).toBe(1_000 + 365 * 86_400_000);
  });

  it('fires by due time, then by insertion', async () => {
    const clock = turnedClock();
    const fired: string[] = [];
    clock.after(20, () => fired.push('late'));
    clock.after(10, () => fired.push('first of two'));
    clock.after(10, () => fired.push('second of two'));
    await clock.sleep(30);
    expect(fired).toEqual(['first of two', 'second of two', 'late']);
  });

  it('lets what a timer set off run before the next one fires', async () => {
    const clock = turnedClock();
    const order: string[] = [];
    clock.after(10, async () => {
      await clock.sleep(0);
      order.push('aftermath');
    });
    clock.after(11, () => order.push('next'));
    await clock.sleep(12);
    expect(order).toEqual(['aftermath', 'next']);
  });

  it('stands still while real work is under way', async () => {
    const clock = turnedClock(0);
    const seen: number[] = [];
    clock.after(300_000, () => seen.push(clock.now()));
    await clock.whileBusy(async () => {
      for (let round = 0; round < 100; round += 1) await new Promise((resolve) => setImmediate(resolve));
      expect(clock.now()).toBe(0);
    });
    await clock.sleep(300_001);
    expect(seen).toEqual([300_000]);
  });

  it('goes on while a holder only waits for it, and stands still again after', async () => {
    const clock = turnedClock(0);
    const seen: number[] = [];
    clock.after(500, () => seen.push(500));
    await clock.whileBusy(async () => {
      await clock.whileSuspended(() => clock.sleep(300));
      for (let round = 0; round < 100; round += 1) await new Promise((resolve) => setImmediate(resolve));
      expect(clock.now()).toBe(300);
    });
    await clock.sleep(200);
    expect(seen).toEqual([500]);
  });

  it('needs no holder to suspend', async () => {
    const clock = turnedClock(0);
    await clock.whileSuspended(() => clock.sleep(5));
    await clock.whileBusy(async () => {
      for (let round = 0; round < 100; round += 1) await new Promise((resolve) => setImmediate(resolve));
      expect(clock.now()).toBe(5);
    });
  });

  it('releases its hold when the work fails', async () => {
    const clock = turnedClock();
    await expect(clock.whileBusy(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    await clock.sleep(1);
  });

  it('does not fire a cancelled timer', async () => {
    const clock = turnedClock();
    const fire = jest.fn();
    clock.after(5, fire)();
    await clock.sleep(10);
    expect(fire).not.toHaveBeenCalled();
  });

  it('fires nothing after stop', async () => {
    const clock = turnedClock();
    const fire = jest.fn();
    clock.after(1, fire);
    clock.stop();
    for (let round = 0; round < 50; round += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(fire).not.toHaveBeenCalled();
  });
});

describe.each([
  ['realClock', realClock],
  ['turnedClock', turnedClock],
])('%s', (name, create) => {
  it('rejects a sleep with the reason of the abort', async () => {
    const clock = create();
    const abort = new AbortController();
    const sleeping = clock.whileBusy(() => clock.sleep(60_000, abort.signal));
    abort.abort(new Error('stopped by hand'));
    await expect(sleeping).rejects.toThrow('stopped by hand');
    await expect(clock.sleep(1, abort.signal)).rejects.toThrow('stopped by hand');
    clock.stop();
  });

  it('says whether it is turned', () => {
    expect(isTurned(create())).toBe(name === 'turnedClock');
  });
});

describe('realClock', () => {
  it('does not fire a timer of more than 2^31 ms at once', () => {
    jest.useFakeTimers();
    try {
      const clock = realClock();
      const fire = jest.fn();
      clock.after(2 ** 31 + 1_000, fire);
      jest.advanceTimersByTime(2 ** 31);
      expect(fire).not.toHaveBeenCalled();
      jest.advanceTimersByTime(1_001);
      expect(fire).toHaveBeenCalledTimes(1);
    } finally {
      jest.useRealTimers();
    }
  });

  it('fires nothing after stop', () => {
    jest.useFakeTimers();
    try {
      const clock = realClock();
      const fire = jest.fn();
      clock.after(10, fire);
      clock.stop();
      clock.after(10, fire);
      jest.advanceTimersByTime(100);
      expect(fire).not.toHaveBeenCalled();
    } finally {
      jest.useRealTimers();
    }
  });
});
