import type { TaskRecord } from '../../../tasks/records.ts';
import { noteAction, noteDeployment } from '../events/service.ts';
import { addEvent, promote, type ServiceRecord } from '../service-record.ts';
import type { Look } from './look.ts';

const firstDelayMs = 15_000;
const longestDelayMs = 27 * 60_000;
/** From how many tasks in a row on ECS waits between attempts. */
const impairedFrom = 3;
const advice = 'For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.';

/** How long ECS waits after so many failures in a row; at most 27 minutes, as its service throttle logic does. */
export const delayMs = (failures: number): number =>
  Math.min(longestDelayMs, firstDelayMs * 2 ** Math.min(failures, 20));

const deploymentOf = ({ deployments }: ServiceRecord, { task }: TaskRecord) =>
  deployments.find(({ id }) => id === task.startedBy);

/** Counts a task that failed before it was healthy, while its deployment is under way. */
export const countTaskFailure = (service: ServiceRecord, record: TaskRecord): void => {
  const deployment = deploymentOf(service, record);
  if (deployment?.rolloutState === 'IN_PROGRESS' && !service.memory.proven.has(record.id)) deployment.failedTasks += 1;
};

/** Notes that a task is healthy; by default that makes up for those that failed before it. */
export const countTaskSuccess = ({ service }: Look, record: TaskRecord): void => {
  if (service.memory.proven.has(record.id)) return;
  service.memory.proven.add(record.id);
  const deployment = deploymentOf(service, record);
  const { resetOnHealthyTask = true } = service.settings.deploymentConfiguration.deploymentCircuitBreaker ?? {};
  if (deployment && resetOnHealthyTask) deployment.failedTasks = 0;
};

/**
 * Takes note of a task that has stopped. Only those that never ran make the next ones wait.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-throttle-logic.html
 */
export const noteStopped = (service: ServiceRecord, record: TaskRecord, now: number): void => {
  const { memory } = service;
  const { task } = record;
  if (!memory.stopping.delete(record.id)) {
    memory.isSteady = false;
    if (task.stopCode !== 'UserInitiated') countTaskFailure(service, record);
    if (task.stopCode === 'TaskFailedToStart') noteStartFailure(service, now);
  }
  memory.proven.delete(record.id);
};

const noteStartFailure = (service: ServiceRecord, now: number): void => {
  const { memory } = service;
  memory.startFailures += 1;
  if (memory.startFailures < impairedFrom) return;
  memory.notBefore = now + delayMs(memory.startFailures - impairedFrom);
  if (memory.startFailures > impairedFrom) return;
  noteAction(service, 'SERVICE_TASK_START_IMPAIRED', new Date(now));
  addEvent(service, new Date(now), `is unable to consistently start tasks successfully. ${advice}`);
};

/**
 * How many failed tasks end a deployment.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html
 */
export const failureThreshold = ({
  desiredCount,
  settings,
}: Pick<ServiceRecord, 'desiredCount' | 'settings'>): number => {
  const { type = 'BOUNDED_PERCENT', value = 50 } =
    settings.deploymentConfiguration.deploymentCircuitBreaker?.thresholdConfiguration ?? {};
  if (type === 'COUNT') return value;
  const share = Math.ceil((desiredCount * value) / 100);
  return type === 'UNBOUNDED_PERCENT' ? Math.max(1, share) : Math.min(200, Math.max(3, share));
};

/** Fails a deployment whose tasks fail too often, and rolls it back where the service wants it. */
export const breakCircuit = ({ service, now }: Look): void => {
  const [failed] = service.deployments;
  const { enable, rollback } = service.settings.deploymentConfiguration.deploymentCircuitBreaker ?? {};
  if (!enable || failed.rolloutState !== 'IN_PROGRESS' || failed.failedTasks < failureThreshold(service)) return;
  const at = new Date(now);
  Object.assign(failed, {
    rolloutState: 'FAILED',
    rolloutStateReason: 'ECS deployment circuit breaker: tasks failed to start.',
    updatedAt: at,
  });
  addEvent(service, at, `(deployment ${failed.id}) deployment failed: tasks failed to start.`);
  noteDeployment(service, failed);
  const { lastCompleted } = service;
  if (!rollback || failed.isRollback || !lastCompleted) return;
  Object.assign(lastCompleted, {
    rolloutState: 'IN_PROGRESS',
    rolloutStateReason: `ECS deployment circuit breaker: rolling back to deploymentId ${lastCompleted.id}.`,
    isRollback: true,
    failedTasks: 0,
    createdAt: at,
    updatedAt: at,
  });
  promote(service, lastCompleted);
  noteDeployment(service, lastCompleted);
  addEvent(service, at, `rolling back to deployment ${lastCompleted.id}.`);
};
