/** @see https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateRule.html */
const lowest = 1;
const highest = 50_000;

/**
 * Gives out priorities of a listener, each once: for `start` the lowest that is free, for `end` the highest. Several rules
 * at the `end` thus stack downwards, whether they are placed in one run or in many.
 *
 * @param taken priorities that rules have
 * @returns a function that takes the next one; undefined where none is free
 */
export const freePriorities = (taken: readonly number[]): ((placement: 'start' | 'end') => number | undefined) => {
  const used = new Set(taken);
  return (placement) => {
    const [first, last, step] = placement === 'start' ? [lowest, highest, 1] : [highest, lowest, -1];
    for (let priority = first; priority !== last + step; priority += step) {
      if (used.has(priority)) continue;
      used.add(priority);
      return priority;
    }
    return undefined;
  };
};
