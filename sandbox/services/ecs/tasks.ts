import type ecs from '@aws-sdk/client-ecs';
import type {
  DescribeTasksCommandInput,
  Failure,
  ListTasksCommandInput,
  StopTaskCommandInput,
  Task,
} from '@aws-sdk/client-ecs';
import type { Operations } from '../../service.ts';
import { StopRequest, type TaskRecord } from '../../tasks/records.ts';
import { invalidParameter, serviceNotFound } from './errors.ts';
import { tellTask } from './events/task.ts';
import { idOf, serviceNameOf } from './identifiers.ts';
import { page } from './pages.ts';
import { activeCluster, arnIn, type EcsState, instanceIn, now, tasksOf } from './state.ts';

type EcsOperations = Operations<typeof ecs>;

/** A task as it is now; callers may keep it, the record goes on changing. */
export const describedTask = ({ task }: TaskRecord, withTags = true): Task => {
  const { tags = [], ...rest } = structuredClone(task);
  return { ...rest, tags: withTags ? tags : [] };
};

const describeTasks = (
  state: EcsState,
  { cluster, tasks: references = [], include = [] }: DescribeTasksCommandInput,
) => {
  const { clusterName } = activeCluster(state, cluster);
  if (references.length === 0) throw invalidParameter('Tasks cannot be empty.');
  if (references.length > 100) throw invalidParameter('tasks can have at most 100 items.');
  const known = new Map(tasksOf(state, clusterName).map((record) => [record.id, record]));
  const tasks: Task[] = [];
  const failures: Failure[] = [];
  for (const reference of references) {
    const id = idOf(reference, 'task', clusterName);
    const record = known.get(id);
    if (record) tasks.push(describedTask(record, include.includes('TAGS')));
    else failures.push({ arn: arnIn(state, `task/${clusterName}/${id}`), reason: 'MISSING' });
  }
  return { tasks, failures };
};

const listTasks = (state: EcsState, input: ListTasksCommandInput) => {
  const { clusterName } = activeCluster(state, input.cluster);
  const matches = filterOf(state, clusterName, input);
  const arns = tasksOf(state, clusterName)
    .filter(matches)
    .map(({ task }) => task.taskArn);
  const { items, nextToken } = page(arns, input);
  return { taskArns: items, nextToken };
};

/** Tells a task to stop; one that is to stop already keeps its first reason. */
export const requestStop = (state: EcsState, record: TaskRecord, request: StopRequest): void => {
  const { task, stopping } = record;
  if (task.desiredStatus === 'STOPPED') return;
  const { stopCode, stoppedReason } = request;
  const version = (task.version ?? 0) + 1;
  Object.assign(task, { desiredStatus: 'STOPPED', stopCode, stoppedReason, stoppingAt: now(state), version });
  tellTask(state, record);
  stopping.abort(request);
};

const stopTask = (
  state: EcsState,
  { cluster, task: reference = '', reason = 'Task stopped by user' }: StopTaskCommandInput,
) => {
  const { clusterName } = activeCluster(state, cluster);
  if (reason.length > 1024) throw invalidParameter('reason can have at most 1024 characters.');
  const id = idOf(reference, 'task', clusterName);
  const record = tasksOf(state, clusterName).find((candidate) => candidate.id === id);
  if (!record) throw invalidParameter('The referenced task was not found.');
  requestStop(state, record, new StopRequest('UserInitiated', reason));
  return { task: describedTask(record) };
};

/** DescribeTasks, ListTasks, StopTask. */
export const taskOperations = (state: EcsState) =>
  ({
    DescribeTasks: (input) => describeTasks(state, input),
    ListTasks: (input) => listTasks(state, input),
    StopTask: (input) => stopTask(state, input),
  }) satisfies EcsOperations;

const filterOf = (state: EcsState, clusterName: string, input: ListTasksCommandInput) => {
  const { family, startedBy, serviceName, containerInstance, launchType, desiredStatus = 'RUNNING' } = input;
  if (startedBy !== undefined && (family ?? serviceName ?? containerInstance) !== undefined) {
    throw invalidParameter('startedBy cannot be combined with family, serviceName or containerInstance.');
  }
  const service = serviceName === undefined ? undefined : serviceNameOf(serviceName);
  if (
    service !== undefined &&
    !state.services.some((each) => each.clusterName === clusterName && each.serviceName === service)
  ) {
    throw serviceNotFound();
  }
  const instanceId =
    containerInstance === undefined ? undefined : idOf(containerInstance, 'container-instance', clusterName);
  if (instanceId !== undefined && !instanceIn(state, clusterName, instanceId)) {
    throw invalidParameter('The referenced container instance was not found.');
  }
  return ({ task, definition, instance }: TaskRecord): boolean =>
    task.desiredStatus === desiredStatus &&
    (family === undefined || definition.family === family) &&
    (startedBy === undefined || task.startedBy === startedBy) &&
    (service === undefined || task.group === `service:${service}`) &&
    (instanceId === undefined || instance?.id === instanceId) &&
    (launchType === undefined || task.launchType === launchType);
};
