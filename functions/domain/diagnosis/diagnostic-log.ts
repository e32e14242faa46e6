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

/** Cuts at a byte count without leaving half a character. */
const clip = (text: string, maxBytes: number): string => {
  const bytes = Buffer.from(text);
  return bytes.length <= maxBytes ? text : bytes.subarray(0, maxBytes).toString().replace(/�+$/, '');
};

/**
 * The beginning and the end of a log, at most `maxBytes` of UTF-8, with the number of lines left out between them. The
 * end gets three quarters: that is where a run says how it ended.
 */
export const excerptOf = (lines: string[], maxBytes: number): string => {
  const whole = lines.join('\n');
  if (Buffer.byteLength(whole) <= maxBytes) return whole;
  const gap = 80;
  const head = takeLines(lines, (maxBytes - gap) / 4);
  const tail = takeLines(lines.slice(head.length).reverse(), ((maxBytes - gap) * 3) / 4).reverse();
  const omitted = lines.length - head.length - tail.length;
  return [...head, `… ${omitted} lines left out …`, ...tail].join('\n');
};

const takeLines = (lines: string[], maxBytes: number): string[] => {
  const taken: string[] = [];
  let room = Math.floor(maxBytes);
  for (const line of lines) {
    const cut = clip(line, 1_000);
    room -= Buffer.byteLength(cut) + 1;
    if (room < 0) break;
    taken.push(cut);
  }
  return taken;
};
