import type { Cluster, Tag, TaskDefinition } from '@aws-sdk/client-ecs';
import type { TaskContext } from '../../tasks/context.ts';
import type { InstanceRecord, TaskRecord } from '../../tasks/records.ts';
import type { World } from '../../world.ts';
import type { EmittedEvent } from '../event-bridge/index.ts';
import { clusterNotFound, invalidParameter } from './errors.ts';
import { arnOf, clusterNameOf } from './identifiers.ts';
import type { ServiceRecord } from './service-record.ts';

export type TaskDefinitionRecord = TaskDefinition & { taskDefinitionArn: string; family: string; revision: number };

/** All that ECS knows, by name or id. */
export interface EcsState {
  context: TaskContext;
  /** Tells EventBridge of an event, which is read at once: it may refer to what changes later. */
  emit(event: EmittedEvent): void;
  clusters: Map<string, Cluster & { clusterArn: string; clusterName: string }>;
  /** Revisions by family, in order; revision n is at n - 1. */
  taskDefinitions: Map<string, TaskDefinitionRecord[]>;
  /** INACTIVE ones too, for an hour. */
  instances: Map<string, InstanceRecord>;
  /** The newest container instance on each machine, by `i-…` or `mi-…`. */
  instanceOnMachine: Map<string, InstanceRecord>;
  tasks: Map<string, TaskRecord>;
  services: ServiceRecord[];
  /** Tags of every kind of resource, by ARN. */
  tags: Map<string, Tag[]>;
  /** What RunTask answered to a client token, by cluster and token. */
  clientTokens: Map<string, { parameters: unknown; tasks: TaskRecord[] }>;
}

export const createState = (context: TaskContext, emit: EcsState['emit']): EcsState => ({
  context,
  emit,
  clusters: new Map(),
  taskDefinitions: new Map(),
  instances: new Map(),
  instanceOnMachine: new Map(),
  tasks: new Map(),
  services: [],
  tags: new Map(),
  clientTokens: new Map(),
});

/** @throws AwsError ClusterNotFoundException unless the cluster is ACTIVE */
export const activeCluster = ({ clusters }: EcsState, reference: string | undefined) => {
  const cluster = clusters.get(clusterNameOf(reference));
  if (cluster?.status !== 'ACTIVE') throw clusterNotFound();
  return cluster;
};

/** How long ECS remembers a task that has stopped and a container instance that is INACTIVE. */
const rememberedMs = 3_600_000;

/** The cluster's tasks in the order they were created, without those that stopped more than an hour ago. */
export const tasksOf = (state: EcsState, clusterName: string): TaskRecord[] => {
  const forgotten = state.context.world.clock.now() - rememberedMs;
  for (const [id, { task }] of state.tasks) {
    if (task.stoppedAt && task.stoppedAt.getTime() <= forgotten) state.tasks.delete(id);
  }
  return [...state.tasks.values()].filter((record) => record.clusterName === clusterName);
};

/** A container instance of the cluster by its id; undefined where it has been INACTIVE for more than an hour. */
export const instanceIn = (state: EcsState, clusterName: string, id: string): InstanceRecord | undefined => {
  const record = state.instances.get(id);
  if (record?.clusterName !== clusterName) return undefined;
  const { inactiveAt = Number.POSITIVE_INFINITY } = record;
  if (inactiveAt > state.context.world.clock.now() - rememberedMs) return record;
  state.instances.delete(id);
  return undefined;
};

/** The container instances of the cluster that are registered: ACTIVE and DRAINING ones. */
export const registeredInstances = ({ instances }: EcsState, clusterName: string): InstanceRecord[] => {
  const registered: InstanceRecord[] = [];
  for (const record of instances.values()) {
    if (record.clusterName === clusterName && record.inactiveAt === undefined) registered.push(record);
  }
  return registered;
};

/** The instance's tasks that have not stopped: those that hold its resources. */
export const tasksOn = ({ tasks }: EcsState, instance: InstanceRecord): TaskRecord[] => {
  const found: TaskRecord[] = [];
  for (const record of tasks.values()) {
    if (record.instance === instance && record.task.lastStatus !== 'STOPPED') found.push(record);
  }
  return found;
};

export const now = ({ context }: EcsState): Date => new Date(context.world.clock.now());

export const worldOf = ({ context }: EcsState): World => context.world;

export const arnIn = ({ context }: EcsState, resource: string): string => arnOf(context.world, resource);

const largestTagCount = 50;

const tagCharacters = /^[\p{L}\p{Z}\p{N}_./=+\-:@]*$/u;

/** Refuses tags that AWS refuses, before anything is made that would have them. */
export const validateTags = (given: Tag[] = []): void => {
  for (const { key = '', value = '' } of given) {
    if (key.length < 1 || key.length > 128) throw invalidParameter('Tag keys must have 1 to 128 characters.');
    if (value.length > 256) throw invalidParameter(`The value of tag ${key} must have at most 256 characters.`);
    if (/^aws:/i.test(key)) throw invalidParameter(`Tag key ${key} starts with the reserved prefix aws:.`);
    if (!tagCharacters.test(key) || !tagCharacters.test(value)) {
      throw invalidParameter(
        'Some tags contain invalid characters. Valid characters: UTF-8 letters, spaces, numbers and _ . / = + - : @.',
      );
    }
  }
  if (given.length > largestTagCount) throw invalidParameter(`A resource has at most ${largestTagCount} tags.`);
};

/** Adds or replaces tags of a resource, by AWS's bounds. */
export const putTags = ({ tags }: EcsState, arn: string, added: Tag[] = []): void => {
  validateTags(added);
  const merged = new Map((tags.get(arn) ?? []).map((tag) => [tag.key ?? '', tag]));
  for (const { key = '', value = '' } of added) merged.set(key, { key, value });
  if (merged.size > largestTagCount) throw invalidParameter(`A resource has at most ${largestTagCount} tags.`);
  tags.set(arn, [...merged.values()]);
};
