import type ecs from '@aws-sdk/client-ecs';
import type {
  ContainerInstance,
  DescribeContainerInstancesCommandInput,
  Failure,
  ListAttributesCommandInput,
  ListContainerInstancesCommandInput,
  UpdateContainerInstancesStateCommandInput,
} from '@aws-sdk/client-ecs';
import type { Operations } from '../../service.ts';
import type { InstanceRecord, TaskRecord } from '../../tasks/records.ts';
import { deregisterContainerInstance } from './deregister-instance.ts';
import { invalidParameter } from './errors.ts';
import { instanceChanged } from './events/container-instance.ts';
import { idOf } from './identifiers.ts';
import { type Filtered, instanceFilter } from './instance-filter.ts';
import { page } from './pages.ts';
import { remainingResources } from './resources.ts';
import type { Scheduler } from './scheduler/index.ts';
import { activeCluster, arnIn, type EcsState, instanceIn, registeredInstances, tasksOn } from './state.ts';

type EcsOperations = Operations<typeof ecs>;

const countRunning = (tasks: TaskRecord[]): number => tasks.filter(({ task }) => task.lastStatus === 'RUNNING').length;

/** A container instance with its counts and remaining resources as of now. */
const describedInstance = (state: EcsState, record: InstanceRecord, withTags: boolean): ContainerInstance => {
  const tasks = tasksOn(state, record);
  const running = countRunning(tasks);
  return {
    // Nothing below its members ever changes: an instance that does is given new ones.
    ...record.instance,
    remainingResources: remainingResources(record, tasks),
    runningTasksCount: running,
    pendingTasksCount: tasks.length - running,
    tags: withTags ? (state.tags.get(record.instance.containerInstanceArn) ?? []) : [],
  };
};

/** Splits references into the cluster's instances and AWS's failures for those it does not have. */
const found = (state: EcsState, clusterName: string, references: string[] = [], most: number) => {
  if (references.length === 0) throw invalidParameter('Container instances cannot be empty.');
  if (references.length > most) throw invalidParameter(`instanceIds can have at most ${most} items.`);
  const records: InstanceRecord[] = [];
  const failures: Failure[] = [];
  for (const reference of references) {
    const id = idOf(reference, 'container-instance', clusterName);
    const record = instanceIn(state, clusterName, id);
    if (record) records.push(record);
    else failures.push({ arn: arnIn(state, `container-instance/${clusterName}/${id}`), reason: 'MISSING' });
  }
  return { records, failures };
};

/** A container instance as filters see it. */
const filteredInstance = (state: EcsState, record: InstanceRecord): Filtered => ({
  instance: record.instance,
  runningTasksCount: () => countRunning(tasksOn(state, record)),
  pendingTasksCount: () => {
    const tasks = tasksOn(state, record);
    return tasks.length - countRunning(tasks);
  },
});

const listContainerInstances = (state: EcsState, input: ListContainerInstancesCommandInput) => {
  const { clusterName } = activeCluster(state, input.cluster);
  const matches = input.filter === undefined ? () => true : instanceFilter(input.filter);
  const arns = registeredInstances(state, clusterName)
    .filter(({ instance }) => input.status === undefined || instance.status === input.status)
    .filter((record) => matches(filteredInstance(state, record)))
    .map(({ instance }) => instance.containerInstanceArn);
  const { items, nextToken } = page(arns, input);
  return { containerInstanceArns: items, nextToken };
};

const describeContainerInstances = (
  state: EcsState,
  { cluster, containerInstances, include = [] }: DescribeContainerInstancesCommandInput,
) => {
  const { clusterName } = activeCluster(state, cluster);
  const { records, failures } = found(state, clusterName, containerInstances, 100);
  return {
    containerInstances: records.map((record) => describedInstance(state, record, include.includes('TAGS'))),
    failures,
  };
};

const updateContainerInstancesState = (
  state: EcsState,
  scheduler: Scheduler,
  { cluster, containerInstances, status }: UpdateContainerInstancesStateCommandInput,
) => {
  const { clusterName } = activeCluster(state, cluster);
  if (status !== 'ACTIVE' && status !== 'DRAINING') {
    throw invalidParameter('Container instance status must be ACTIVE or DRAINING.');
  }
  const { records: all, failures } = found(state, clusterName, containerInstances, 10);
  const records = all.filter(({ inactiveAt }) => inactiveAt === undefined);
  for (const { instance } of all.filter((record) => !records.includes(record))) {
    failures.push({ arn: instance.containerInstanceArn, reason: 'INACTIVE' });
  }
  for (const record of records.filter(({ instance }) => instance.status !== status)) {
    record.instance.status = status;
    instanceChanged(state, record);
  }
  scheduler.instancesChanged(clusterName);
  return { containerInstances: records.map((record) => describedInstance(state, record, true)), failures };
};

const listAttributes = (state: EcsState, input: ListAttributesCommandInput) => {
  const { clusterName } = activeCluster(state, input.cluster);
  if (input.targetType !== 'container-instance') throw invalidParameter('targetType must be container-instance.');
  const attributes = registeredInstances(state, clusterName).flatMap(({ instance }) =>
    (instance.attributes ?? [])
      .filter(({ name }) => input.attributeName === undefined || name === input.attributeName)
      .filter(({ value }) => input.attributeValue === undefined || value === input.attributeValue)
      .map((attribute) => ({ ...attribute, targetId: instance.containerInstanceArn })),
  );
  const { items, nextToken } = page(attributes, input);
  return { attributes: items, nextToken };
};

/** ListContainerInstances, DescribeContainerInstances, UpdateContainerInstancesState, DeregisterContainerInstance, ListAttributes. */
export const containerInstanceOperations = (state: EcsState, scheduler: Scheduler) =>
  ({
    ListContainerInstances: (input) => listContainerInstances(state, input),
    DescribeContainerInstances: (input) => describeContainerInstances(state, input),
    UpdateContainerInstancesState: (input) => updateContainerInstancesState(state, scheduler, input),
    DeregisterContainerInstance: (input) => {
      const record = deregisterContainerInstance(state, input);
      scheduler.instancesChanged(record.clusterName);
      return { containerInstance: describedInstance(state, record, true) };
    },
    ListAttributes: (input) => listAttributes(state, input),
  }) satisfies EcsOperations;
