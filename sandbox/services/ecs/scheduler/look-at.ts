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
  settle(look);
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
