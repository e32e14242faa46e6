import type { Service } from '@aws-sdk/client-ecs';
import { describe, expect, it } from '@jest/globals';
import { assessDeployment } from '../../../../../functions/domain/service/stability/deployment.ts';
import { deployment, expected, former, ours, secondsLater, service } from './facts.ts';

const rollingBack = (rest = {}) =>
  deployment({
    id: 'ecs-svc/1',
    taskDefinition: former,
    rolloutState: 'IN_PROGRESS',
    rolloutStateReason: 'ECS deployment circuit breaker: rolling back to deploymentId ecs-svc/1.',
    createdAt: secondsLater(90),
    updatedAt: secondsLater(90),
    ...rest,
  });
const failedReason = 'ECS deployment circuit breaker: tasks failed to start.';
const failed = (rest = {}) => deployment({ rolloutState: 'FAILED', rolloutStateReason: failedReason, ...rest });
const assess = (rest: Partial<Service>, wish = {}) => assessDeployment(service(rest), { ...expected, ...wish });

describe('a rollout', () => {
  it('is settled when our primary deployment is COMPLETED and as many tasks run as are wanted', () => {
    expect(assess({})).toEqual({ status: 'SETTLED', reason: '2 of 2 tasks running' });
  });

  it('is settled without tasks where none is wanted', () => {
    expect(assess({ desiredCount: 0, runningCount: 0 }, { desiredCount: 0 }).status).toBe('SETTLED');
  });

  it.each([
    [
      'in progress',
      { deployments: [deployment({ rolloutState: 'IN_PROGRESS' })] },
      '2 of 2 tasks running, rollout IN_PROGRESS',
    ],
    ['short of tasks', { runningCount: 1 }, '1 of 2 tasks running'],
    ['scaled in and not done with it', { runningCount: 3 }, '3 of 2 tasks running'],
    ['without a deployment', { deployments: [] }, 'the service has no primary deployment yet'],
  ])('is pending while it is %s', (_, rest, reason) => {
    expect(assess(rest)).toEqual({ status: 'PENDING', reason });
  });

  it('does not take the former deployment, which AWS may still show, for a failure', () => {
    const old = deployment({
      id: 'ecs-svc/1',
      taskDefinition: former,
      createdAt: secondsLater(-3600),
      updatedAt: secondsLater(-3000),
    });
    expect(assess({ deployments: [old] })).toEqual({
      status: 'PENDING',
      reason: 'ECS does not show the new deployment yet',
    });
  });

  it('does not take a former count, which AWS may still show, for the wanted one', () => {
    const scaled = { desiredCount: 5, now: secondsLater(5).toISOString() };
    expect(assess({}, scaled)).toEqual({ status: 'PENDING', reason: 'ECS still shows a desired count of 2' });
  });

  it('takes the count that autoscaling has set later', () => {
    expect(assess({ desiredCount: 4, runningCount: 4 }).status).toBe('SETTLED');
  });

  it('has failed when ECS says so, with its reason', () => {
    expect(assess({ deployments: [failed()] })).toEqual({
      status: 'FAILED',
      reason: `the rollout failed: ${failedReason}`,
    });
  });

  it('has failed without a reason too', () => {
    const { rolloutStateReason: _, ...silent } = failed();
    expect(assess({ deployments: [silent] }).reason).toBe('the rollout failed: ECS gives no reason');
  });

  it('has failed when ECS rolls back, and says to what', () => {
    expect(assess({ deployments: [rollingBack(), failed({ status: 'ACTIVE' })] })).toEqual({
      status: 'FAILED',
      reason: `the rollout failed: ${failedReason}; ECS rolls the service back to shop:1`,
    });
  });

  it('has failed when the rollback is complete and nothing else is to be seen', () => {
    const { rolloutStateReason: _, ...done } = rollingBack({ rolloutState: 'COMPLETED' });
    expect(assess({ deployments: [done] })).toEqual({
      status: 'FAILED',
      reason: 'another deployment has replaced this one: the service runs shop:1 now',
    });
  });

  it('has failed when ECS rolls back to a deployment that keeps its age', () => {
    expect(assess({ deployments: [rollingBack({ createdAt: secondsLater(-3600) })] }).reason).toMatch(
      /^the rollout was rolled back to shop:1: ECS deployment circuit breaker: rolling back/,
    );
  });

  it('has failed when it is rolled back to the same task definition', () => {
    const same = rollingBack({ taskDefinition: ours });
    expect(assess({ deployments: [same] })).toMatchObject({ status: 'FAILED' });
  });

  it('does not mind a rollback from before the update', () => {
    const old = rollingBack({
      taskDefinition: ours,
      rolloutState: 'COMPLETED',
      createdAt: secondsLater(-900),
      updatedAt: secondsLater(-800),
    });
    expect(assess({ deployments: [old] }).status).toBe('SETTLED');
  });

  it('does not mind the failed try of an hour ago', () => {
    const old = failed({ id: 'ecs-svc/0', status: 'ACTIVE', createdAt: secondsLater(-3600) });
    expect(assess({ deployments: [deployment(), old] }).status).toBe('SETTLED');
  });

  it('has failed when another deployment takes over', () => {
    const other = deployment({ taskDefinition: former, createdAt: secondsLater(50) });
    expect(assess({ deployments: [other, deployment({ status: 'ACTIVE' })] }).reason).toContain('another deployment');
  });

  it.each(['DRAINING', 'INACTIVE'])('has failed when the service is %s', (status) => {
    expect(assess({ status })).toEqual({ status: 'FAILED', reason: 'the service is being deleted' });
  });
});

describe('a service that has no rollout state', () => {
  const { rolloutState: _, ...stateless } = deployment();

  it('is settled when its one deployment has all tasks running', () => {
    expect(assess({ deployments: [stateless] }).status).toBe('SETTLED');
  });

  it('is pending while a former deployment is there', () => {
    const both = [stateless, { ...stateless, id: 'ecs-svc/1', status: 'ACTIVE', createdAt: secondsLater(-60) }];
    expect(assess({ deployments: both })).toEqual({
      status: 'PENDING',
      reason: '2 of 2 tasks running, rollout of several deployments',
    });
  });
});

describe('a service with task sets', () => {
  const taskSets = (rest = {}) => ({
    deployments: [],
    taskSets: [{ status: 'PRIMARY', taskDefinition: ours, stabilityStatus: 'STEADY_STATE' as const, ...rest }],
  });

  it.each([
    [{}, 'SETTLED', 'the task set is steady'],
    [{ stabilityStatus: 'STABILIZING' }, 'PENDING', 'the task set is STABILIZING'],
    [{ stabilityStatus: undefined }, 'PENDING', 'the task set is new'],
    [{ taskDefinition: former }, 'PENDING', 'its primary task set runs shop:1'],
  ])('is judged by its primary task set %j', (rest, status, reason) => {
    expect(assess(taskSets(rest) as Partial<Service>)).toEqual({ status, reason });
  });
});
