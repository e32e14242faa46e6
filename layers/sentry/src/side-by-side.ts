/** Does the same for each of many, at most `width` at a time, in order of the list; resolves when all are done. */
export const sideBySide = async <Item>(
  items: readonly Item[],
  width: number,
  act: (item: Item) => Promise<void>,
): Promise<void> => {
  const left = items.values();
  const lane = async (): Promise<void> => {
    for (const item of left) await act(item);
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, lane));
};
