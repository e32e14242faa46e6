import type { Cluster, Tag, TaskDefinition } from '@aws-sdk/client-ecs';
import type { TaskContext } from '../../tasks/context.ts';
import type { InstanceRecord, TaskRecord } from '../../tasks/records.ts';
import type { World } from '../../world.ts';
import { clusterNotFound, invalidParameter } from './errors.ts';
import { arnOf, clusterNameOf } from './identifiers.ts';
import type { ServiceRecord } from './service-record.ts';

export type TaskDefinitionRecord = TaskDefinition & { taskDefinitionArn: string; family: string; revision: number };

/** All that ECS knows, by name or id. */
export interface EcsState {
  context: TaskContext;
  clusters: Map<string, Cluster & { clusterArn: string; clusterName: string }>;
  /** Revisions by family, in order; revision n is at n - 1. */
  taskDefinitions: Map<string, TaskDefinitionRecord[]>;
  instances: Map<string, InstanceRecord>;
  tasks: Map<string, TaskRecord>;
  services: ServiceRecord[];
  /** Tags of every kind of resource, by ARN. */
  tags: Map<string, Tag[]>;
  /** What RunTask answered to a client token, by cluster and token. */
  clientTokens: Map<string, { parameters: unknown; tasks: TaskRecord[] }>;
}

export const createState = (context: TaskContext): EcsState => ({
  context,
  clusters: new Map(),
  taskDefinitions: new Map(),
  instances: new Map(),
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

/** How long ECS remembers a stopped task. */
const stoppedTaskMs = 3_600_000;

/** The cluster's tasks in the order they were created, without those that stopped more than an hour ago. */
export const tasksOf = (state: EcsState, clusterName: string): TaskRecord[] => {
  const forgotten = state.context.world.clock.now() - stoppedTaskMs;
  for (const [id, { task }] of state.tasks) {
    if (task.stoppedAt && task.stoppedAt.getTime() <= forgotten) state.tasks.delete(id);
  }
  return [...state.tasks.values()].filter((record) => record.clusterName === clusterName);
};

/** The instance's tasks that have not stopped: those that hold its resources. */
export const tasksOn = ({ tasks }: EcsState, instance: InstanceRecord): TaskRecord[] =>
  [...tasks.values()].filter((record) => record.instance === instance && record.task.lastStatus !== 'STOPPED');

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
