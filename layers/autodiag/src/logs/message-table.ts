import { printable } from './line-text.ts';

/** A message and how many lines said it. */
export interface MessageCount {
  /** With `#` for whatever holds a digit: ids, numbers, times, addresses. */
  message: string;
  count: number;
}

/** Counts distinct messages in bounded memory. */
export interface MessageTable {
  add(view: Buffer, start: number, end: number): void;
  /** The `limit` most frequent messages, most frequent first. */
  top(limit: number): MessageCount[];
  /** Whether rare messages had to be forgotten, so that counts are lower bounds. */
  isApproximate(): boolean;
}

const maxEntries = 2_000;
/** Looked at of each line: what differs only later counts as the same message. */
const comparedBytes = 400;

const digit = 2;
const wordByte = 1;

/** What a byte does to a word: ends it (0), continues it (1), or makes it an id or a number (2). */
const byteClass = Uint8Array.from({ length: 256 }, (_, byte) => {
  const character = String.fromCharCode(byte);
  if (/\d/.test(character)) return digit;
  return /[A-Za-z_.:-]/.test(character) || byte > 127 ? wordByte : 0;
});

/** The message of a line: every word that holds a digit becomes `#`. */
export const messageOf = (line: string): string =>
  line
    .replace(/[\w.:\u0080-\uffff-]*\d[\w.:\u0080-\uffff-]*/g, '#')
    .replace(/^level=\w+ time=# msg=/, '')
    .trim();

const highPrime = 0x01000193;
const lowPrime = 0x5bd1e995;
const idByte = 35;

/**
 * A key for the message of a line, without making a string: lines are hashed by the million, and messages are few.
 * Two 32-bit hashes in the manner of FNV-1a, joined to 52 bits. A word with a digit in it is hashed as one `#`, as in
 * `messageOf`: the hash goes back to where the word began.
 */
const messageKey = (view: Buffer, start: number, end: number): number => {
  let high = 0x811c9dc5;
  let low = 0x01000193;
  let highBeforeWord = high;
  let lowBeforeWord = low;
  let isId = false;
  for (let position = start; position <= end; position++) {
    // One separator past the end closes the last word.
    const byte = position < end ? (view[position] ?? 0) : 0;
    const kind = byteClass[byte];
    if (kind === digit) isId = true;
    else if (kind === wordByte) {
      if (isId) continue;
      high = Math.imul(high ^ byte, highPrime);
      low = Math.imul(low ^ byte, lowPrime);
    } else {
      if (isId) {
        high = Math.imul(highBeforeWord ^ idByte, highPrime);
        low = Math.imul(lowBeforeWord ^ idByte, lowPrime);
        isId = false;
      }
      high = highBeforeWord = Math.imul(high ^ byte, highPrime);
      low = lowBeforeWord = Math.imul(low ^ byte, lowPrime);
    }
  }
  return (high >>> 0) * 0x100000 + (low >>> 12);
};

/** Makes an empty table. When it is full, the rarer half is forgotten, so that what is frequent stays. */
export const messageTable = (): MessageTable => {
  let entries = new Map<number, { line: string; count: number }>();
  let approximate = false;
  const sorted = () => [...entries].sort(([, one], [, other]) => other.count - one.count);
  return {
    add: (view, start, end) => {
      const stop = Math.min(end, start + comparedBytes);
      const key = messageKey(view, start, stop);
      const entry = entries.get(key);
      if (entry !== undefined) {
        entry.count++;
        return;
      }
      if (entries.size >= maxEntries) {
        entries = new Map(sorted().slice(0, maxEntries / 2));
        approximate = true;
      }
      entries.set(key, { line: view.toString('utf8', start, stop), count: 1 });
    },
    top: (limit) =>
      sorted()
        .slice(0, limit)
        .map(([, { line, count }]) => ({ message: messageOf(printable(line)), count })),
    isApproximate: () => approximate,
  };
};
