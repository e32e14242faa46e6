import { dockerName } from '../metadata/documents.ts';
import type { InstanceRecord, TaskContainer, TaskRecord } from '../records.ts';

/** A container as the Docker Engine tells it, in both of its forms. */
export interface EngineContainer {
  id: string;
  /** Without the leading slash. */
  name: string;
  image: string;
  command: string;
  labels: Record<string, string>;
  state: 'created' | 'running' | 'paused' | 'exited';
  health?: 'healthy' | 'unhealthy';
  exitCode: number;
  startedAt: Date;
  finishedAt?: Date;
}

const neverAt = '0001-01-01T00:00:00Z';

/** The ECS agent's own container; undefined where there is none. */
export const agentContainer = (instance: InstanceRecord): EngineContainer | undefined => {
  const { agentContainer: state, id } = instance;
  if (state === 'absent') return undefined;
  const startedAt = instance.instance.registeredAt ?? new Date(0);
  return {
    id: id + id,
    name: 'ecs-agent',
    image: 'amazon/amazon-ecs-agent:latest',
    command: '/agent',
    labels: {},
    state: state === 'exited' || state === 'paused' ? state : 'running',
    ...((state === 'running' || state === 'unhealthy') && { health: state === 'running' ? 'healthy' : 'unhealthy' }),
    exitCode: state === 'exited' ? 1 : 0,
    startedAt,
    ...(state === 'exited' && { finishedAt: new Date(startedAt.getTime() + 60_000) }),
  };
};

/** A task's containers with the labels that the agent gives them; none before they are created. */
export const taskContainers = (record: TaskRecord): EngineContainer[] =>
  record.task.containers
    .filter(({ runtimeId }) => runtimeId !== undefined)
    .map((container) => taskContainer(record, container));

const taskContainer = (record: TaskRecord, { name, runtimeId, exitCode, lastStatus }: TaskContainer) => {
  const { task, definition, clusterName } = record;
  return {
    id: runtimeId ?? '',
    name: dockerName(record, name),
    image: definition.containerDefinitions?.find((container) => container.name === name)?.image ?? '',
    command: '',
    labels: {
      'com.amazonaws.ecs.cluster': clusterName,
      'com.amazonaws.ecs.container-name': name,
      'com.amazonaws.ecs.task-arn': task.taskArn,
      'com.amazonaws.ecs.task-definition-family': definition.family,
      'com.amazonaws.ecs.task-definition-version': String(definition.revision),
    },
    state: stateOf(lastStatus),
    exitCode: exitCode ?? 0,
    startedAt: task.startedAt ?? task.createdAt ?? new Date(0),
    ...(task.stoppedAt && { finishedAt: task.stoppedAt }),
  };
};

const stateOf = (lastStatus: string | undefined): EngineContainer['state'] => {
  if (lastStatus === 'STOPPED') return 'exited';
  return lastStatus === 'RUNNING' ? 'running' : 'created';
};

const statusText = ({ state, health, exitCode }: EngineContainer): string => {
  if (state === 'created') return 'Created';
  if (state === 'exited') return `Exited (${exitCode}) About an hour ago`;
  return `Up About an hour${state === 'paused' ? ' (Paused)' : ''}${health ? ` (${health})` : ''}`;
};

/** An entry of `GET /containers/json`. */
export const listedContainer = (container: EngineContainer) => ({
  Id: container.id,
  Names: [`/${container.name}`],
  Image: container.image,
  ImageID: `sha256:${container.id}`,
  Command: container.command,
  Created: Math.floor(container.startedAt.getTime() / 1000),
  Ports: [],
  Labels: container.labels,
  State: container.state,
  Status: statusText(container),
  HostConfig: { NetworkMode: 'host' },
  Mounts: [],
});

/** `GET /containers/{id}/json`. */
export const inspectedContainer = (container: EngineContainer) => ({
  Id: container.id,
  Created: container.startedAt.toISOString(),
  Name: `/${container.name}`,
  Image: `sha256:${container.id}`,
  State: {
    Status: container.state,
    Running: container.state === 'running' || container.state === 'paused',
    Paused: container.state === 'paused',
    Restarting: false,
    OOMKilled: false,
    Dead: false,
    ExitCode: container.exitCode,
    Error: '',
    StartedAt: container.startedAt.toISOString(),
    FinishedAt: container.finishedAt?.toISOString() ?? neverAt,
    ...(container.health && {
      Health: { Status: container.health, FailingStreak: container.health === 'healthy' ? 0 : 3, Log: [] },
    }),
  },
  RestartCount: 0,
  Config: { Image: container.image, Labels: container.labels },
});
