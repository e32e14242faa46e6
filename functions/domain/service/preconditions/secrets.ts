import type { Finding } from '../../../../layers/shared/finding.ts';
import { fail, judge, pass } from './findings.ts';
import { type Looked, missing, unseen } from './looked.ts';
import type { ParameterReference, SecretReference, SensitiveReference } from './secret-reference.ts';

/** What DescribeSecret says of a secret; its value is never read. */
export interface SecretFact {
  /** ISO 8601; null unless it is scheduled for deletion. */
  deletedAt: string | null;
  /** Staging labels by version id; of a secret without a value there are none. */
  versions: Record<string, string[]>;
}

/** What was found out about sensitive references, by their ids. */
export interface SensitiveFacts {
  secrets: Record<string, Looked<SecretFact>>;
  /** The names that exist among those that were asked for, by region; `''` is the function's own. */
  parameters: Record<string, Looked<string[]>>;
}

const fetching = 'tasks fetch it when they start';

const wantedVersion = ({ versionStage, versionId }: SecretReference, { versions }: SecretFact): string | undefined => {
  const stages = versionId === undefined ? Object.values(versions).flat() : versions[versionId];
  if (stages === undefined) return `version ${versionId}`;
  const stage = versionStage ?? (versionId === undefined ? 'AWSCURRENT' : undefined);
  return stage === undefined || stages.includes(stage) ? undefined : `version labelled ${stage}`;
};

const checkSecret = (reference: SecretReference, looked: Looked<SecretFact>): Finding[] => {
  const { id, region } = reference;
  const check = `secret ${id}`;
  const where = region === undefined ? '' : ` --region ${region}`;
  const absent = {
    detail: `there is no such secret, and ${fetching}`,
    remedy: `create it, or correct valueFrom; see: aws secretsmanager list-secrets${where}`,
  };
  return judge(check, looked, absent, (fact) => {
    if (fact.deletedAt !== null) {
      const restore = `aws secretsmanager restore-secret --secret-id '${id}'${where}`;
      return fail(check, `it is scheduled for deletion since ${fact.deletedAt}`, restore);
    }
    const lacking = wantedVersion(reference, fact);
    if (lacking === undefined) return pass(check, 'exists; its value was not read');
    const see = `aws secretsmanager list-secret-version-ids --secret-id '${id}'${where}`;
    return fail(check, `it has no ${lacking}, and ${fetching}`, `give it a value, or correct valueFrom; see: ${see}`);
  });
};

const lookedUp = (names: string[], inRegion: Looked<string[]>): Looked<true> => {
  if (inRegion.state !== 'FOUND') return inRegion;
  return names.some((name) => inRegion.fact.includes(name)) ? { state: 'FOUND', fact: true } : missing;
};

const checkParameter = (
  { id, names, region, accountId }: ParameterReference,
  looked: Looked<string[]>,
  ownAccountId: string,
): Finding[] => {
  const check = `parameter ${id}`;
  const isElsewhere = accountId !== undefined && accountId !== ownAccountId;
  const here = isElsewhere ? unseen(`it is in account ${accountId}`) : lookedUp(names, looked);
  const where = region === undefined ? '' : ` --region ${region}`;
  const absent = {
    detail: `there is no such parameter, and ${fetching}`,
    remedy: `create it, or correct valueFrom; see: aws ssm describe-parameters${where}`,
  };
  return judge(check, here, absent, () => pass(check, 'exists; its value was not read'));
};

const notAsked = unseen('it was not asked for');

/** Whether secrets and parameters can be resolved, as far as that can be told without reading them. */
export const checkSensitive = (
  references: readonly SensitiveReference[],
  facts: SensitiveFacts,
  ownAccountId: string,
): Finding[] =>
  references.flatMap((reference) => {
    if (reference.kind === 'WRONG') {
      const remedy = 'give the ARN of a secret, or the ARN or name of a parameter';
      return [fail(`valueFrom ${reference.id}`, reference.problem, remedy)];
    }
    if (reference.kind === 'SECRET') return checkSecret(reference, facts.secrets[reference.id] ?? notAsked);
    return checkParameter(reference, facts.parameters[reference.region ?? ''] ?? notAsked, ownAccountId);
  });
