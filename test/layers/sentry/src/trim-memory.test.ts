import { describe, expect, it } from '@jest/globals';
import { memoryTrimmer } from '../../../../layers/sentry/src/trim-memory.ts';

describe('trimming memory', () => {
  it('collects in the second round and every thirty rounds', () => {
    let collections = 0;
    const trim = memoryTrimmer(() => {
      collections += 1;
    });
    for (let round = 0; round < 62; round += 1) trim();
    expect(collections).toBe(3);
  });

  it('does nothing where node does not allow it', () => {
    expect(memoryTrimmer(undefined)()).toBeUndefined();
  });
});
