import { noteAction, noteDeployment } from '../events/service.ts';
import { addEvent, type ServiceRecord } from '../service-record.ts';
import { healthOf } from './health.ts';
import { currentAndOld, type Look, unstoppedTasks } from './look.ts';

/**
 * How long a rollback takes at least, although the former tasks still run. On AWS it takes about a minute, in which
 * callers see the failed deployment.
 */
const shortestRollbackMs = 30_000;

/** Whether all tasks are those that are wanted, and healthy, and no other one is left. */
const isSettled = (look: Look): boolean => {
  const { service } = look;
  const { current, old } = currentAndOld(look);
  return (
    current.length === service.desiredCount &&
    old.length === 0 &&
    current.every((record) => healthOf(look, record).status === 'HEALTHY') &&
    unstoppedTasks(look).every(
      ({ id, task }) => !service.memory.stopping.has(id) || task.lastStatus === 'DEPROVISIONING',
    )
  );
};

/** Completes the PRIMARY deployment: it is the one that later ones are rolled back to. */
export const completeDeployment = (service: ServiceRecord, updatedAt: Date): void => {
  const [primary] = service.deployments;
  const rolloutStateReason = `ECS deployment ${primary.id} completed.`;
  Object.assign(primary, {
    rolloutState: 'COMPLETED',
    rolloutStateReason,
    failedTasks: 0,
    isRollback: false,
    updatedAt,
  });
  service.deployments = [primary];
  service.lastCompleted = primary;
};

/** Tells the steady state when it is reached, after the end of the deployment that was under way. */
export const settle = (look: Look): void => {
  const { service, now } = look;
  const { memory } = service;
  const [primary] = service.deployments;
  if (memory.isSteady || primary.rolloutState === 'FAILED' || !isSettled(look)) return;
  const rollbackMs = primary.isRollback ? now - primary.createdAt.getTime() : shortestRollbackMs;
  if (rollbackMs < shortestRollbackMs) {
    look.againIn(shortestRollbackMs - rollbackMs);
    return;
  }
  const at = new Date(now);
  if (primary.rolloutState === 'IN_PROGRESS') {
    completeDeployment(service, at);
    addEvent(service, at, `(deployment ${primary.id}) deployment completed.`);
    noteDeployment(service, primary);
  }
  memory.isSteady = true;
  delete memory.obstacle;
  addEvent(service, at, 'has reached a steady state.');
  noteAction(service, 'SERVICE_STEADY_STATE', at);
};
