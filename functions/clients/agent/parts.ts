/** Calls side by side: quotas are per second and shared with the whole account. */
const callsAtOnce = 4;

/**
 * Asks about many in parts of a size that one call takes, a few calls side by side; no call for none.
 *
 * @returns the answers in the order of the parts
 * @throws what the first call that fails throws; then no further one is begun
 */
export const partsOf = async <Item, Answer>(
  items: readonly Item[],
  size: number,
  ask: (part: Item[]) => Promise<Answer>,
  atOnce = callsAtOnce,
): Promise<Answer[]> => {
  const answers: Answer[] = [];
  for (let start = 0; start < items.length; start += size * atOnce) {
    const round = Array.from({ length: atOnce }, (_, index) => start + index * size)
      .map((from) => items.slice(from, from + size))
      .filter((part) => part.length > 0);
    answers.push(...(await Promise.all(round.map(ask))));
  }
  return answers;
};
