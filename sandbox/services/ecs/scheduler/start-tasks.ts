import type { Failure } from '@aws-sdk/client-ecs';
import type { JsonObject } from '../../../engine/json.ts';
import type { InstanceRecord, TaskRecord } from '../../../tasks/records.ts';
import { noteAction, type ServiceAction } from '../events/service.ts';
import { launchTask } from '../launch.ts';
import { placeTask } from '../placement.ts';
import { addEvent, taskList } from '../service-record.ts';
import { roleObstacle } from '../task-roles.ts';
import { delayMs } from './failures.ts';
import { countedTasks, isFollowed, type Look } from './look.ts';

const advice = 'For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.';

const closestMatch: Record<string, string> = {
  'RESOURCE:CPU': 'has insufficient CPU units available.',
  'RESOURCE:MEMORY': 'has insufficient memory available.',
  'RESOURCE:PORTS': 'is already using a port required by your task.',
  ATTRIBUTE: 'is missing an attribute required by your task.',
};

const obstacleOf = ([closest]: Failure[]): string => {
  const because = 'was unable to place a task because no container instance met all of its requirements.';
  if (!closest) return `${because} Reason: No Container Instances were found in your cluster. ${advice}`;
  const { arn = '', reason = '' } = closest;
  const what = closestMatch[reason] ?? `encountered error "${reason}".`;
  return `${because} The closest matching (container-instance ${arn.split('/').at(-1)}) ${what} ${advice}`;
};

/** The capacity provider for the next task: those with a base first, then by weight. */
const nextProvider = (look: Look): string | undefined => {
  const strategy = look.service.deployments[0].capacityProviderStrategy;
  const tasks = countedTasks(look);
  const count = (provider = '') => tasks.filter(({ task }) => task.capacityProviderName === provider).length;
  const inBase = strategy.find(({ capacityProvider, base = 0 }) => count(capacityProvider) < base);
  if (inBase) return inBase.capacityProvider;
  const share = ({ capacityProvider, base = 0, weight = 0 }: (typeof strategy)[number]) =>
    weight === 0 ? Number.POSITIVE_INFINITY : (count(capacityProvider) - base + 1) / weight;
  return [...strategy].sort((a, b) => share(a) - share(b))[0]?.capacityProvider;
};

type Place = { instance?: InstanceRecord } | { failures: Failure[] };

const placeFor = ({ state, service }: Look): Place => {
  const { definition, launchType } = service.deployments[0];
  if (launchType === 'FARGATE') return {};
  const { placementConstraints = [], placementStrategy = [] } = service.settings;
  const isDistinct = placementConstraints.some(({ type }) => type === 'distinctInstance');
  const hasTask = (instance: InstanceRecord) =>
    [...state.tasks.values()].some(
      ({ task, instance: place }) =>
        place === instance && task.group === `service:${service.serviceName}` && task.lastStatus !== 'STOPPED',
    );
  return placeTask(state, service.clusterName, launchType, definition, {
    accepts: (instance) => !isDistinct || !hasTask(instance),
    packs: placementStrategy[0]?.type === 'binpack',
  });
};

const launch = (look: Look, instance: InstanceRecord | undefined): TaskRecord => {
  const { state, service } = look;
  const { clusterName, serviceName, serviceArn, settings } = service;
  const [{ id, definition, launchType, networkConfiguration }] = service.deployments;
  const capacityProviderName = nextProvider(look);
  const record = launchTask(state, {
    clusterName,
    definition,
    launchType,
    ...(instance && { instance }),
    ...(capacityProviderName && { capacityProviderName }),
    input: {
      group: `service:${serviceName}`,
      startedBy: id,
      networkConfiguration,
      enableExecuteCommand: settings.enableExecuteCommand,
      propagateTags: settings.propagateTags,
      ...(settings.propagateTags === 'SERVICE' && { tags: state.tags.get(serviceArn) ?? [] }),
    },
  });
  if (settings.enableECSManagedTags) addManagedTags(look, record);
  return record;
};

/** Tags that only ECS itself may set. */
const addManagedTags = ({ state, service }: Look, { task }: TaskRecord): void => {
  const managed = { 'aws:ecs:clusterName': service.clusterName, 'aws:ecs:serviceName': service.serviceName };
  const tags = [...(task.tags ?? []), ...Object.entries(managed).map(([key, value]) => ({ key, value }))];
  state.tags.set(task.taskArn, tags);
  task.tags = tags;
};

/** Starts tasks of the PRIMARY deployment, unless the scheduler waits after failures or nobody follows it. */
export const startTasks = (look: Look, count: number, instances: InstanceRecord[] = []): void => {
  const { service, now } = look;
  const { memory } = service;
  if (count <= 0 || !isFollowed(look)) return;
  if (memory.notBefore > now) {
    look.againIn(memory.notBefore - now);
    return;
  }
  const ofRoles = roleObstacle(look.state, service.deployments[0].definition);
  if (ofRoles !== undefined) {
    const obstacle = `failed to launch a task with (error ${ofRoles}).`;
    failToStart(look, obstacle, { action: 'SERVICE_TASK_CONFIGURATION_FAILURE', members: { reason: ofRoles } });
    return;
  }
  const started: TaskRecord[] = [];
  let failures: Failure[] | undefined;
  for (let index = 0; index < count && !failures; index += 1) {
    const given = instances[index];
    const place = given ? { instance: given } : placeFor(look);
    if ('failures' in place) failures = place.failures;
    else started.push(launch(look, place.instance));
  }
  if (started.length > 0) {
    memory.isSteady = false;
    addEvent(service, new Date(now), `has started ${started.length} tasks: ${taskList(started)}.`);
  }
  if (failures) failToPlace(look, failures);
  else delete memory.obstacle;
};

/** Says why a task has no place. */
export const failToPlace = (look: Look, failures: Failure[]): void => {
  const [closest] = failures;
  const members = {
    ...(closest && { containerInstanceArns: [closest.arn ?? ''] }),
    reason: closest?.reason ?? 'No Container Instances were found in your cluster.',
  };
  failToStart(look, obstacleOf(failures), { action: 'SERVICE_TASK_PLACEMENT_FAILURE', members });
};

/** What EventBridge is told of an obstacle. */
interface ObstacleNews {
  action: ServiceAction;
  members: JsonObject;
}

/**
 * Says why no task starts. Without a circuit breaker the scheduler then waits for a change of the cluster; with one it
 * tries again until the deployment has failed.
 */
const failToStart = (look: Look, obstacle: string, news: ObstacleNews): void => {
  const { service, now } = look;
  const [primary] = service.deployments;
  tellObstacle(look, obstacle, news);
  const isTried = service.settings.deploymentConfiguration.deploymentCircuitBreaker?.enable ?? false;
  if (!isTried || primary.rolloutState !== 'IN_PROGRESS') return;
  primary.failedTasks += 1;
  service.memory.notBefore = now + delayMs(primary.failedTasks);
  look.againIn(service.memory.notBefore - now);
};

/** Adds an event about what the scheduler cannot do, and tells EventBridge of it, once until it is over. */
export const tellObstacle = ({ service, now }: Look, obstacle: string, news?: ObstacleNews): void => {
  const { memory } = service;
  memory.isSteady = false;
  if (memory.obstacle !== obstacle) {
    addEvent(service, new Date(now), obstacle);
    if (news) noteAction(service, news.action, new Date(now), news.members);
  }
  memory.obstacle = obstacle;
};
