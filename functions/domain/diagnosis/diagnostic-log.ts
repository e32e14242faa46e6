import { type AutodiagReport, logStreamPrefix, reportPrefix } from '../../../layers/autodiag/contract.ts';

/** What a log says: its readable lines and, once it has arrived, the report. */
export interface DiagnosticLog {
  lines: string[];
  report?: AutodiagReport;
}

/** awslogs names a stream so. */
export const logStreamOf = (streamPrefix: string, container: string, taskId: string): string =>
  `${streamPrefix || logStreamPrefix}/${container}/${taskId}`;

const isReport = (value: unknown): value is AutodiagReport =>
  typeof value === 'object' &&
  value !== null &&
  'outcome' in value &&
  Array.isArray((value as AutodiagReport).findings);

/** A log driver may have split a long line into several events, so the parts are joined until they are JSON. */
const parseReport = (parts: string[]): AutodiagReport | undefined => {
  for (let count = 1; count <= parts.length; count += 1) {
    try {
      const value: unknown = JSON.parse(parts.slice(0, count).join(''));
      return isReport(value) ? value : undefined;
    } catch {
      // not whole yet
    }
  }
  return undefined;
};

/** Separates the report line, if there is a whole one, from what people read. */
export const readDiagnosticLog = (messages: string[]): DiagnosticLog => {
  const at = messages.findLastIndex((message) => message.startsWith(reportPrefix));
  if (at < 0) return { lines: messages };
  const [first = '', ...rest] = messages.slice(at);
  const report = parseReport([first.slice(reportPrefix.length), ...rest]);
  return { lines: messages.slice(0, at), ...(report ? { report } : {}) };
};

/** Lines longer than this are cut: one of them must not take all the room. */
const maxLineCharacters = 1_000;

/** Control characters would drive a terminal, and each takes six bytes in JSON. */
const printable = (line: string): string => {
  const clean = line.replace(/[^\P{Cc}\t]/gu, '');
  return clean.length > maxLineCharacters ? `${clean.slice(0, maxLineCharacters - 1)}…` : clean;
};

/** Bytes that the text takes in the state, which is JSON. */
const jsonBytes = (text: string): number => Buffer.byteLength(JSON.stringify(text)) - 2;

/**
 * The beginning and the end of a log, at most `maxBytes` as JSON, with the number of lines left out between them. The end
 * gets three quarters: that is where a run says how it ended.
 */
export const excerptOf = (lines: string[], maxBytes: number): string => {
  const whole = lines.map(printable);
  if (jsonBytes(whole.join('\n')) <= maxBytes) return whole.join('\n');
  const room = maxBytes - 80;
  const head = takeLines(whole, room / 4);
  const tail = takeLines(whole.slice(head.length).reverse(), (room * 3) / 4).reverse();
  const omitted = whole.length - head.length - tail.length;
  return [...head, `… ${omitted} lines left out …`, ...tail].join('\n');
};

const takeLines = (lines: string[], maxBytes: number): string[] => {
  let room = maxBytes;
  const end = lines.findIndex((line) => {
    room -= jsonBytes(line) + 2;
    return room < 0;
  });
  return end < 0 ? lines : lines.slice(0, end);
};
