import type { RunbookResult } from '../../functions/domain/runbook.ts';
import type { ExecutionDocument, StateVisit } from '../execution/document.ts';
import type { Colors } from '../terminal.ts';
import { coloredStatus, findingLines } from './findings.ts';
import { planLines, plansIn } from './plan.ts';
import { cut, duration, fold, plain } from './text.ts';

/** The table above it has the whole of what a summary quotes. */
const longestSummary = 200;

/** How a rendering is to look. */
export interface Style {
  colors: Colors;
  /** Columns. */
  width: number;
}

const visitLine = ({ name, durationSeconds, errors, said }: StateVisit, { colors }: Style): string => {
  const took = durationSeconds === undefined ? '-' : duration(durationSeconds * 1_000);
  const found = said === undefined ? '' : colors.dim(`  ${cut(plain(said), longestSummary)}`);
  const met = errors ? colors.red(`  ${plain(errors.join(', '))}`) : found;
  return `  ${plain(name).padEnd(28)}${took.padStart(10)}${met}`;
};

/** States that only choose or count take no time; `--json` has them. */
const isShown = ({ type, errors }: StateVisit): boolean => errors !== undefined || !/^(Choice|Pass)$/.test(type);

/** Where the task's log is, as a result's data tells it. */
const logStreamLine = ({ data }: RunbookResult): string[] => {
  const { logGroup, logStream } = data ?? {};
  return typeof logStream === 'string' ? [`log stream: ${plain(`${logGroup ?? ''} ${logStream}`.trim())}`] : [];
};

/** The result of an execution that succeeded: its plan, findings, a sentence, and where its log is. */
export const resultLines = (result: RunbookResult, style: Style): string[] => [
  ...plansIn(result.data).flatMap(([name, plan]) => [...planLines(name, plan, style), '']),
  ...findingLines(result.findings, style),
  `${coloredStatus(result.outcome, style.colors)}  ${cut(plain(result.summary), longestSummary)}`,
  ...logStreamLine(result),
];

/** The links of a result that lead somewhere: the console knows nothing of a sandbox. */
export const linksOf = ({ result }: ExecutionDocument, isDeployed: boolean): Record<string, string> => {
  const links = Object.entries(result?.links ?? {});
  return Object.fromEntries(links.filter(([, address]) => isDeployed || address.startsWith('s3://')));
};

/** What a result links to, one line each. */
export const linkLines = (links: Record<string, string>): string[] =>
  Object.entries(links).map(([name, address]) => `${plain(name)}: ${plain(address)}`);

/**
 * An error and its cause, whose parts are what happened, the remedy, log lines, and what was undone: each on lines of its
 * own, so that a person finds them. Lines of a log stay whole.
 */
const failureLines = (status: string, texts: string[], { colors, width }: Style): string[] => {
  const [first = '', ...rest] = texts
    .join(': ')
    .split('\n')
    .flatMap((line, index) => {
      if (index > 0) return [plain(line)];
      // A suggestion belongs to what it corrects.
      const parts = line.split(/; (?!did you mean)/);
      return parts.flatMap((part) => {
        const [begin = '', ...more] = fold(plain(part), Math.max(width - status.length - 4, 20));
        return [begin, ...more.map((text) => `  ${text}`)];
      });
    });
  return [`${colors.red(status)}  ${first}`.trimEnd(), ...rest.map((line) => `  ${line}`)];
};

/** How an execution ended: its result, or its error and cause; that it goes on where it does. */
export const endLines = (execution: ExecutionDocument, style: Style): string[] => {
  const { status, result, error, cause } = execution;
  if (result) return resultLines(result, style);
  if (status === 'RUNNING') return ['still running'];
  return failureLines(
    status,
    [error, cause].filter((text) => text !== undefined),
    style,
  );
};

/** A whole execution: what it is, the states it visited, how it ended. */
export const executionLines = (execution: ExecutionDocument, style: Style): string[] => {
  const { runbook, name, status, startedAt, durationSeconds, states } = execution;
  const took = durationSeconds === undefined ? '' : `, ${duration(durationSeconds * 1_000)}`;
  return [
    `${style.colors.bold(plain(runbook))}  ${plain(name)}`,
    `${status}, started ${startedAt}${took}`,
    '',
    ...states.filter(isShown).map((visit) => visitLine(visit, style)),
    '',
    ...endLines(execution, style),
  ];
};
