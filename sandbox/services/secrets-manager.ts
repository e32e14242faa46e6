import { randomUUID } from 'node:crypto';
import * as client from '@aws-sdk/client-secrets-manager';
import { AwsError, defineService, type Operations } from '../service.ts';
import type { World } from '../world.ts';
import { pageOf } from './pages.ts';
import {
  addVersion,
  arnSuffix,
  checkName,
  checkValue,
  isNamed,
  type Secret,
  type SecretValue,
  type SecretVersion,
} from './secrets-manager/secret.ts';

const longestPage = 100;
const dayMs = 86_400_000;

/** Secrets Manager: secrets with their versions and staging labels, by name, full or partial ARN. */
export const secretsManagerService = (world: World) => {
  const store = createSecrets(world);
  return {
    service: defineService('secretsmanager', client, {
      ...writeOperations(world, store),
      ...readOperations(store),
    }),
    /** A secret's current text, as ECS injects it; undefined when there is none. */
    value(arnOrName: string): string | undefined {
      const secret = store.find(arnOrName);
      if (!secret || secret.deletedAt !== undefined) return undefined;
      return secret.versions.find(({ stages }) => stages.includes('AWSCURRENT'))?.text;
    },
  };
};

const createSecrets = (world: World) => {
  let secrets: Secret[] = [];
  /** Leaves out what has been deleted for good by now. */
  const living = (): Secret[] => {
    const now = world.clock.now();
    secrets = secrets.filter(({ deletionAt = Number.POSITIVE_INFINITY }) => deletionAt > now);
    return secrets;
  };
  const find = (id: string): Secret | undefined => living().find((secret) => isNamed(secret, id));
  return {
    living,
    find,
    add: (secret: Secret) => secrets.push(secret),
    remove: (secret: Secret) => {
      secrets = secrets.filter((each) => each !== secret);
    },
    /** @throws AwsError ResourceNotFoundException, or InvalidRequestException for one marked for deletion */
    get(id: string, { isDeletedFine = false } = {}): Secret {
      const secret = find(id);
      if (!secret) {
        throw new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
      }
      if (secret.deletedAt !== undefined && !isDeletedFine) {
        throw new AwsError(
          'InvalidRequestException',
          "You can't perform this operation on the secret because it was marked for deletion.",
        );
      }
      return secret;
    },
  };
};

type Secrets = ReturnType<typeof createSecrets>;
type SecretOperations = Operations<typeof client>;

const writeOperations = (world: World, store: Secrets) => {
  const versionOf = ({ SecretString, SecretBinary, ClientRequestToken }: SecretValue): SecretVersion => ({
    id: ClientRequestToken ?? randomUUID(),
    stages: [],
    createdAt: world.clock.now(),
    ...(SecretString === undefined ? {} : { text: SecretString }),
    ...(SecretBinary === undefined ? {} : { bytes: SecretBinary }),
  });
  return {
    CreateSecret(input) {
      const { Name: name = '', Description: description, Tags = [] } = input;
      checkName(name);
      checkValue(input);
      const known = store.find(name);
      if (known?.deletedAt !== undefined) {
        throw new AwsError(
          'InvalidRequestException',
          "You can't create this secret because a secret with this name is already scheduled for deletion.",
        );
      }
      if (known) {
        throw new AwsError(
          'ResourceExistsException',
          `The operation failed because the secret ${name} already exists.`,
        );
      }
      const now = world.clock.now();
      const arn = `arn:aws:secretsmanager:${world.region}:${world.accountId}:secret:${name}${arnSuffix()}`;
      const secret: Secret = { arn, name, createdAt: now, changedAt: now, versions: [], tags: Tags };
      if (description !== undefined) secret.description = description;
      store.add(secret);
      if (input.SecretString === undefined && input.SecretBinary === undefined) return { ARN: arn, Name: name };
      const version = versionOf(input);
      addVersion(secret, version, ['AWSCURRENT']);
      return { ARN: arn, Name: name, VersionId: version.id };
    },
    PutSecretValue(input) {
      const secret = store.get(input.SecretId ?? '');
      if (input.SecretString === undefined && input.SecretBinary === undefined) {
        throw new AwsError('InvalidRequestException', 'You must provide either SecretString or SecretBinary.');
      }
      checkValue(input);
      const known = secret.versions.find(({ id }) => id === input.ClientRequestToken);
      if (known && known.text !== input.SecretString) {
        throw new AwsError(
          'ResourceExistsException',
          "You can't change the value of an existing version: this ClientRequestToken was used with another value.",
        );
      }
      const version = known ?? versionOf(input);
      if (!known) addVersion(secret, version, input.VersionStages ?? ['AWSCURRENT']);
      secret.changedAt = world.clock.now();
      return { ARN: secret.arn, Name: secret.name, VersionId: version.id, VersionStages: version.stages };
    },
    DeleteSecret({ SecretId = '', RecoveryWindowInDays, ForceDeleteWithoutRecovery = false }) {
      if (ForceDeleteWithoutRecovery && RecoveryWindowInDays !== undefined) {
        throw new AwsError(
          'InvalidParameterException',
          "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.",
        );
      }
      const days = RecoveryWindowInDays ?? 30;
      if (days < 7 || days > 30) {
        throw new AwsError(
          'InvalidParameterException',
          'The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).',
        );
      }
      const secret = store.get(SecretId);
      const now = world.clock.now();
      secret.deletedAt = now;
      secret.deletionAt = ForceDeleteWithoutRecovery ? now : now + days * dayMs;
      if (ForceDeleteWithoutRecovery) store.remove(secret);
      return { ARN: secret.arn, Name: secret.name, DeletionDate: new Date(secret.deletionAt) };
    },
  } satisfies SecretOperations;
};

