import type { Finding } from '../../../layers/shared/finding.ts';
import { RunbookError } from './runbook-error.ts';

/** Lambda cuts a cause at 32,768 characters; a reader stops long before. */
const longestMessage = 16_000;

const sentence = ({ check, detail, remedy }: Finding): string =>
  `${check}: ${detail}${remedy === undefined ? '' : ` (${remedy})`}`;

const sentences = (findings: readonly Finding[]): string => {
  const all = findings
    .filter(({ status }) => status === 'FAIL')
    .map(sentence)
    .sort();
  const named: string[] = [];
  let length = 0;
  for (const one of all) {
    length += one.length + 2;
    if (length > longestMessage) break;
    named.push(one);
  }
  const left = all.length - named.length;
  return [...named, ...(left > 0 ? [`and ${left} more: start the runbook with dryRun to see them all`] : [])].join(
    '; ',
  );
};

/** What the spec needs is not there, or is not as it must be. Nothing has been changed. */
export class PreconditionsNotMetError extends RunbookError {
  override readonly name = 'PreconditionsNotMetError';

  /** @param findings of which the failed ones are named, sorted; the others are left out */
  constructor(findings: readonly Finding[]) {
    super(`the service cannot be deployed as it is specified: ${sentences(findings)}`);
  }
}
