import type { RunbookResult } from '../../functions/domain/runbook.ts';
import type { ExecutionDocument, StateVisit } from '../execution/document.ts';
import type { Colors } from '../terminal.ts';
import { coloredStatus, findingsTable } from './findings.ts';
import { cut, duration, plain } from './text.ts';

/** The table above it has the whole of what a summary quotes. */
const longestSummary = 200;

/** How a rendering is to look. */
export interface Style {
  colors: Colors;
  /** Columns. */
  width: number;
}

const visitLine = ({ name, durationSeconds, errors }: StateVisit, { colors }: Style): string => {
  const took = durationSeconds === undefined ? '-' : duration(durationSeconds * 1_000);
  const met = errors ? colors.red(`  ${plain(errors.join(', '))}`) : '';
  return `  ${plain(name).padEnd(28)}${took.padStart(10)}${met}`;
};

/** Where the task's log is, as a result's data tells it. */
const logStreamLine = ({ data }: RunbookResult): string[] => {
  const { logGroup, logStream } = data ?? {};
  return typeof logStream === 'string' ? [`log stream: ${plain(`${logGroup ?? ''} ${logStream}`.trim())}`] : [];
};

/** The result of an execution that succeeded: findings, a sentence, and where its log is. */
export const resultLines = (result: RunbookResult, style: Style): string[] => [
  ...findingsTable(result.findings, style),
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

/** How an execution ended: its result, or its error and cause; that it goes on where it does. */
export const endLines = (execution: ExecutionDocument, style: Style): string[] => {
  const { status, result, error, cause } = execution;
  if (result) return resultLines(result, style);
  if (status === 'RUNNING') return ['still running'];
  const named = [error, cause].filter((text) => text !== undefined).map(plain);
  return [`${style.colors.red(status)}  ${named.join(': ')}`.trimEnd()];
};

/** A whole execution: what it is, the states it visited, how it ended. */
export const executionLines = (execution: ExecutionDocument, style: Style): string[] => {
  const { runbook, name, status, startedAt, durationSeconds, states } = execution;
  const took = durationSeconds === undefined ? '' : `, ${duration(durationSeconds * 1_000)}`;
  return [
    `${style.colors.bold(plain(runbook))}  ${plain(name)}`,
    `${status}, started ${startedAt}${took}`,
    '',
    ...states.map((visit) => visitLine(visit, style)),
    '',
    ...endLines(execution, style),
  ];
};