const describe = (secret: Secret) => ({
  ARN: secret.arn,
  Name: secret.name,
  CreatedDate: new Date(secret.createdAt),
  LastChangedDate: new Date(secret.changedAt),
  Tags: secret.tags,
  ...(secret.description === undefined ? {} : { Description: secret.description }),
  ...(secret.deletedAt === undefined ? {} : { DeletedDate: new Date(secret.deletedAt) }),
});

const stagesByVersion = ({ versions }: Secret): Record<string, string[]> =>
  Object.fromEntries(versions.filter(({ stages }) => stages.length > 0).map(({ id, stages }) => [id, stages]));

const readOperations = (store: Secrets) =>
  ({
    GetSecretValue({ SecretId = '', VersionId, VersionStage }) {
      const secret = store.get(SecretId);
      const stage = VersionStage ?? (VersionId === undefined ? 'AWSCURRENT' : undefined);
      const version = secret.versions.find(
        ({ id, stages }) =>
          (VersionId === undefined || id === VersionId) && (stage === undefined || stages.includes(stage)),
      );
      if (!version) {
        const sought = VersionId === undefined ? `staging label: ${stage}` : `version id: ${VersionId}`;
        throw new AwsError(
          'ResourceNotFoundException',
          `Secrets Manager can't find the specified secret value for ${sought}`,
        );
      }
      return {
        ARN: secret.arn,
        Name: secret.name,
        VersionId: version.id,
        VersionStages: version.stages,
        CreatedDate: new Date(version.createdAt),
        ...(version.text === undefined ? {} : { SecretString: version.text }),
        ...(version.bytes === undefined ? {} : { SecretBinary: version.bytes }),
      };
    },
    DescribeSecret({ SecretId = '' }) {
      const secret = store.get(SecretId, { isDeletedFine: true });
      return { ...describe(secret), VersionIdsToStages: stagesByVersion(secret) };
    },
    ListSecrets({ MaxResults = longestPage, NextToken, IncludePlannedDeletion = false, Filters }) {
      if (Filters) {
        throw new AwsError('InvalidParameterException', 'the sandbox lists all secrets; it takes no Filters');
      }
      const listed = store.living().filter(({ deletedAt }) => IncludePlannedDeletion || deletedAt === undefined);
      const { items, next } = pageOf(listed, NextToken, MaxResults, 'InvalidNextTokenException');
      return {
        SecretList: items.map((secret) => ({ ...describe(secret), SecretVersionsToStages: stagesByVersion(secret) })),
        ...(next.nextToken === undefined ? {} : { NextToken: next.nextToken }),
      };
    },
  }) satisfies SecretOperations;
