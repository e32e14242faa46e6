import type { Finding } from '../../../../layers/shared/finding.ts';
import { judge, pass } from './findings.ts';
import type { Looked } from './looked.ts';
import type { LogGroupReference } from './task-definition.ts';

/** Key of a log group in a region. */
export const logGroupKey = ({ group, region }: Pick<LogGroupReference, 'group' | 'region'>): string =>
  `${region ?? ''}:${group}`;

const checkLogGroup = (reference: LogGroupReference, looked: Looked<true>): Finding[] => {
  const { group, region, isCreated } = reference;
  const check = `log group ${group}${region === undefined ? '' : ` in ${region}`}`;
  if (looked.state === 'MISSING' && isCreated) {
    return [pass(check, 'does not exist; the first task creates it (awslogs-create-group)')];
  }
  const where = region === undefined ? '' : ` --region ${region}`;
  const absent = {
    detail: 'does not exist, and a task that cannot log does not start',
    remedy: `aws logs create-log-group --log-group-name '${group}'${where}`,
  };
  return judge(check, looked, absent, () => pass(check, 'exists'));
};

/** Whether the log groups exist, or will be created by the tasks themselves. */
export const checkLogGroups = (
  references: readonly LogGroupReference[],
  facts: Record<string, Looked<true>>,
): Finding[] =>
  references.flatMap((reference) =>
    checkLogGroup(reference, facts[logGroupKey(reference)] ?? { state: 'UNSEEN', reason: 'it was not asked for' }),
  );
