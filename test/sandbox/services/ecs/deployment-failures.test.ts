import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { failureThreshold } from '../../../../sandbox/services/ecs/scheduler/failures.ts';
import { circuitBreaker, type ServiceWorld, startServices } from './service-world.ts';

let world: ServiceWorld;
beforeEach(async () => {
  world = await startServices();
});
afterEach(() => world.close());

const failedReason = 'ECS deployment circuit breaker: tasks failed to start.';

describe('a deployment whose tasks fail', () => {
  it.each(['broken', 'exits', 'unhealthy'])('is failed by the circuit breaker: %s', async (taskDefinition) => {
    const { deployments } = world.create({ taskDefinition, ...circuitBreaker(true) });
    await world.pass(1800);
    expect(world.describeService().deployments).toMatchObject([
      { id: deployments?.[0]?.id, status: 'PRIMARY', rolloutState: 'FAILED', rolloutStateReason: failedReason },
    ]);
    expect(world.describeService().deployments?.[0]?.failedTasks).toBeGreaterThanOrEqual(3);
    expect(world.events()).toContain(`(deployment ${deployments?.[0]?.id}) deployment failed: tasks failed to start.`);
  });

  it('starts no more tasks once it has failed', async () => {
    world.create({ taskDefinition: 'broken', ...circuitBreaker(false) });
    await world.pass(1800);
    const count = world.events().length;
    await world.pass(86_400);
    expect(world.events()).toHaveLength(count);
  });

  it('is rolled back to the last one that was completed, while its tasks go on', async () => {
    world.create(circuitBreaker(true));
    await world.pass(60);
    const [good] = world.describeService().deployments ?? [];
    const kept = world.tasks().map(({ taskArn }) => taskArn);
    const bad = world.update({ taskDefinition: 'broken' })?.deployments?.[0];
    const states: (string | undefined)[] = [];
    for (let second = 0; second < 300 && !states.includes('FAILED'); second += 1) {
      await world.pass(1);
      states.push(world.describeService().deployments?.find(({ id }) => id === bad?.id)?.rolloutState);
    }
    expect(world.describeService()).toMatchObject({
      taskDefinition: good?.taskDefinition,
      deployments: [
        {
          id: good?.id,
          status: 'PRIMARY',
          rolloutState: 'IN_PROGRESS',
          rolloutStateReason: `ECS deployment circuit breaker: rolling back to deploymentId ${good?.id}.`,
        },
        { id: bad?.id, status: 'ACTIVE', rolloutState: 'FAILED', rolloutStateReason: failedReason },
      ],
    });
    await world.pass(10);
    expect(world.describeService().deployments).toHaveLength(2);
    await world.pass(60);
    expect(world.describeService()).toMatchObject({
      runningCount: 2,
      deployments: [{ id: good?.id, rolloutState: 'COMPLETED' }],
    });
    expect(world.tasks().map(({ taskArn }) => taskArn)).toEqual(kept);
    expect(world.events().slice(-4)).toEqual([
      `(deployment ${bad?.id}) deployment failed: tasks failed to start.`,
      `rolling back to deployment ${good?.id}.`,
      `(deployment ${good?.id}) deployment completed.`,
      'has reached a steady state.',
    ]);
  });

  it('goes on without a circuit breaker, with longer and longer waits, until nobody follows it', async () => {
    world.create({ taskDefinition: 'broken', desiredCount: 1 });
    await world.pass(7 * 3600);
    const starts = () => world.events().filter((event) => event.startsWith('has started')).length;
    const before = starts();
    expect(before).toBeGreaterThan(10);
    expect(before).toBeLessThan(40);
    expect(world.events().filter((event) => event.startsWith('is unable to consistently start'))).toHaveLength(1);
    expect(world.describeService()).toMatchObject({ runningCount: 0, deployments: [{ rolloutState: 'IN_PROGRESS' }] });
    await world.pass(3600);
    expect(starts()).toBeGreaterThan(before);
    await world.pass(30 * 86_400);
    expect(starts()).toBeLessThan(80);
  });

  it('is dropped once another one has replaced its tasks', async () => {
    world.create({ taskDefinition: 'broken', desiredCount: 1 });
    for (const taskDefinition of ['unhealthy', 'exits', 'crashes']) {
      await world.pass(10);
      world.update({ taskDefinition });
    }
    await world.pass(5);
    expect(world.describeService().deployments).toMatchObject([{ status: 'PRIMARY' }]);
    expect(world.describeService().deployments).toHaveLength(1);
  });

  it('fails where the circuit breaker sees that no task can be placed', async () => {
    world.createOnInstances({ desiredCount: 3, ...circuitBreaker(false) });
    await world.pass(1800);
    expect(world.describeService().deployments).toMatchObject([
      { rolloutState: 'FAILED', rolloutStateReason: failedReason },
    ]);
  });
});

describe('failureThreshold', () => {
  it.each([
    ['3 at least', 2, undefined, 3],
    ['half of the desired count', 21, undefined, 11],
    ['200 at most', 900, undefined, 200],
    ['a bounded share', 10, { type: 'BOUNDED_PERCENT', value: 80 }, 8],
    ['an unbounded share', 2, { type: 'UNBOUNDED_PERCENT', value: 50 }, 1],
    ['a count', 50, { type: 'COUNT', value: 1 }, 1],
  ] as const)('is %s', (_what, desiredCount, thresholdConfiguration, threshold) => {
    const breaker = { enable: true, rollback: false, ...(thresholdConfiguration && { thresholdConfiguration }) };
    const deploymentConfiguration = {
      maximumPercent: 200,
      minimumHealthyPercent: 100,
      deploymentCircuitBreaker: breaker,
    };
    expect(failureThreshold({ desiredCount, settings: { deploymentConfiguration } })).toBe(threshold);
  });
});

describe('a task that crashes after a minute', () => {
  it('completes its deployment, and is replaced each time', async () => {
    world.create({ taskDefinition: 'crashes', desiredCount: 1, ...circuitBreaker(true) });
    await world.pass(30);
    expect(world.describeService().deployments).toMatchObject([{ rolloutState: 'COMPLETED' }]);
    await world.pass(600);
    expect(world.describeService().deployments).toMatchObject([{ rolloutState: 'COMPLETED', failedTasks: 0 }]);
    expect(world.tasks('STOPPED').length).toBeGreaterThan(5);
    expect(world.tasks('STOPPED')[0]).toMatchObject({
      stopCode: 'EssentialContainerExited',
      containers: [{ exitCode: 1 }],
    });
  });
});

describe('a task whose container health check fails', () => {
  it('is stopped by the scheduler, which says so', async () => {
    world.create({ taskDefinition: 'unhealthy', desiredCount: 1 });
    await world.pass(30);
    const [stopped] = world.tasks('STOPPED');
    expect(stopped).toMatchObject({
      stopCode: 'ServiceSchedulerInitiated',
      stoppedReason: 'Task failed container health checks',
      healthStatus: 'UNHEALTHY',
    });
    const id = stopped?.taskArn?.split('/').at(-1);
    expect(world.events().slice(1, 3)).toEqual([
      `(task ${id}) failed container health checks.`,
      `has stopped 1 running tasks: (task ${id}).`,
    ]);
  });
});
