import type { Service, Task } from '@aws-sdk/client-ecs';
import { diagnoseStoppedTask, type StopDiagnosis } from '../../diagnosis/stopped-task.ts';
import type { Expected } from './deployment.ts';

/** A task that stopped for a reason that nobody wanted. */
export interface StoppedTask {
  taskArn: string;
  /** The container at fault; null where it is the task as a whole. */
  container: string | null;
  reason: string;
  remedy: string;
  /** Of the catalogue; the same for the same reason. */
  reasonId: string;
  canHeal: boolean;
}

/** The task belongs to what was told at `updatedAt`: started by that deployment, or by its task definition where that is gone. */
const isOurs = (service: Service, { taskDefinitionArn, updatedAt }: Expected) => {
  const deployments = (service.deployments ?? []).filter(({ taskDefinition }) => taskDefinition === taskDefinitionArn);
  const ids = new Set(deployments.map(({ id }) => id));
  return (task: Task): boolean => {
    if (task.lastStatus !== 'STOPPED') return false;
    // ECS keeps tasks for an hour: a repeat of a deployment finds those of the former try.
    if (task.stoppedAt !== undefined && task.stoppedAt.getTime() < Date.parse(updatedAt)) return false;
    return ids.size > 0 ? ids.has(task.startedBy) : task.taskDefinitionArn === taskDefinitionArn;
  };
};

const stoppedTaskOf = (task: Task, found: StopDiagnosis): StoppedTask => ({
  taskArn: task.taskArn ?? '',
  container: found.container ?? null,
  reason: found.reason,
  remedy: found.remedy,
  reasonId: found.id,
  canHeal: found.canHeal,
});

/** Stopped tasks of this deployment that stopped against its will: first those that cannot heal, then the newest. */
export const stoppedTasksOf = (service: Service, tasks: readonly Task[], expected: Expected): StoppedTask[] =>
  tasks
    .filter(isOurs(service, expected))
    .toSorted((a, b) => (b.stoppedAt?.getTime() ?? 0) - (a.stoppedAt?.getTime() ?? 0))
    .map((task) => ({ task, found: diagnoseStoppedTask(task)[0] }))
    .filter(({ found }) => !found.isExpected)
    .toSorted((a, b) => Number(a.found.canHeal) - Number(b.found.canHeal))
    .map(({ task, found }) => stoppedTaskOf(task, found));

/**
 * How many tasks may stop for the same reason that may heal: as many as ECS's circuit breaker takes by default.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html
 */
export const repeatsAllowed = (desiredCount: number): number => Math.min(200, Math.max(3, Math.ceil(desiredCount / 2)));

/**
 * Whether the stopped tasks show that no further one will succeed: one that cannot heal is enough.
 *
 * @returns the reason; undefined while there is hope
 */
export const assessStoppedTasks = (stopped: readonly StoppedTask[], desiredCount: number): string | undefined => {
  const hopeless = stopped.find(({ canHeal }) => !canHeal);
  if (hopeless) return `a task stopped for a reason that another try does not heal: ${hopeless.reason}`;
  const byReason = Map.groupBy(stopped, ({ reasonId }) => reasonId);
  for (const [first, ...more] of byReason.values()) {
    const count = more.length + 1;
    if (first && count >= repeatsAllowed(desiredCount)) {
      return `${count} tasks stopped for the same reason: ${first.reason}`;
    }
  }
  return undefined;
};
