interface Entry<Item> {
  dueAt: number;
  /** In which order entries were added; the earlier of two that are due at once comes first. */
  order: number;
  item: Item;
}

const isBefore = (one: Entry<unknown>, other: Entry<unknown>): boolean =>
  one.dueAt === other.dueAt ? one.order < other.order : one.dueAt < other.dueAt;

/** Items by the time at which they are due: a binary heap, so that a million of them stay cheap to add and to take. */
export class Schedule<Item> {
  readonly #entries: Entry<Item>[] = [];
  #added = 0;

  /** @param dueAt milliseconds since the epoch */
  add(item: Item, dueAt: number): void {
    const entry = { dueAt, order: this.#added, item };
    this.#added += 1;
    let index = this.#entries.push(entry) - 1;
    while (index > 0) {
      const parent = (index - 1) >>> 1;
      const above = this.#entries[parent];
      if (above === undefined || isBefore(above, entry)) break;
      this.#entries[index] = above;
      index = parent;
    }
    this.#entries[index] = entry;
  }

  /** The item that is due first, with its time. */
  first(): { item: Item; dueAt: number } | undefined {
    return this.#entries[0];
  }

  /** Takes the first one out. */
  shift(): void {
    const last = this.#entries.pop();
    if (last === undefined || this.#entries.length === 0) return;
    let index = 0;
    for (;;) {
      const left = 2 * index + 1;
      const [one, other] = [this.#entries[left], this.#entries[left + 1]];
      if (one === undefined) break;
      const isOther = other !== undefined && isBefore(other, one);
      const below = isOther ? other : one;
      if (isBefore(last, below)) break;
      this.#entries[index] = below;
      index = isOther ? left + 1 : left;
    }
    this.#entries[index] = last;
  }

  clear(): void {
    this.#entries.length = 0;
  }
}
