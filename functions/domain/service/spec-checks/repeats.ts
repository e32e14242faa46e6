/** Places of values that stand in a list more than once, each with the place of the first; undefined values are passed over. */
export const repeats = <Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string | undefined,
): { index: number; first: number }[] => {
  const seen = new Map<string, number>();
  return items.flatMap((item, index) => {
    const key = keyOf(item);
    if (key === undefined) return [];
    const first = seen.get(key);
    if (first === undefined) seen.set(key, index);
    return first === undefined ? [] : [{ index, first }];
  });
};
