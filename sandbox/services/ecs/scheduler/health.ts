import { hasHealthChecks } from '../../../tasks/health.ts';
import type { TaskRecord } from '../../../tasks/records.ts';
import { addEvent } from '../service-record.ts';
import { countTaskFailure, countTaskSuccess } from './failures.ts';
import { countedTasks, isFollowed, type Look } from './look.ts';
import { stopTasks } from './stop-tasks.ts';

/** What the scheduler makes of a task now; `againInMs` where only time will tell. */
export type TaskHealth =
  | { status: 'HEALTHY' }
  | { status: 'PENDING'; againInMs?: number }
  | { status: 'UNHEALTHY'; event: string; stoppedReason: string };

/** How long a task without health checks must run to count as healthy: one that exits at once never does. */
const settledMs = 10_000;
/** Target health is asked for: Elastic Load Balancing tells nobody. */
const targetPollMs = 5_000;

const healthy: TaskHealth = { status: 'HEALTHY' };

/** The verdict of the container health checks. */
const byContainers = ({ id, task }: TaskRecord): TaskHealth => {
  if (task.healthStatus === 'HEALTHY') return healthy;
  if (task.healthStatus !== 'UNHEALTHY') return { status: 'PENDING' };
  return {
    status: 'UNHEALTHY',
    event: `(task ${id}) failed container health checks.`,
    stoppedReason: 'Task failed container health checks',
  };
};

/** The verdict of the load balancers: healthy where all targets are. */
const byTargets = ({ service, loadBalancing }: Look, { id }: TaskRecord): TaskHealth => {
  let verdict: TaskHealth = healthy;
  for (const { targetGroupArn, target } of service.memory.targets.get(id) ?? []) {
    const { state = 'initial', description = 'Health checks failed' } =
      loadBalancing?.targetHealth(targetGroupArn, target) ?? {};
    if (state === 'unhealthy') {
      return {
        status: 'UNHEALTHY',
        event: `(task ${id}) (port ${target.port}) is unhealthy in (target-group ${targetGroupArn}) due to (reason ${description}).`,
        stoppedReason: `Task failed ELB health checks in (target-group ${targetGroupArn})`,
      };
    }
    if (state !== 'healthy') verdict = { status: 'PENDING', againInMs: targetPollMs };
  }
  return verdict;
};

/** Judges one task; an unhealthy one is PENDING through the service's grace period. */
export const healthOf = (look: Look, record: TaskRecord): TaskHealth => {
  const { task } = record;
  if (task.lastStatus !== 'RUNNING') return { status: 'PENDING' };
  const age = look.now - (task.startedAt?.getTime() ?? look.now);
  const isBalanced = (look.service.memory.targets.get(record.id) ?? []).length > 0;
  if (!hasHealthChecks(record) && !isBalanced) {
    return age >= settledMs ? healthy : { status: 'PENDING', againInMs: settledMs - age };
  }
  const verdicts = [...(hasHealthChecks(record) ? [byContainers(record)] : []), byTargets(look, record)];
  const verdict =
    verdicts.find(({ status }) => status === 'UNHEALTHY') ?? verdicts.find(({ status }) => status === 'PENDING');
  if (verdict?.status !== 'UNHEALTHY') return verdict ?? healthy;
  const graceMs = 1000 * (look.service.settings.healthCheckGracePeriodSeconds ?? 0);
  return age < graceMs ? { status: 'PENDING', againInMs: graceMs - age } : verdict;
};

/** Stops unhealthy tasks and notes which are healthy. */
export const judgeTasks = (look: Look): void => {
  const { service, now } = look;
  for (const record of countedTasks(look)) {
    const health = healthOf(look, record);
    if (health.status === 'HEALTHY') countTaskSuccess(look, record);
    if (health.status === 'PENDING' && health.againInMs !== undefined && isFollowed(look)) {
      look.againIn(health.againInMs);
    }
    if (health.status !== 'UNHEALTHY') continue;
    addEvent(service, new Date(now), health.event);
    countTaskFailure(service, record);
    stopTasks(look, [record], health.stoppedReason);
  }
};
