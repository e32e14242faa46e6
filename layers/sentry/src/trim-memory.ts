/** Rounds from one collection to the next: ten minutes at the default interval. */
const rounds = 30;

/**
 * Gives back what the last rounds left. V8 collects when a heap is full, and one that gets some kilobytes every 20 s grows by megabytes
 * before that; without `node --expose-gc` nothing happens.
 *
 * @returns to be called once a round
 */
export const memoryTrimmer = (collect: (() => unknown) | undefined = globalThis.gc): (() => void) => {
  let round = 0;
  return () => {
    // In the second round first: the look at all containers at the start leaves most.
    if (round % rounds === 1) collect?.();
    round += 1;
  };
};
