import type { ByteSource } from './byte-source.ts';
import type { Finder } from './finders.ts';

/**
 * Takes one matching line: the bytes of `view` from `start` to `end`, without the line feed. The bytes are overwritten
 * afterwards. `lengthBytes` is the line's real length, of which a very long line shows only its head.
 */
export type LineTaker = (view: Buffer, start: number, end: number, lengthBytes: number) => void;

const newline = 10;
/** Read at once: enough that asking for it costs nothing, little enough that it is still in the cache when searched. */
const chunkBytes = 524_288;
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
    // Lines begin a few dozen bytes before the match: a loop is there before a native call has begun.
    let from = hit;
    while (from > position && view[from - 1] !== newline) from--;
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

/** What a window leaves for the next one: where its unfinished line starts, and whether that is very long. */
interface Unfinished {
  start: number;
  long: LongLine | undefined;
}

/** Goes on with a very long line: to its end where this window holds it, else to the window's. */
const continueLong = (
  view: Buffer,
  carriedFrom: number,
  long: LongLine,
  finder: Finder,
  take: LineTaker,
): Unfinished => {
  const found = view.indexOf(newline, headRoomBytes);
  const end = found === -1 ? view.length : found;
  long.matched ||= matchesIn(view.subarray(0, end), carriedFrom, finder);
  long.lengthBytes += end - headRoomBytes;
  // A match may lie across the border.
  if (found === -1) return { start: Math.max(carriedFrom, end - finder.overlap), long };
  if (long.matched) take(long.head, 0, long.head.length, long.lengthBytes);
  return { start: found + 1, long: undefined };
};

/** Takes the whole lines of a window; what follows them is unfinished. */
const takeWholeLines = (view: Buffer, start: number, finder: Finder, take: LineTaker): Unfinished => {
  const end = Math.max(view.lastIndexOf(newline) + 1, start);
  takeMatches(view.subarray(0, end), start, finder, take);
  const lengthBytes = view.length - end;
  if (lengthBytes <= headRoomBytes) return { start: end, long: undefined };
  const head = Buffer.from(view.subarray(end, end + longLineHeadBytes));
  return { start: view.length - finder.overlap, long: { head, lengthBytes, matched: matchesIn(view, end, finder) } };
};

/**
 * Gives every line that matches, in order, in constant memory: two windows are read in turn, one while the other is
 * searched, and a line of any length is searched without being held.
 */
export const scanLines = async (source: ByteSource, finder: Finder, take: LineTaker): Promise<void> => {
  let window = Buffer.allocUnsafe(headRoomBytes + chunkBytes);
  let spare = Buffer.allocUnsafe(headRoomBytes + chunkBytes);
  let rest: Unfinished = { start: headRoomBytes, long: undefined };
  let reading = source.read(window, headRoomBytes);
  for (let size = await reading; size > 0; size = await reading) {
    reading = source.read(spare, headRoomBytes);
    const view = window.subarray(0, headRoomBytes + size);
    if (rest.long !== undefined) rest = continueLong(view, rest.start, rest.long, finder, take);
    if (rest.long === undefined) rest = takeWholeLines(view, rest.start, finder, take);
    // What is unfinished moves in front of the next window's bytes.
    const carriedBytes = window.copy(spare, headRoomBytes - (view.length - rest.start), rest.start, view.length);
    rest.start = headRoomBytes - carriedBytes;
    [window, spare] = [spare, window];
  }
  const { long, start } = rest;
  if (long === undefined) takeMatches(window.subarray(0, headRoomBytes), start, finder, take);
  else if (long.matched) take(long.head, 0, long.head.length, long.lengthBytes);
};
