import type { Failure } from '@aws-sdk/client-ecs';
import type { InstanceRecord } from '../../tasks/records.ts';
import { demandOf, remainingResources } from './resources.ts';
import { type EcsState, registeredInstances, type TaskDefinitionRecord, tasksOn } from './state.ts';

/**
 * Why a task of the definition cannot be placed on the instance now; undefined when it can.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/api_failures_messages.html
 */
export const placementFailure = (
  state: EcsState,
  record: InstanceRecord,
  definition: TaskDefinitionRecord,
): Failure | undefined => {
  const reason = reasonAgainst(state, record, definition);
  return reason && { arn: record.instance.containerInstanceArn, reason };
};

const reasonAgainst = (state: EcsState, record: InstanceRecord, definition: TaskDefinitionRecord) => {
  const { instance } = record;
  // An instance that drains takes no new tasks either.
  if (instance.status !== 'ACTIVE') return 'INACTIVE';
  if (!instance.agentConnected) return 'AGENT';
  const has = new Set(instance.attributes?.map(({ name }) => name));
  if (definition.requiresAttributes?.some(({ name }) => !has.has(name))) return 'ATTRIBUTE';
  return lackingResource(state, record, definition);
};

const lackingResource = (state: EcsState, record: InstanceRecord, definition: TaskDefinitionRecord) => {
  const demand = demandOf(definition);
  const remaining = remainingResources(record, tasksOn(state, record));
  const resource = (name: string) => remaining.find((each) => each.name === name);
  if (demand.cpu > (resource('CPU')?.integerValue ?? 0)) return 'RESOURCE:CPU';
  if (demand.memory > (resource('MEMORY')?.integerValue ?? 0)) return 'RESOURCE:MEMORY';
  const isTaken = (name: string, ports: string[]) =>
    ports.some((port) => resource(name)?.stringSetValue?.includes(port));
  if (isTaken('PORTS', demand.tcpPorts) || isTaken('PORTS_UDP', demand.udpPorts)) return 'RESOURCE:PORTS';
  return undefined;
};

/** What a service asks of placement beyond room for the task. */
export interface PlacementWishes {
  /** Refuses instances that would do otherwise. */
  accepts?(record: InstanceRecord): boolean;
  /** Fills instances up (binpack) rather than spreading tasks over them. */
  packs?: boolean;
}

/**
 * The instance for a task: of those that fit, the one with the fewest tasks, or with the most where tasks are packed
 * (ECS's own default is random-like; a sandbox repeats itself).
 *
 * @returns the failures of all candidates when none fits
 */
export const placeTask = (
  state: EcsState,
  clusterName: string,
  launchType: 'EC2' | 'EXTERNAL',
  definition: TaskDefinitionRecord,
  { accepts = () => true, packs = false }: PlacementWishes = {},
): { instance: InstanceRecord } | { failures: Failure[] } => {
  const candidates = registeredInstances(state, clusterName).filter((record) => record.launchType === launchType);
  const judged = candidates.map((record) => ({
    record,
    failure:
      placementFailure(state, record, definition) ??
      (accepts(record) ? undefined : { arn: record.instance.containerInstanceArn, reason: 'MEMBER_OF' }),
  }));
  const taskCount = (record: InstanceRecord) => tasksOn(state, record).length * (packs ? -1 : 1);
  const [best] = judged.filter(({ failure }) => !failure).sort((a, b) => taskCount(a.record) - taskCount(b.record));
  return best ? { instance: best.record } : { failures: judged.flatMap(({ failure }) => failure ?? []) };
};
