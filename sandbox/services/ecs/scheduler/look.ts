import type { TaskRecord } from '../../../tasks/records.ts';
import type { LoadBalancing } from '../load-balancing.ts';
import { isTaskOf, type ServiceRecord } from '../service-record.ts';
import type { EcsState } from '../state.ts';

/** One look of the scheduler at a service. */
export interface Look {
  state: EcsState;
  service: ServiceRecord;
  /** Milliseconds since the epoch. */
  now: number;
  loadBalancing: LoadBalancing | undefined;
  /** Asks for another look, where nothing else would cause one in time. */
  againIn(ms: number): void;
}

/** After how long a service that keeps failing is left alone until somebody asks for it or changes it. */
const patienceMs = 6 * 3_600_000;

/**
 * Whether anybody still follows the service. A service that fails for ever would keep a turned clock turning for ever;
 * so the scheduler pauses what nobody has looked at for six hours, and goes on at the next look.
 */
export const isFollowed = ({ now, service }: Look): boolean => now - service.memory.lookedAt <= patienceMs;

/** The service's tasks that have not stopped, those that are to stop among them. */
export const unstoppedTasks = ({ state, service }: Look): TaskRecord[] =>
  [...state.tasks.values()].filter((record) => isTaskOf(service, record) && record.task.lastStatus !== 'STOPPED');

/** Those of them that count: the scheduler has not told them to stop. */
export const countedTasks = (look: Look): TaskRecord[] =>
  unstoppedTasks(look).filter(({ id }) => !look.service.memory.stopping.has(id));

/** The tasks that the PRIMARY deployment wants, and those that it replaces. */
export const currentAndOld = (look: Look): { current: TaskRecord[]; old: TaskRecord[] } => {
  const [primary] = look.service.deployments;
  const isCurrent = ({ task, instance }: TaskRecord) =>
    task.startedBy === primary.id && instance?.instance.status !== 'DRAINING';
  const tasks = countedTasks(look);
  return { current: tasks.filter(isCurrent), old: tasks.filter((record) => !isCurrent(record)) };
};
