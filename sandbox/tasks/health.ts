import type { ContainerDefinition, HealthCheck, HealthStatus } from '@aws-sdk/client-ecs';
import type { TaskContext } from './context.ts';
import { passesHealthChecks } from './images.ts';
import type { TaskRecord } from './records.ts';

/** What ECS takes where a health check does not say. */
const defaults = { interval: 30, retries: 3, startPeriod: 0 };

/** The container's health check; undefined where it has none or has switched off the image's. */
const healthCheckOf = ({ healthCheck }: ContainerDefinition): HealthCheck | undefined =>
  healthCheck?.command?.[0] === 'NONE' ? undefined : healthCheck;

/** Whether ECS judges the task by health checks of its containers. */
export const hasHealthChecks = ({ definition }: TaskRecord): boolean =>
  (definition.containerDefinitions ?? []).some((container) => isEssential(container) && healthCheckOf(container));

const isEssential = ({ essential = true }: ContainerDefinition): boolean => essential;

/** After how many milliseconds the check's outcome shows: the first success, or the last of the failed retries. */
const verdictMs = (check: HealthCheck, passes: boolean): number => {
  const { interval = defaults.interval, retries = defaults.retries, startPeriod = defaults.startPeriod } = check;
  return 1000 * (passes ? interval : startPeriod + interval * retries);
};

/**
 * Follows the health checks of a task's containers from their start. The sandbox does not run the command: the image
 * says whether it succeeds. Once an outcome shows it stays, so that the clock goes quiet.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/healthcheck.html
 */
export const followHealth = (record: TaskRecord, context: TaskContext): void => {
  const { clock } = context.world;
  for (const container of record.definition.containerDefinitions ?? []) {
    const check = healthCheckOf(container);
    if (!check) continue;
    const passes = passesHealthChecks(container.image ?? '');
    const cancel = clock.after(verdictMs(check, passes), () => {
      if (setHealth(record, container.name, passes ? 'HEALTHY' : 'UNHEALTHY')) context.taskChanged(record);
    });
    record.stopping.signal.addEventListener('abort', cancel, { once: true });
  }
};

/** @returns whether there is a running container of that name, whose health makes a new version of its task */
const setHealth = ({ task, definition }: TaskRecord, name: string | undefined, health: HealthStatus): boolean => {
  const container = task.containers.find((candidate) => candidate.name === name);
  if (container?.lastStatus !== 'RUNNING') return false;
  container.healthStatus = health;
  const judged = (definition.containerDefinitions ?? []).filter((each) => isEssential(each) && healthCheckOf(each));
  const statuses = judged.map((each) => task.containers.find((one) => one.name === each.name)?.healthStatus);
  task.healthStatus = overall(statuses);
  task.version = (task.version ?? 0) + 1;
  return true;
};

const overall = (statuses: (HealthStatus | undefined)[]): HealthStatus => {
  if (statuses.includes('UNHEALTHY')) return 'UNHEALTHY';
  return statuses.length > 0 && statuses.every((status) => status === 'HEALTHY') ? 'HEALTHY' : 'UNKNOWN';
};
