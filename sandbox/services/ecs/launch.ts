import type { Task, TaskOverride } from '@aws-sdk/client-ecs';
import { runTask } from '../../tasks/lifecycle.ts';
import { precreatedInterface } from '../../tasks/network.ts';
import { type InstanceRecord, newId, type TaskRecord } from '../../tasks/records.ts';
import { taskPlaced } from './events/task.ts';
import { arnIn, type EcsState, now, putTags, type TaskDefinitionRecord } from './state.ts';
import type { StartInput } from './validate-start.ts';

/** One task that is to start, after all checks. */
export interface Launch {
  clusterName: string;
  definition: TaskDefinitionRecord;
  launchType: 'EC2' | 'FARGATE' | 'EXTERNAL';
  /** Absent on Fargate. */
  instance?: InstanceRecord;
  capacityProviderName?: string;
  input: StartInput;
  /** The sample's tasks have ids that its logs know. */
  id?: string;
}

/** Starts a task and returns it as it is at its start; the rest of its life goes on behind. */
export const launchTask = (state: EcsState, launch: Launch): TaskRecord => {
  const id = launch.id ?? newId();
  const task = newTask(state, launch, id);
  const record: TaskRecord = {
    task,
    id,
    clusterName: launch.clusterName,
    definition: launch.definition,
    ...(launch.instance && { instance: launch.instance }),
    ...(launch.definition.networkMode === 'awsvpc' && {
      network: launch.input.networkConfiguration?.awsvpcConfiguration ?? { subnets: [] },
    }),
    stopping: new AbortController(),
  };
  putTags(state, task.taskArn, tagsOf(state, launch));
  task.tags = state.tags.get(task.taskArn) ?? [];
  state.tasks.set(id, record);
  taskPlaced(state, record);
  void runTask(record, state.context);
  return record;
};

const tagsOf = (state: EcsState, { input, definition }: Launch) => [
  ...(input.propagateTags === 'TASK_DEFINITION' ? (state.tags.get(definition.taskDefinitionArn) ?? []) : []),
  ...(input.tags ?? []),
];

const newTask = (state: EcsState, launch: Launch, id: string): TaskRecord['task'] => {
  const { clusterName, definition, launchType, instance, input } = launch;
  const { region } = state.context.world;
  const taskArn = arnIn(state, `task/${clusterName}/${id}`);
  const isAwsvpc = definition.networkMode === 'awsvpc';
  const lastStatus = isAwsvpc ? 'PROVISIONING' : 'PENDING';
  return {
    taskArn,
    clusterArn: arnIn(state, `cluster/${clusterName}`),
    taskDefinitionArn: definition.taskDefinitionArn,
    ...(instance && { containerInstanceArn: instance.instance.containerInstanceArn }),
    ...(launch.capacityProviderName && { capacityProviderName: launch.capacityProviderName }),
    launchType,
    ...(launchType === 'FARGATE' && {
      platformVersion: '1.4.0',
      platformFamily: 'Linux',
      ephemeralStorage: { sizeInGiB: 20 },
    }),
    lastStatus,
    desiredStatus: 'RUNNING',
    healthStatus: 'UNKNOWN',
    version: 1,
    createdAt: now(state),
    group: input.group ?? `family:${definition.family}`,
    ...(input.startedBy && { startedBy: input.startedBy }),
    cpu: definition.cpu ?? sumOf(definition, 'cpu'),
    memory: definition.memory ?? sumOf(definition, 'memory'),
    availabilityZone: availabilityZoneOf(instance) ?? `${region}a`,
    attributes: [{ name: 'ecs.cpu-architecture', value: 'x86_64' }],
    attachments: isAwsvpc ? [precreatedInterface()] : [],
    enableExecuteCommand: input.enableExecuteCommand ?? false,
    overrides: overridesOf(definition, input.overrides),
    containers: containersOf(state, launch, taskArn, lastStatus),
  };
};

const containersOf = (state: EcsState, { clusterName, definition }: Launch, taskArn: string, lastStatus: string) => {
  const taskId = taskArn.split('/').at(-1);
  return (definition.containerDefinitions ?? []).map(({ name = '', image, cpu, memory, memoryReservation }) => ({
    containerArn: arnIn(state, `container/${clusterName}/${taskId}/${crypto.randomUUID()}`),
    taskArn,
    name,
    image,
    lastStatus,
    networkInterfaces: [],
    healthStatus: 'UNKNOWN' as const,
    cpu: String(cpu ?? 0),
    ...(memory !== undefined && { memory: String(memory) }),
    ...(memoryReservation !== undefined && { memoryReservation: String(memoryReservation) }),
  }));
};

const sumOf = ({ containerDefinitions = [] }: TaskDefinitionRecord, size: 'cpu' | 'memory'): string =>
  String(containerDefinitions.reduce((total, each) => total + (each[size] ?? 0), 0));

const availabilityZoneOf = (instance: InstanceRecord | undefined): string | undefined =>
  instance?.instance.attributes?.find(({ name }) => name === 'ecs.availability-zone')?.value;

/** ECS answers every container's name, with its overrides where there are some. */
const overridesOf = (
  { containerDefinitions = [] }: TaskDefinitionRecord,
  given: TaskOverride = {},
): Task['overrides'] => ({
  ...given,
  containerOverrides: containerDefinitions.map(
    ({ name }) => given.containerOverrides?.find((each) => each.name === name) ?? { name },
  ),
  inferenceAcceleratorOverrides: [],
});
