import type { ByteSource } from './byte-source.ts';
import type { Finder } from './finders.ts';

/**
 * Takes one matching line: the bytes of `view` from `start` to `end`, without the line feed. The bytes are overwritten
 * afterwards. `lengthBytes` is the line's real length, of which a very long line shows only its head.
 */
export type LineTaker = (view: Buffer, start: number, end: number, lengthBytes: number) => void;

const newline = 10;
/** Read at once. Below Node's limit for strings kept outside the heap, which are slow to make and to free. */
const chunkBytes = 1_000_000;
/** In front of each chunk: room for the unfinished line of the chunk before. A longer line counts as very long. */
const headRoomBytes = 65_536;
/** Kept of a very long line. */
const longLineHeadBytes = 4_096;

/** A line longer than the head room, of which only the head is kept. */
interface LongLine {
  head: Buffer;
  lengthBytes: number;
  matched: boolean;
}

/** Gives every matching line between `start` and the end of `view`, which ends with a whole line. */
const takeMatches = (view: Buffer, start: number, finder: Finder, take: LineTaker): void => {
  if (start >= view.length) return;
  finder.load(view, start);
  let position = start;
  while (position < view.length) {
    const hit = finder.next(position);
    if (hit === -1) return;
    const from = Math.max(view.lastIndexOf(newline, hit) + 1, position);
    const found = view.indexOf(newline, hit);
    const to = found === -1 ? view.length : found;
    take(view, from, to, to - from);
    position = to + 1;
  }
};

const matchesIn = (view: Buffer, start: number, finder: Finder): boolean => {
  finder.load(view, start);
  return finder.next(start) !== -1;
};

/** Where the carried bytes of one window end up: in front of the next chunk. */
const carryOver = (from: Buffer, start: number, end: number, to: Buffer): number =>
  from.copy(to, headRoomBytes - (end - start), start, end);

/**
 * Gives every line that matches, in order, in constant memory: two windows are read in turn, one while the other is
 * searched, and a line of any length is searched without being held.
 */
export const scanLines = async (source: ByteSource, finder: Finder, take: LineTaker): Promise<void> => {
  let window = Buffer.allocUnsafe(headRoomBytes + chunkBytes);
  let spare = Buffer.allocUnsafe(headRoomBytes + chunkBytes);
  let carried = 0;
  let long: LongLine | undefined;
  let reading = source.read(window, headRoomBytes);
  for (let size = await reading; size > 0; size = await reading) {
    reading = source.read(spare, headRoomBytes);
    const end = headRoomBytes + size;
    let start = headRoomBytes - carried;
    if (long !== undefined) {
      const found = window.subarray(0, end).indexOf(newline, headRoomBytes);
      const stop = found === -1 ? end : found;
      long.matched ||= matchesIn(window.subarray(0, stop), start, finder);
      long.lengthBytes += stop - headRoomBytes;
      start = found === -1 ? Math.max(start, end - finder.overlap) : found + 1;
      if (found !== -1) {
        if (long.matched) take(long.head, 0, long.head.length, long.lengthBytes);
        long = undefined;
      }
    }
    if (long === undefined) {
      const whole = Math.max(window.subarray(0, end).lastIndexOf(newline) + 1, start);
      takeMatches(window.subarray(0, whole), start, finder, take);
      start = whole;
      if (end - start > headRoomBytes) {
        const head = Buffer.from(window.subarray(start, start + longLineHeadBytes));
        long = { head, lengthBytes: end - start, matched: matchesIn(window.subarray(0, end), start, finder) };
        start = end - finder.overlap;
      }
    }
    carried = carryOver(window, start, end, spare);
    [window, spare] = [spare, window];
  }
  if (long?.matched === true) take(long.head, 0, long.head.length, long.lengthBytes);
  if (long === undefined) takeMatches(window.subarray(0, headRoomBytes), headRoomBytes - carried, finder, take);
};
