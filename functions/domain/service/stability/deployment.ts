import type { Deployment, Service } from '@aws-sdk/client-ecs';
import { shortId } from '../../ecs/arn.ts';

/** What a service was told to become. */
export interface Expected {
  /** The revision that its tasks are to run. */
  taskDefinitionArn: string;
  desiredCount: number;
  /** When it was told so, ISO 8601: what was before does not count. */
  updatedAt: string;
  /** ISO 8601. */
  now: string;
}

/** How far the rollout is. `SETTLED`: all that ECS wants to start runs. */
export interface RolloutState {
  status: 'SETTLED' | 'PENDING' | 'FAILED';
  reason: string;
}

/** Deployments are dated by ECS and updates by a function: their clocks may differ by this much. */
const clockSlackMs = 60_000;
/** DescribeServices may show a former state for so long after an update. */
const settlesWithinMs = 30_000;

const timeOf = (date: Date | string | undefined): number => (date === undefined ? 0 : new Date(date).getTime());

const isRollback = ({ rolloutStateReason = '' }: Deployment): boolean => /rolling back/i.test(rolloutStateReason);

/** The reason why the rollout is over without success; undefined where it is not. */
const failureOf = (service: Service, primary: Deployment, expected: Expected): string | undefined => {
  const since = Date.parse(expected.updatedAt);
  const isOurs = ({ taskDefinition }: Deployment) => taskDefinition === expected.taskDefinitionArn;
  const failed = (service.deployments ?? []).find(
    (each) =>
      isOurs(each) &&
      each.rolloutState === 'FAILED' &&
      (each === primary || timeOf(each.createdAt) >= since - clockSlackMs),
  );
  const other = shortId(primary.taskDefinition ?? '');
  if (failed) {
    const after = failed === primary ? '' : `; ECS rolls the service back to ${other}`;
    return `the rollout failed: ${failed.rolloutStateReason ?? 'ECS gives no reason'}${after}`;
  }
  const isNew = timeOf(primary.createdAt) > since;
  if (isRollback(primary) && (isNew || timeOf(primary.updatedAt) > since)) {
    return `the rollout was rolled back to ${other}: ${primary.rolloutStateReason}`;
  }
  if (isNew && !isOurs(primary)) return `another deployment has replaced this one: the service runs ${other} now`;
  return undefined;
};

/** Services with a Classic Load Balancer have no rollout state: one deployment without others is what AWS's own waiter asks for. */
const isRolledOut = ({ deployments = [] }: Service, { rolloutState }: Deployment): boolean =>
  rolloutState === undefined ? deployments.length === 1 : rolloutState === 'COMPLETED';

/** Services with task sets (an external or a blue/green controller) have no deployments. */
const assessTaskSet = ({ taskSets = [] }: Service, { taskDefinitionArn }: Expected): RolloutState => {
  const primary = taskSets.find(({ status }) => status === 'PRIMARY');
  if (!primary) return { status: 'PENDING', reason: 'the service has no primary deployment yet' };
  if (primary.taskDefinition !== taskDefinitionArn) {
    return { status: 'PENDING', reason: `its primary task set runs ${shortId(primary.taskDefinition ?? '')}` };
  }
  if (primary.stabilityStatus === 'STEADY_STATE') return { status: 'SETTLED', reason: 'the task set is steady' };
  return { status: 'PENDING', reason: `the task set is ${primary.stabilityStatus ?? 'new'}` };
};

/**
 * Judges a service's rollout by its deployments, without a look at targets and tasks.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Deployment.html
 */
export const assessDeployment = (service: Service, expected: Expected): RolloutState => {
  const { deployments = [], runningCount = 0, desiredCount = 0, status } = service;
  if (status === 'DRAINING' || status === 'INACTIVE')
    return { status: 'FAILED', reason: 'the service is being deleted' };
  const primary = deployments.find((each) => each.status === 'PRIMARY');
  if (!primary) return assessTaskSet(service, expected);
  const failure = failureOf(service, primary, expected);
  if (failure !== undefined) return { status: 'FAILED', reason: failure };
  if (primary.taskDefinition !== expected.taskDefinitionArn) {
    return { status: 'PENDING', reason: 'ECS does not show the new deployment yet' };
  }
  const isYoung = Date.parse(expected.now) - Date.parse(expected.updatedAt) < settlesWithinMs;
  if (isYoung && desiredCount !== expected.desiredCount) {
    // Later on it is autoscaling that wants another count.
    return { status: 'PENDING', reason: `ECS still shows a desired count of ${desiredCount}` };
  }
  const counts = `${runningCount} of ${desiredCount} tasks running`;
  if (!isRolledOut(service, primary)) {
    return { status: 'PENDING', reason: `${counts}, rollout ${primary.rolloutState ?? 'of several deployments'}` };
  }
  if (runningCount !== desiredCount) return { status: 'PENDING', reason: counts };
  return { status: 'SETTLED', reason: counts };
};
