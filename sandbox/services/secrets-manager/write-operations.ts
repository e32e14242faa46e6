import { randomUUID } from 'node:crypto';
import type * as client from '@aws-sdk/client-secrets-manager';
import { AwsError, type Operations } from '../../service.ts';
import type { World } from '../../world.ts';
import {
  addVersion,
  arnSuffix,
  checkName,
  checkValue,
  type Secret,
  type SecretValue,
  type SecretVersion,
} from './secret.ts';
import type { Secrets } from './store.ts';

const dayMs = 86_400_000;

type SecretOperations = Operations<typeof client>;
type Input<Name extends keyof SecretOperations> = Parameters<NonNullable<SecretOperations[Name]>>[0];

/** Operations that create, change and delete secrets. */
export const writeOperations = (world: World, store: Secrets) =>
  ({
    CreateSecret: (input) => createSecret(world, store, input),
    PutSecretValue: (input) => putSecretValue(world, store, input),
    DeleteSecret: (input) => deleteSecret(world, store, input),
  }) satisfies SecretOperations;

const versionOf = (world: World, { SecretString, SecretBinary, ClientRequestToken }: SecretValue): SecretVersion => ({
  id: ClientRequestToken ?? randomUUID(),
  stages: [],
  createdAt: world.clock.now(),
  ...(SecretString === undefined ? {} : { text: SecretString }),
  ...(SecretBinary === undefined ? {} : { bytes: SecretBinary }),
});

const hasValue = ({ SecretString, SecretBinary }: SecretValue): boolean =>
  SecretString !== undefined || SecretBinary !== undefined;

/** Whether a version holds what a request repeats. */
const isRepeat = ({ text, bytes }: SecretVersion, { SecretString, SecretBinary }: SecretValue): boolean =>
  text === SecretString && Buffer.compare(bytes ?? Buffer.alloc(0), SecretBinary ?? Buffer.alloc(0)) === 0;

const versionWithToken = (secret: Secret | undefined, { ClientRequestToken }: SecretValue): SecretVersion | undefined =>
  secret?.versions.find(({ id }) => id === ClientRequestToken);

const checkFree = (known: Secret | undefined): void => {
  if (known?.deletedAt !== undefined) {
    throw new AwsError(
      'InvalidRequestException',
      "You can't create this secret because a secret with this name is already scheduled for deletion.",
    );
  }
  if (known) {
    throw new AwsError(
      'ResourceExistsException',
      `The operation failed because the secret ${known.name} already exists.`,
    );
  }
};

const createSecret = (world: World, store: Secrets, input: Input<'CreateSecret'>) => {
  const { Name: name = '', Description: description, Tags = [] } = input;
  checkName(name);
  checkValue(input);
  const known = store.find(name);
  const repeated = versionWithToken(known, input);
  if (known && repeated && isRepeat(repeated, input)) {
    return { ARN: known.arn, Name: name, VersionId: repeated.id };
  }
  checkFree(known);
  const now = world.clock.now();
  const arn = `arn:aws:secretsmanager:${world.region}:${world.accountId}:secret:${name}${arnSuffix()}`;
  const secret: Secret = { arn, name, createdAt: now, changedAt: now, versions: [], tags: Tags };
  if (description !== undefined) secret.description = description;
  store.add(secret);
  if (!hasValue(input)) return { ARN: arn, Name: name };
  const version = versionOf(world, input);
  addVersion(secret, version, ['AWSCURRENT']);
  return { ARN: arn, Name: name, VersionId: version.id };
};

const putSecretValue = (world: World, store: Secrets, input: Input<'PutSecretValue'>) => {
  const secret = store.get(input.SecretId ?? '');
  if (!hasValue(input)) {
    throw new AwsError('InvalidRequestException', 'You must provide either SecretString or SecretBinary.');
  }
  checkValue(input);
  const known = versionWithToken(secret, input);
  if (known && !isRepeat(known, input)) {
    throw new AwsError(
      'ResourceExistsException',
      "You can't change the value of an existing version: this ClientRequestToken was used with another value.",
    );
  }
  const version = known ?? versionOf(world, input);
  if (!known) {
    addVersion(secret, version, input.VersionStages ?? ['AWSCURRENT']);
    secret.changedAt = world.clock.now();
  }
  return { ARN: secret.arn, Name: secret.name, VersionId: version.id, VersionStages: version.stages };
};

const deleteSecret = (world: World, store: Secrets, input: Input<'DeleteSecret'>) => {
  const { SecretId = '', RecoveryWindowInDays: days = 30, ForceDeleteWithoutRecovery: isForced = false } = input;
  if (isForced && input.RecoveryWindowInDays !== undefined) {
    throw new AwsError(
      'InvalidParameterException',
      "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.",
    );
  }
  if (days < 7 || days > 30) {
    throw new AwsError(
      'InvalidParameterException',
      'The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).',
    );
  }
  const secret = store.get(SecretId);
  const now = world.clock.now();
  const deletionAt = isForced ? now : now + days * dayMs;
  Object.assign(secret, { deletedAt: now, deletionAt });
  if (isForced) store.remove(secret);
  return { ARN: secret.arn, Name: secret.name, DeletionDate: new Date(deletionAt) };
};
