import type { ContainerDefinition, KeyValuePair } from '@aws-sdk/client-ecs';
import { environmentNames } from '../../layers/autodiag/contract.ts';
import type { World } from '../world.ts';
import { mountVariables } from './host-mounts.ts';
import type { TaskRecord } from './records.ts';
import type { ContainerSurroundings } from './surroundings.ts';

const executionEnvironments = {
  EC2: 'AWS_ECS_EC2',
  FARGATE: 'AWS_ECS_FARGATE',
  EXTERNAL: 'AWS_ECS_EXTERNAL',
} as const;

const asVariables = (pairs: KeyValuePair[] = []): Record<string, string> =>
  Object.fromEntries(pairs.map(({ name, value }) => [name ?? '', value ?? '']));

/** What the ECS agent adds to every container. AWS_REGION comes with Fargate only. */
const injected = ({ task, id }: TaskRecord, world: World, surroundings: ContainerSurroundings) => ({
  ECS_CONTAINER_METADATA_URI: surroundings.metadataV3Url,
  ECS_CONTAINER_METADATA_URI_V4: surroundings.metadataV4Url,
  AWS_CONTAINER_CREDENTIALS_FULL_URI: surroundings.credentialsUrl,
  AWS_EXECUTION_ENV: executionEnvironments[launchTypeOf(task.launchType)],
  HOSTNAME: surroundings.runtimeId.slice(0, 12) || id.slice(0, 12),
  ...(task.launchType === 'FARGATE' && { AWS_REGION: world.region, AWS_DEFAULT_REGION: world.region }),
});

const launchTypeOf = (launchType: string | undefined): keyof typeof executionEnvironments =>
  launchType === 'FARGATE' || launchType === 'EXTERNAL' ? launchType : 'EC2';

/** What stands for AWS's network around the container: the sandbox's own endpoint, resolver and certificates. */
const standIns = (world: World, surroundings: ContainerSurroundings) => ({
  AWS_ENDPOINT_URL: world.endpointUrl,
  [environmentNames.serviceSuffix]: surroundings.serviceSuffix,
  [environmentNames.resolver]: surroundings.resolver,
  NODE_EXTRA_CA_CERTS: surroundings.certificateAuthorityFile,
});

/** The whole environment of a container's process; nothing is inherited from the sandbox's own. */
export const containerEnvironment = (
  record: TaskRecord,
  container: ContainerDefinition,
  world: World,
  surroundings: ContainerSurroundings,
  secrets: Record<string, string>,
): Record<string, string> => {
  const override = record.task.overrides?.containerOverrides?.find(({ name }) => name === container.name);
  const own = { ...asVariables(container.environment), ...asVariables(override?.environment), ...secrets };
  return {
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    ...injected(record, world, surroundings),
    ...standIns(world, surroundings),
    ...own,
    ...mountVariables(record, container, own, surroundings.emptyDirectory),
  };
};
