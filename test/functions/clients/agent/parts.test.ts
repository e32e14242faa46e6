import { describe, expect, it } from '@jest/globals';
import { partsOf } from '../../../../functions/clients/agent/parts.ts';

describe('partsOf', () => {
  it('asks about each item once, in order, four parts at a time', async () => {
    let running = 0;
    let most = 0;
    const items = Array.from({ length: 23 }, (_, index) => index);
    const parts = await partsOf(items, 2, async (part) => {
      running += 1;
      most = Math.max(most, running);
      await new Promise(setImmediate);
      running -= 1;
      return part;
    });
    expect(parts).toHaveLength(12);
    expect(parts.flat()).toEqual(items);
    expect(most).toBe(4);
  });

  it('begins no further part when one has failed', async () => {
    const asked: number[][] = [];
    const failing = partsOf([1, 2, 3, 4, 5], 1, async (part) => {
      asked.push(part);
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(asked).toHaveLength(4);
  });
});
