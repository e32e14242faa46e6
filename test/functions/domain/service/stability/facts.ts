import type { Deployment, Service, Task } from '@aws-sdk/client-ecs';
import type { Expected, TargetHealth } from '../../../../../functions/domain/service/stability.ts';

export const family = 'arn:aws:ecs:us-east-1:111122223333:task-definition/shop';
export const ours = `${family}:2`;
export const former = `${family}:1`;
export const targetGroup = 'arn:aws:elasticloadbalancing:us-east-1:111122223333:targetgroup/shop-1/0123456789abcdef';

export const updatedAt = '2026-01-01T00:00:00.000Z';
/** A time so many seconds after the update. */
export const secondsLater = (seconds: number): Date => new Date(Date.parse(updatedAt) + seconds * 1000);

export const expected: Expected = {
  taskDefinitionArn: ours,
  desiredCount: 2,
  updatedAt,
  now: secondsLater(120).toISOString(),
};

/** The deployment of this run, completed. */
export const deployment = (rest: Partial<Deployment> = {}): Deployment => ({
  id: 'ecs-svc/2',
  status: 'PRIMARY',
  taskDefinition: ours,
  rolloutState: 'COMPLETED',
  createdAt: secondsLater(0),
  updatedAt: secondsLater(60),
  ...rest,
});

/** A service of two tasks that all run. */
export const service = (rest: Partial<Service> = {}): Service => ({
  status: 'ACTIVE',
  taskDefinition: ours,
  runningCount: 2,
  desiredCount: 2,
  deployments: [deployment()],
  ...rest,
});

/** The same behind a target group. */
export const balanced = (rest: Partial<Service> = {}): Service =>
  service({ loadBalancers: [{ targetGroupArn: targetGroup, containerName: 'shop', containerPort: 80 }], ...rest });

export const target = (state: string, rest: Partial<TargetHealth> = {}): TargetHealth => ({
  targetGroupArn: targetGroup,
  id: '10.0.0.1',
  port: 80,
  state,
  reason: null,
  description: null,
  ...rest,
});

/** A task of this run's deployment that stopped. */
export const stopped = (rest: Partial<Task> = {}): Task => ({
  taskArn: `arn:aws:ecs:us-east-1:111122223333:task/prod/${'a'.repeat(32)}`,
  taskDefinitionArn: ours,
  startedBy: 'ecs-svc/2',
  lastStatus: 'STOPPED',
  stoppedAt: secondsLater(30),
  ...rest,
});

export const imageMissing = (rest: Partial<Task> = {}): Task =>
  stopped({
    stopCode: 'TaskFailedToStart',
    containers: [{ name: 'shop', reason: 'CannotPullContainerError: manifest for shop:2 not found: manifest unknown' }],
    ...rest,
  });

export const crashed = (rest: Partial<Task> = {}): Task =>
  stopped({
    stopCode: 'EssentialContainerExited',
    stoppedReason: 'Essential container in task exited',
    containers: [{ name: 'shop', exitCode: 1 }],
    ...rest,
  });
