import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { SSMClient } from '@aws-sdk/client-ssm';
import { logGroupKey } from '../../domain/service/preconditions/log-groups.ts';
import type { Looked } from '../../domain/service/preconditions/looked.ts';
import type { SensitiveReference } from '../../domain/service/preconditions/secret-reference.ts';
import type { SensitiveFacts } from '../../domain/service/preconditions/secrets.ts';
import type { LogGroupReference } from '../../domain/service/preconditions/task-definition.ts';
import type { ByRegion } from './by-region.ts';
import { lookAtLogGroup } from './log-groups.ts';
import { lookAtEach } from './look.ts';
import { lookAtParameters } from './parameters.ts';
import { lookAtSecret } from './secrets.ts';

const ofKind = <Kind extends SensitiveReference['kind']>(references: readonly SensitiveReference[], kind: Kind) =>
  references.filter((one): one is Extract<SensitiveReference, { kind: Kind }> => one.kind === kind);

/** Looks at secrets, one call each, and at parameters, one call for 50 of a region. */
export const lookAtSensitive = async (
  { secretsManager, ssm }: { secretsManager: ByRegion<SecretsManagerClient>; ssm: ByRegion<SSMClient> },
  references: readonly SensitiveReference[],
  ownAccountId: string,
): Promise<SensitiveFacts> => {
  const own = ofKind(references, 'PARAMETER').filter(({ accountId = ownAccountId }) => accountId === ownAccountId);
  const namesByRegion = Map.groupBy(own, ({ region }) => region);
  const [secrets, parameters] = await Promise.all([
    lookAtEach(
      ofKind(references, 'SECRET'),
      ({ id }) => id,
      ({ id, region }) => lookAtSecret(secretsManager(region), id),
    ),
    lookAtEach(
      [...namesByRegion],
      ([region]) => region ?? '',
      ([region, inRegion]) => lookAtParameters(ssm(region), [...new Set(inRegion.flatMap(({ names }) => names))]),
    ),
  ]);
  return { secrets, parameters };
};

/** Looks at log groups, one call each. */
export const lookAtLogGroups = (
  logs: ByRegion<CloudWatchLogsClient>,
  references: readonly LogGroupReference[],
): Promise<Record<string, Looked<true>>> =>
  lookAtEach(references, logGroupKey, ({ group, region }) => lookAtLogGroup(logs(region), group));
