import {
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  type ECSClient,
  ListTasksCommand,
  type ListTasksCommandInput,
  RunTaskCommand,
  type RunTaskCommandInput,
  type Service,
  StartTaskCommand,
  type StartTaskCommandInput,
  StopTaskCommand,
  type Task,
  type TaskDefinition,
} from '@aws-sdk/client-ecs';
import { ServiceNotFoundError, TaskDefinitionUnsuitableError, TaskNotFoundError } from '../domain/errors/ecs.ts';
import { placementError } from '../domain/errors/placement.ts';

/** A task in a cluster; both may be names, ids or ARNs. */
export interface TaskRef {
  cluster: string;
  task: string;
}

const started = ({
  tasks,
  failures,
}: {
  tasks?: Task[];
  failures?: { arn?: string; reason?: string; detail?: string }[];
}): Task => {
  const [task] = tasks ?? [];
  if (!task) throw placementError(failures ?? []);
  return task;
};

/**
 * Runs one task. Safe to retry with the same clientToken.
 *
 * @throws the error that placementError names when ECS placed nothing
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RunTask.html
 */
export const runTask = async (ecs: ECSClient, input: RunTaskCommandInput): Promise<Task> =>
  started(await ecs.send(new RunTaskCommand(input)));

/**
 * Starts one task on one container instance. NOT safe to retry: it takes no client token.
 *
 * @throws the error that placementError names when ECS placed nothing
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_StartTask.html
 */
export const startTask = async (ecs: ECSClient, input: StartTaskCommandInput): Promise<Task> =>
  started(await ecs.send(new StartTaskCommand(input)));

/**
 * Describes a task; undefined when ECS does not know it: not yet, never, or no more (an hour after its stop).
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeTasks.html
 */
export const describeTask = async (ecs: ECSClient, { cluster, task }: TaskRef): Promise<Task | undefined> =>
  (await ecs.send(new DescribeTasksCommand({ cluster, tasks: [task] }))).tasks?.[0];

/**
 * Describes a task that must be there.
 *
 * @throws TaskNotFoundError
 */
export const describeKnownTask = async (ecs: ECSClient, ref: TaskRef): Promise<Task> => {
  const task = await describeTask(ecs, ref);
  if (!task) throw new TaskNotFoundError(ref);
  return task;
};

/**
 * First task that matches, described; undefined when none does. A filter by startedBy stands alone or with desiredStatus.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListTasks.html
 */
export const findTask = async (
  ecs: ECSClient,
  filter: ListTasksCommandInput & { cluster: string },
): Promise<Task | undefined> => {
  const { taskArns } = await ecs.send(new ListTasksCommand(filter));
  const [task] = taskArns ?? [];
  return task === undefined ? undefined : describeTask(ecs, { cluster: filter.cluster, task });
};

/**
 * Stops a task: SIGTERM now, SIGKILL after its stopTimeout. Safe to repeat, a stopped task included.
 *
 * @param reason shown as stoppedReason, at most 1,024 characters
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_StopTask.html
 */
export const stopTask = async (ecs: ECSClient, { cluster, task }: TaskRef, reason: string): Promise<void> => {
  await ecs.send(new StopTaskCommand({ cluster, task, reason }));
};

/**
 * Describes a service.
 *
 * @throws ServiceNotFoundError when it is MISSING or INACTIVE
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeServices.html
 */
export const describeService = async (ecs: ECSClient, ref: { cluster: string; service: string }): Promise<Service> => {
  const { services } = await ecs.send(new DescribeServicesCommand({ cluster: ref.cluster, services: [ref.service] }));
  const [service] = services ?? [];
  if (!service || service.status === 'INACTIVE') throw new ServiceNotFoundError(ref);
  return service;
};

/**
 * Describes a task definition by ARN, family or family:revision.
 *
 * @throws TaskDefinitionUnsuitableError when ECS describes nothing
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeTaskDefinition.html
 */
export const describeTaskDefinition = async (ecs: ECSClient, taskDefinition: string): Promise<TaskDefinition> => {
  const output = await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition }));
  if (!output.taskDefinition) throw new TaskDefinitionUnsuitableError(taskDefinition, 'ECS describes nothing for it');
  return output.taskDefinition;
};
