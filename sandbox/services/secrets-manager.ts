import { randomUUID } from 'node:crypto';
import * as client from '@aws-sdk/client-secrets-manager';
import { AwsError, defineService, type Operations } from '../service.ts';
import type { World } from '../world.ts';
import { pageOf } from './pages.ts';
import { addVersion, type Secret } from './secrets-manager/secret.ts';
import { createSecrets, type Secrets } from './secrets-manager/store.ts';
import { writeOperations } from './secrets-manager/write-operations.ts';

const longestPage = 100;

/** Secrets Manager: secrets with their versions and staging labels, by name, full or partial ARN. */
export const secretsManagerService = (world: World) => {
  const store = createSecrets(world);
  return {
    service: defineService('secretsmanager', client, {
      ...writeOperations(world, store),
      ...readOperations(store),
    }),
    /** Adds a secret whose ARN is known beforehand. */
    addSecret({ arn, name, text }: { arn: string; name: string; text: string }): void {
      const now = world.clock.now();
      const secret: Secret = { arn, name, createdAt: now, changedAt: now, versions: [], tags: [] };
      addVersion(secret, { id: randomUUID(), text, stages: [], createdAt: now }, ['AWSCURRENT']);
      store.add(secret);
    },
    /** A secret's current text, as ECS injects it; undefined when there is none. */
    value(arnOrName: string): string | undefined {
      const secret = store.find(arnOrName);
      if (!secret || secret.deletedAt !== undefined) return undefined;
      return secret.versions.find(({ stages }) => stages.includes('AWSCURRENT'))?.text;
    },
  };
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

const getSecretValue = (store: Secrets, input: client.GetSecretValueCommandInput) => {
  const { SecretId = '', VersionId, VersionStage } = input;
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
};

const readOperations = (store: Secrets) =>
  ({
    GetSecretValue: (input) => getSecretValue(store, input),
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
  }) satisfies Operations<typeof client>;
