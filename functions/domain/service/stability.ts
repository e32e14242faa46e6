import type { Service, Task } from '@aws-sdk/client-ecs';
import { assessDeployment, type Expected } from './stability/deployment.ts';
import { assessEvents, newestObstacle } from './stability/events.ts';
import { assessStoppedTasks, type StoppedTask, stoppedTasksOf } from './stability/stopped-tasks.ts';
import { assessTargets, type TargetHealth } from './stability/targets.ts';

export type { Expected } from './stability/deployment.ts';
export type { StoppedTask } from './stability/stopped-tasks.ts';
export type { TargetHealth } from './stability/targets.ts';

/** Whether a service has become what it was told to be. */
export interface Stability {
  status: 'STABLE' | 'PENDING' | 'FAILED';
  reason: string;
  runningCount: number;
  desiredCount: number;
  /** The stopped task that says most about why it is not stable; null where none has stopped. */
  unstable: StoppedTask | null;
}

/** What is known of a service besides itself. */
export interface StabilityFacts {
  /** Targets in its target groups; null while they do not matter, because the deployment goes on. */
  targets: readonly TargetHealth[] | null;
  /** Tasks of the service that have stopped, those of former deployments too. */
  stoppedTasks: readonly Task[];
}

const maxReasonCharacters = 1_000;

const bounded = (reason: string): string =>
  reason.length > maxReasonCharacters ? `${reason.slice(0, maxReasonCharacters - 1)}…` : reason;

const withObstacle = (reason: string, service: Service, expected: Expected): string => {
  const obstacle = newestObstacle(service, expected);
  return obstacle ? `${reason}; ECS says: ${obstacle.reason} (${obstacle.remedy})` : reason;
};

/**
 * Judges whether a service is stable: its primary deployment runs the expected task definition and is COMPLETED, as many tasks run as
 * are wanted, and the targets of all of them are healthy. It has failed for good where the rollout failed or was rolled back, or
 * where tasks of this deployment stop for a reason that cannot heal, or so often for one that may that ECS's own circuit breaker
 * would give up.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html
 */
export const assessStability = (service: Service, facts: StabilityFacts, expected: Expected): Stability => {
  const { runningCount = 0, desiredCount = 0 } = service;
  const stopped = stoppedTasksOf(service, facts.stoppedTasks, expected);
  const answer = (status: Stability['status'], reason: string, unstable: StoppedTask | null = null): Stability => ({
    status,
    reason: bounded(reason),
    runningCount,
    desiredCount,
    unstable,
  });
  const [worst = null] = stopped;
  const deployment = assessDeployment(service, expected);
  if (deployment.status === 'FAILED') {
    return answer('FAILED', worst ? `${deployment.reason}; a task stopped: ${worst.reason}` : deployment.reason, worst);
  }
  const targets = assessTargets(service, facts.targets ?? []);
  if (deployment.status === 'SETTLED' && facts.targets !== null && targets.status === 'HEALTHY') {
    return answer('STABLE', deployment.reason);
  }
  const failure = assessStoppedTasks(stopped, desiredCount) ?? assessEvents(service, expected);
  if (failure) return answer('FAILED', failure, worst);
  const reason = deployment.status === 'SETTLED' ? targets.reason : deployment.reason;
  return answer('PENDING', withObstacle(reason, service, expected), worst);
};
