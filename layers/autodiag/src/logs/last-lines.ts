import { lineText, shownLineBytes } from './line-text.ts';
import type { LineTaker } from './scan-lines.ts';

/** The last lines that were added. */
export interface LastLines {
  add: LineTaker;
  /** How many are kept. */
  size(): number;
  /** Oldest first, as `lineText` shows them; each is decoded only when its turn comes. */
  texts(): Generator<string, void>;
}

interface Kept {
  bytes: Buffer;
  size: number;
  lengthBytes: number;
}

/** Room that a slot gets at least: lines differ in length, and slots are used again. */
const slotBytes = 256;

/** Keeps the last `limit` lines as bytes: of a million lines that come by, few are ever decoded. */
export const lastLines = (limit: number): LastLines => {
  const slots: Kept[] = [];
  let added = 0;
  return {
    add: (view, start, end, lengthBytes) => {
      // One byte more than is shown, so that the text knows it was cut.
      const size = Math.min(end - start, shownLineBytes + 1);
      let slot = slots[added % limit];
      if (slot === undefined || slot.bytes.length < size) {
        slot = { bytes: Buffer.allocUnsafeSlow(Math.max(size, slotBytes)), size, lengthBytes };
        slots[added % limit] = slot;
      }
      view.copy(slot.bytes, 0, start, start + size);
      slot.size = size;
      slot.lengthBytes = lengthBytes;
      added++;
    },
    size: () => slots.length,
    texts: function* () {
      const oldest = added > limit ? added % limit : 0;
      for (let index = 0; index < slots.length; index++) {
        const slot = slots[(oldest + index) % slots.length];
        if (slot !== undefined) yield lineText(slot.bytes, 0, slot.size, slot.lengthBytes);
      }
    },
  };
};
