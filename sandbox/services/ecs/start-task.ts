import { isDeepStrictEqual } from 'node:util';
import type ecs from '@aws-sdk/client-ecs';
import type { Failure, RunTaskCommandInput, StartTaskCommandInput, Task } from '@aws-sdk/client-ecs';
import type { Operations } from '../../service.ts';
import type { InstanceRecord } from '../../tasks/records.ts';
import { clientError, conflict, invalidParameter } from './errors.ts';
import { idOf } from './identifiers.ts';
import { launchTask } from './launch.ts';
import { placementFailure, placeTask } from './placement.ts';
import { activeCluster, arnIn, type EcsState, instanceIn, type TaskDefinitionRecord } from './state.ts';
import { roleObstacle } from './task-roles.ts';
import { describedTask } from './tasks.ts';
import { launchTypeOf, validateStart } from './validate-start.ts';

type EcsOperations = Operations<typeof ecs>;

interface Started {
  tasks: Task[];
  failures: Failure[];
}

const startTask = (state: EcsState, input: StartTaskCommandInput) => {
  const { clusterName } = activeCluster(state, input.cluster);
  const definition = validateStart(state, input.taskDefinition, input, 36);
  const { containerInstances = [] } = input;
  if (containerInstances.length === 0) throw invalidParameter('Container instances cannot be empty.');
  if (containerInstances.length > 10) throw invalidParameter('instanceIds can have at most 10 items.');
  checkRoles(state, definition, input.overrides);
  const started: Started = { tasks: [], failures: [] };
  // All ids are read before the first task starts: a bad one must start nothing.
  for (const id of containerInstances.map((reference) => idOf(reference, 'container-instance', clusterName))) {
    const instance = instanceIn(state, clusterName, id);
    if (!instance) {
      started.failures.push({ arn: arnIn(state, `container-instance/${clusterName}/${id}`), reason: 'MISSING' });
      continue;
    }
    const failure = placementFailure(state, instance, definition);
    if (failure) started.failures.push(failure);
    else {
      const { launchType } = instance;
      started.tasks.push(describedTask(launchTask(state, { clusterName, definition, launchType, instance, input })));
    }
  }
  return started;
};

const runTask = (state: EcsState, input: RunTaskCommandInput) => {
  const { clusterName } = activeCluster(state, input.cluster);
  const { clientToken } = input;
  if (clientToken === undefined) return runTasks(state, clusterName, input);
  if (!/^[!-~]{1,64}$/.test(clientToken)) {
    throw invalidParameter('clientToken can have 1 to 64 ASCII characters in the range of 33-126.');
  }
  return runOnce(state, clusterName, clientToken, input);
};

/** StartTask, RunTask. */
export const startTaskOperations = (state: EcsState) =>
  ({
    StartTask: (input) => startTask(state, input),
    RunTask: (input) => runTask(state, input),
  }) satisfies EcsOperations;

/** Answers a client token met before with the tasks that it started, whatever has become of them. */
const runOnce = (state: EcsState, clusterName: string, clientToken: string, input: RunTaskCommandInput): Started => {
  const key = `${clusterName} ${clientToken}`;
  const parameters: unknown = JSON.parse(JSON.stringify(input));
  const before = state.clientTokens.get(key);
  if (before) {
    if (!isDeepStrictEqual(before.parameters, parameters)) throw conflict(before.tasks.map(({ task }) => task.taskArn));
    return { tasks: before.tasks.map((record) => describedTask(record)), failures: [] };
  }
  const started = runTasks(state, clusterName, input);
  const tasks = started.tasks.flatMap(({ taskArn = '' }) => state.tasks.get(taskArn.split('/').at(-1) ?? '') ?? []);
  if (tasks.length > 0) state.clientTokens.set(key, { parameters, tasks });
  return started;
};

const runTasks = (state: EcsState, clusterName: string, input: RunTaskCommandInput): Started => {
  const definition = validateStart(state, input.taskDefinition, input, 128);
  const { count = 1 } = input;
  if (!Number.isInteger(count) || count < 1 || count > 10) throw invalidParameter('count must be between 1 and 10.');
  const { launchType, capacityProviderName } = launchTypeOf(input, definition);
  checkRoles(state, definition, input.overrides);
  const started: Started = { tasks: [], failures: [] };
  for (let index = 0; index < count; index += 1) {
    const place: { instance?: InstanceRecord } | { failures: Failure[] } =
      launchType === 'FARGATE' ? {} : placed(state, clusterName, launchType, definition);
    if ('failures' in place) {
      started.failures.push(...place.failures);
      break;
    }
    const launch = {
      clusterName,
      definition,
      launchType,
      input,
      ...place,
      ...(capacityProviderName && { capacityProviderName }),
    };
    started.tasks.push(describedTask(launchTask(state, launch)));
  }
  return started;
};

/** @throws AwsError ClientException */
const checkRoles = (...given: Parameters<typeof roleObstacle>): void => {
  const obstacle = roleObstacle(...given);
  if (obstacle !== undefined) throw clientError(obstacle);
};

const placed = (
  state: EcsState,
  clusterName: string,
  launchType: 'EC2' | 'EXTERNAL',
  definition: TaskDefinitionRecord,
): ReturnType<typeof placeTask> => {
  const place = placeTask(state, clusterName, launchType, definition);
  if ('failures' in place && place.failures.length === 0) {
    throw invalidParameter('No Container Instances were found in your cluster.');
  }
  return place;
};
