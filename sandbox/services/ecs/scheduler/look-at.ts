import { stepDaemon } from './daemon.ts';
import { breakCircuit } from './failures.ts';
import { judgeTasks } from './health.ts';
import { countedTasks, type Look, unstoppedTasks } from './look.ts';
import { stepReplica } from './replica.ts';
import { settle } from './settle.ts';
import { stopTasks } from './stop-tasks.ts';
import { syncTargets } from './targets.ts';

/** Looks at a service once and does what is to be done now. */
export const lookAt = (look: Look): void => {
  const { service } = look;
  if (service.status === 'INACTIVE') return;
  if (service.status === 'DRAINING') {
    drain(look);
    return;
  }
  syncTargets(look);
  judgeTasks(look);
  breakCircuit(look);
  if (service.schedulingStrategy === 'DAEMON') stepDaemon(look);
  else stepReplica(look);
  syncTargets(look);
  dropReplaced(look);
  settle(look);
};

/** Drops former deployments without tasks; a failed one is shown until the rollback from it is complete. */
const dropReplaced = (look: Look): void => {
  const { service } = look;
  const [primary, ...others] = service.deployments;
  const inUse = new Set(unstoppedTasks(look).map(({ task }) => task.startedBy));
  service.deployments = [
    primary,
    ...others.filter(({ id, rolloutState }) => inUse.has(id) || rolloutState === 'FAILED'),
  ];
};

/** Stops what is left of a deleted service; INACTIVE once all has stopped. */
const drain = (look: Look): void => {
  const { service, now } = look;
  stopTasks(look, countedTasks(look), `Scaling activity initiated by (deployment ${service.deployments[0].id})`);
  syncTargets(look);
  if (unstoppedTasks(look).length > 0) return;
  service.status = 'INACTIVE';
  service.inactiveAt = new Date(now);
};
