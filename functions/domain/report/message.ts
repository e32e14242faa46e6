import type { Finding } from '../../../layers/shared/finding.ts';
import type { ExecutionRef, RunbookResult, Trigger } from '../runbook.ts';

/** What SNS takes: a subject of at most 100 ASCII characters without line breaks, and a body. */
export interface ResultMessage {
  subject: string;
  text: string;
}

const asSubject = (text: string): string =>
  text
    .replace(/[^\x20-\x7e]+/g, ' ')
    .trim()
    .slice(0, 100);

const findingLines = ({ check, status, detail, remedy }: Finding): string[] => [
  `${status.padEnd(4)}  ${check}: ${detail}`,
  ...(remedy ? [`      → ${remedy}`] : []),
];

const origin = ({ by, from }: Trigger): string[] =>
  by || from ? [`Started by ${by ?? 'unknown'}${from ? ` from ${from}` : ''}`] : [];

/** Tells people a runbook's result. */
export const resultMessage = (result: RunbookResult, execution: ExecutionRef, trigger: Trigger): ResultMessage => ({
  subject: asSubject(`[${result.outcome}] ${result.runbook}: ${result.summary}`),
  text: [
    `${result.runbook} ${result.outcome}: ${result.summary}`,
    '',
    ...result.findings.flatMap(findingLines),
    '',
    ...Object.entries(result.links ?? {}).map(([name, address]) => `${name}: ${address}`),
    `execution: ${execution.id}`,
    ...origin(trigger),
  ].join('\n'),
});

/** Tells people that a runbook could not do its work. */
export const failureMessage = (
  runbook: string,
  { error, cause, state }: { error: string; cause: string; state: string },
  execution: ExecutionRef,
): ResultMessage => ({
  subject: asSubject(`[FAILED] ${runbook}: ${error}`),
  text: [`${runbook} failed in ${state} with ${error}: ${cause}`, '', `execution: ${execution.id}`].join('\n'),
});
