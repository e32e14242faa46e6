import type { ContainerDefinition } from '@aws-sdk/client-ecs';
import type { World } from '../../world.ts';
import type { TaskContainer, TaskRecord } from '../records.ts';

const iso = (date: Date | undefined): string | undefined => date?.toISOString();

const definitionOf = ({ definition }: TaskRecord, name: string): ContainerDefinition =>
  definition.containerDefinitions?.find((container) => container.name === name) ?? {};

const limitsOf = (cpu: number | undefined, memory: number | undefined) =>
  cpu || memory ? { Limits: { ...(cpu && { CPU: cpu }), ...(memory && { Memory: memory }) } } : {};

const labelsOf = ({ clusterName, task, definition }: TaskRecord, name: string) => ({
  'com.amazonaws.ecs.cluster': clusterName,
  'com.amazonaws.ecs.container-name': name,
  'com.amazonaws.ecs.task-arn': task.taskArn,
  'com.amazonaws.ecs.task-definition-family': definition.family,
  'com.amazonaws.ecs.task-definition-version': String(definition.revision),
});

const networksOf = ({ task, network }: TaskRecord, container: TaskContainer) => {
  const privateAddress = container.networkInterfaces?.[0]?.privateIpv4Address;
  if (!network || !privateAddress) return [{ NetworkMode: 'bridge', IPv4Addresses: ['172.17.0.2'] }];
  const detail = (name: string) => task.attachments?.[0]?.details?.find((found) => found.name === name)?.value;
  return [
    {
      NetworkMode: 'awsvpc',
      IPv4Addresses: [privateAddress],
      AttachmentIndex: 0,
      MACAddress: detail('macAddress'),
      IPv4SubnetCIDRBlock: `${privateAddress.split('.').slice(0, 3).join('.')}.0/24`,
      DomainNameServers: ['10.0.0.2'],
      PrivateDNSName: detail('privateDnsName'),
      SubnetGatewayIpv4Address: `${privateAddress.split('.').slice(0, 3).join('.')}.1/24`,
    },
  ];
};

const logsOf = ({ id }: TaskRecord, { name, logConfiguration }: ContainerDefinition) => {
  if (!logConfiguration) return {};
  const { 'awslogs-stream-prefix': prefix, ...options } = logConfiguration.options ?? {};
  const stream = prefix && { 'awslogs-stream': `${prefix}/${name}/${id}` };
  return { LogDriver: logConfiguration.logDriver, LogOptions: { ...options, ...stream } };
};

/** `${ECS_CONTAINER_METADATA_URI_V4}`: the container as version 4 tells it; version 3 lacks what only 4 has. */
export const containerDocument = (record: TaskRecord, container: TaskContainer, version: 3 | 4) => {
  const definition = definitionOf(record, container.name);
  const { task } = record;
  return {
    DockerId: container.runtimeId,
    Name: container.name,
    DockerName: record.instance ? dockerName(record, container.name) : container.name,
    Image: definition.image,
    ImageID: container.imageDigest ?? '',
    Labels: labelsOf(record, container.name),
    DesiredStatus: task.desiredStatus,
    KnownStatus: container.lastStatus,
    ...limitsOf(definition.cpu ?? 0, definition.memory ?? definition.memoryReservation),
    CreatedAt: iso(task.pullStoppedAt),
    StartedAt: iso(task.startedAt),
    Type: 'NORMAL',
    ...(version === 4 && { ...logsOf(record, definition), ContainerARN: container.containerArn }),
    Networks: networksOf(record, container),
    ...(version === 4 && record.task.launchType === 'FARGATE' && { Snapshotter: 'overlayfs' }),
  };
};

/** The name that the agent gives a container: family, revision, container and a part of its own. */
export const dockerName = ({ definition, id }: TaskRecord, name: string): string =>
  `ecs-${definition.family}-${definition.revision}-${name}-${id.slice(0, 20)}`;

/**
 * `${ECS_CONTAINER_METADATA_URI_V4}/task`. LaunchType is in version 4 only, AvailabilityZone with Fargate or version 4.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-metadata-endpoint-v4-response.html
 */
export const taskDocument = (record: TaskRecord, world: World, version: 3 | 4) => {
  const { task, definition } = record;
  const service = task.group?.startsWith('service:') && record.instance && { ServiceName: task.group.slice(8) };
  return {
    Cluster: task.clusterArn,
    ...service,
    TaskARN: task.taskArn,
    Family: definition.family,
    Revision: String(definition.revision),
    DesiredStatus: task.desiredStatus,
    KnownStatus: task.lastStatus,
    ...limitsOf(Number(definition.cpu ?? 0) / 1024, Number(definition.memory ?? 0)),
    PullStartedAt: iso(task.pullStartedAt),
    PullStoppedAt: iso(task.pullStoppedAt),
    AvailabilityZone: task.availabilityZone ?? `${world.region}a`,
    ...(version === 4 && { LaunchType: task.launchType }),
    Containers: task.containers.map((container) => containerDocument(record, container, version)),
    ...(version === 4 && task.launchType === 'FARGATE' && { ClockDrift: clockDrift(world) }),
  };
};

const clockDrift = ({ clock }: World) => ({
  ClockErrorBound: 0.5,
  ReferenceTimestamp: new Date(clock.now()).toISOString(),
  ClockSynchronizationStatus: 'SYNCHRONIZED',
});

/** `/stats`: the members of Docker's statistics that readers look at, of a container that uses nothing. */
export const statsDocument = (record: TaskRecord, container: TaskContainer, world: World) => ({
  read: new Date(world.clock.now()).toISOString(),
  name: `/${dockerName(record, container.name)}`,
  id: container.runtimeId,
  pids_stats: { current: 1 },
  cpu_stats: { cpu_usage: { total_usage: 0, usage_in_kernelmode: 0, usage_in_usermode: 0 }, online_cpus: 2 },
  memory_stats: { usage: 0, max_usage: 0, limit: (definitionOf(record, container.name).memory ?? 512) * 1_048_576 },
});
