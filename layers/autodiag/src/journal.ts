import { type Finding, severity, worstStatus } from '../../shared/finding.ts';
import { type AutodiagReport, completeLine, type DiagnosticMode, reportMaxBytes, reportPrefix } from '../contract.ts';
import { printable } from './logs/line-text.ts';
import type { TaskIdentity } from './task-identity.ts';

/** Takes what a diagnosis sees: prints it at once, and keeps the findings for the report. */
export interface Journal {
  section(title: string): void;
  line(text: string): void;
  report(finding: Finding): void;
  findings(): readonly Finding[];
  /** Prints and keeps nothing more, so that a diagnosis cut short cannot write into the report. */
  close(): void;
}

/** Longest detail and remedy of one finding, in characters. */
const maxTextLength = 4_000;

const cut = (text: string): string =>
  printable(text.length > maxTextLength ? `${text.slice(0, maxTextLength)}…` : text);

const bounded = ({ check, status, detail, remedy }: Finding): Finding => ({
  check: printable(check.slice(0, 500)),
  status,
  detail: cut(detail),
  ...(remedy !== undefined && { remedy: cut(remedy) }),
});

/** @param print takes one line, without its line feed */
export const openJournal = (print: (line: string) => void): Journal => {
  const findings: Finding[] = [];
  let isOpen = true;
  // What a server or a file said may hold line breaks, and one of them could begin a report line of its own.
  const line = (text: string): void => {
    if (isOpen) print(printable(text));
  };
  return {
    line,
    section: (title) => {
      line('');
      line(`## ${title}`);
    },
    report: (finding) => {
      if (!isOpen) return;
      const kept = bounded(finding);
      findings.push(kept);
      line(`[${kept.status}] ${kept.check}: ${kept.detail}`);
      if (kept.remedy !== undefined) line(`       remedy: ${kept.remedy}`);
    },
    findings: () => findings,
    close: () => {
      isOpen = false;
    },
  };
};

/** What the report says besides its findings. */
export interface ReportHeading {
  mode: DiagnosticMode | 'UNKNOWN';
  startedAt: Date;
  task: TaskIdentity;
}

/** Left for the findings: the limit less the prefix, the heading and the omitted counts. */
const findingsMaxBytes = reportMaxBytes - 2_000;

/** The findings that fit, worst first only where some had to go. */
const fitting = (findings: readonly Finding[]): Pick<AutodiagReport, 'findings' | 'omitted'> => {
  const sizes = new Map(findings.map((finding) => [finding, Buffer.byteLength(JSON.stringify(finding)) + 1]));
  const total = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  if (total <= findingsMaxBytes) return { findings: [...findings] };
  const omitted = { PASS: 0, WARN: 0, FAIL: 0 };
  let room = findingsMaxBytes;
  const kept = findings
    .toSorted((one, other) => severity[one.status] - severity[other.status])
    .filter((finding) => {
      room -= sizes.get(finding) ?? 0;
      if (room < 0) omitted[finding.status]++;
      return room >= 0;
    });
  return { findings: kept, omitted };
};

/**
 * The last two lines of a run: the completion mark and the report line, which stays under `reportMaxBytes`.
 *
 * @param now when the run ended
 */
export const closingLines = (
  { mode, startedAt, task }: ReportHeading,
  findings: readonly Finding[],
  now: Date,
): [completed: string, report: string] => {
  const report: AutodiagReport = {
    version: 1,
    mode,
    outcome: worstStatus(findings),
    startedAt: startedAt.toISOString(),
    durationSeconds: Math.round(now.getTime() - startedAt.getTime()) / 1000,
    task,
    ...fitting(findings),
  };
  return [completeLine, `${reportPrefix}${JSON.stringify(report)}`];
};
