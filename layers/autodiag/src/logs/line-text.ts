/** Printed of one line, in bytes. */
export const shownLineBytes = 1_000;

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is taken out
const controlCharacters = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]/g;

/** Makes text safe for a log stream: no control characters, no escape sequences, no line breaks. */
export const printable = (text: string): string => text.replace(controlCharacters, '·').replaceAll('\n', '·');

/**
 * Decodes a line for people: printable, at most `shownLineBytes` of it.
 *
 * @param lengthBytes the line's real length
 */
export const lineText = (view: Buffer, start: number, end: number, lengthBytes: number): string => {
  const last = end > start && view[end - 1] === 13 ? end - 1 : end;
  const text = printable(view.toString('utf8', start, Math.min(last, start + shownLineBytes)));
  return lengthBytes > shownLineBytes ? `${text}... [cut: ${lengthBytes} bytes]` : text;
};

const timeStamp = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)?/;

/** The agent's time stamp near the start of a line, in either of its formats; undefined where there is none. */
export const lineTime = (text: string): string | undefined => timeStamp.exec(text.slice(0, 200))?.[0];

const olderTrouble = /\[(?:WARN|ERROR|CRITICAL)\]/;
/** First letters of the levels warn, error and critical, as bytes. */
const troubleLetters = new Set([119, 101, 99]);

/** Whether the agent wrote the line as a warning or worse: `level=error time=…`, or in its older format `… [ERROR] …`. */
export const isTrouble = (view: Buffer, start: number, end: number): boolean => {
  // An `l` begins `level=`, and the letter after that tells: this is asked of every matching line.
  if (view[start] === 108) return troubleLetters.has(view[start + 6] ?? 0);
  return olderTrouble.test(view.toString('latin1', start, Math.min(end, start + 160)));
};
