import { stripVTControlCharacters } from 'node:util';

/** Bidirectional overrides reorder what a person reads; line separators break lines where none was written. */
const unsafe = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

const escaped = (character: string): string => {
  if (character === '\t') return '    ';
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
};

/**
 * Makes text from elsewhere (a log, an error, a finding) safe to print: colour and cursor sequences are dropped, other
 * control characters become visible, so that a log line cannot drive the terminal or fake another line.
 */
export const plain = (text: string): string => stripVTControlCharacters(text).replace(unsafe, escaped);

/** Cuts a line and says how much is missing. */
export const cut = (line: string, maxLength: number): string =>
  line.length <= maxLength ? line : `${line.slice(0, maxLength)}… (+${line.length - maxLength} characters)`;

/**
 * Breaks text into lines of at most `width` characters: at spaces, and inside words that are longer than a line, after
 * a dot, a slash or the like where one is near.
 */
export const wrap = (text: string, width: number): string[] => {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    if (line && line.length + 1 + word.length <= width) {
      line = `${line} ${word}`;
      continue;
    }
    if (line) lines.push(line);
    const parts = chunks(word, width);
    line = parts.pop() ?? '';
    lines.push(...parts);
  }
  return [...lines, line];
};

/** The same, but a word that is longer than a line stays whole: an ARN or a hash is there to be copied. */
export const fold = (text: string, width: number): string[] => {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + 1 + word.length <= width) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
};

const chunks = (word: string, size: number): string[] => {
  if (word.length <= size) return [word];
  const end = breakBefore(word, size);
  return [word.slice(0, end), ...chunks(word.slice(end), size)];
};

/** Where a long word is best broken: after punctuation in the second half of what fits, else where the room ends. */
const breakBefore = (word: string, size: number): number => {
  const after = word.slice(0, size).search(/[/.:,;=@_-][^/.:,;=@_-]*$/) + 1;
  return after > size / 2 ? after : size;
};

/** `0.2 s`, `12.0 s`, `2 min 5 s`. */
export const duration = (milliseconds: number): string => {
  const seconds = Math.max(0, milliseconds) / 1_000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
};
