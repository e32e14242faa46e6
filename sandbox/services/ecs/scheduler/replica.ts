import type { TaskRecord } from '../../../tasks/records.ts';
import { healthOf } from './health.ts';
import { currentAndOld, type Look } from './look.ts';
import { startTasks, tellObstacle } from './start-tasks.ts';
import { stopTasks } from './stop-tasks.ts';

const deadlock =
  'was unable to stop or start tasks during a deployment because of the service deployment configuration. ' +
  'Update the minimumHealthyPercent or maximumPercent value and try again.';

const newestFirst = (a: TaskRecord, b: TaskRecord): number => Number(b.task.createdAt) - Number(a.task.createdAt);

/**
 * One step of a REPLICA service towards its desired count: starts, replaces and stops as many tasks as the deployment
 * configuration allows at this moment. A FAILED deployment starts and replaces none.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html
 */
export const stepReplica = (look: Look): void => {
  const { service } = look;
  const [primary] = service.deployments;
  const { maximumPercent, minimumHealthyPercent } = service.settings.deploymentConfiguration;
  const { desiredCount } = service;
  const { current, old } = currentAndOld(look);
  const isHealthy = (record: TaskRecord) => healthOf(look, record).status === 'HEALTHY';
  const reason = `Scaling activity initiated by (deployment ${primary.id})`;
  const excess = [...current]
    .sort((a, b) => Number(isHealthy(a)) - Number(isHealthy(b)) || newestFirst(a, b))
    .slice(0, Math.max(0, current.length - desiredCount));
  stopTasks(look, excess, reason);
  if (primary.rolloutState === 'FAILED') return;

  const least = Math.ceil((desiredCount * minimumHealthyPercent) / 100);
  const most = Math.floor((desiredCount * maximumPercent) / 100);
  const kept = current.filter((record) => !excess.includes(record));
  const healthyCount = [...kept, ...old].filter(isHealthy).length;
  const spare = Math.max(0, healthyCount - least);
  const replaced = [...old.filter((record) => !isHealthy(record)), ...old.filter(isHealthy).slice(0, spare)];
  stopTasks(look, replaced, reason);
  const missing = desiredCount - kept.length;
  const room = most - kept.length - (old.length - replaced.length);
  startTasks(look, Math.min(missing, room));
  const isStuck = missing > 0 && room <= 0 && replaced.length === 0 && [...kept, ...old].every(isHealthy);
  if (isStuck) tellObstacle(look, deadlock);
};
