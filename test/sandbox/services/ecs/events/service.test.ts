import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { circuitBreaker, type ServiceWorld, startServices } from '../service-world.ts';
import { fargateNetwork } from '../support.ts';

let world: ServiceWorld;
beforeEach(async () => {
  world = await startServices();
});
afterEach(() => world.close());

const serviceArn = 'arn:aws:ecs:us-east-1:000000000000:service/demo/web';
const clusterArn = 'arn:aws:ecs:us-east-1:000000000000:cluster/demo';

const told = () => world.emitted.filter(({ detailType }) => /Service Action|Deployment/.test(detailType));
const names = () => told().map(({ detail }) => detail['eventName']);
const find = (eventName: string) => told().find(({ detail }) => detail['eventName'] === eventName);

describe('ECS Deployment State Change', () => {
  it('tells of a deployment that begins and is completed, about the service as resource', async () => {
    const id = world.create()?.deployments?.[0]?.id;
    const createdAt = new Date(world.world.clock.now()).toISOString();
    expect(told()).toEqual([
      {
        source: 'aws.ecs',
        detailType: 'ECS Deployment State Change',
        resources: [serviceArn],
        detail: {
          eventType: 'INFO',
          eventName: 'SERVICE_DEPLOYMENT_IN_PROGRESS',
          deploymentId: id,
          updatedAt: createdAt,
          reason: `ECS deployment ${id} in progress.`,
        },
      },
    ]);
    await world.pass(60);
    expect(names()).toEqual(['SERVICE_DEPLOYMENT_IN_PROGRESS', 'SERVICE_DEPLOYMENT_COMPLETED', 'SERVICE_STEADY_STATE']);
    expect(find('SERVICE_DEPLOYMENT_COMPLETED')?.detail['reason']).toBe(`ECS deployment ${id} completed.`);
  });

  it('tells of one that fails, and of the rollback that follows', async () => {
    world.create(circuitBreaker(true));
    await world.pass(60);
    world.emitted.splice(0);
    const bad = world.update({ taskDefinition: 'broken' })?.deployments?.[0]?.id;
    await world.pass(600);
    const deployments = told().filter(({ detailType }) => detailType === 'ECS Deployment State Change');
    expect(deployments.map(({ detail: { eventType, eventName, reason } }) => [eventType, eventName, reason])).toEqual([
      ['INFO', 'SERVICE_DEPLOYMENT_IN_PROGRESS', `ECS deployment ${bad} in progress.`],
      ['ERROR', 'SERVICE_DEPLOYMENT_FAILED', 'ECS deployment circuit breaker: tasks failed to start.'],
      ['INFO', 'SERVICE_DEPLOYMENT_IN_PROGRESS', expect.stringContaining('rolling back to deploymentId')],
      ['INFO', 'SERVICE_DEPLOYMENT_COMPLETED', expect.stringContaining('completed.')],
    ]);
  });

  it('tells nothing of a service that has long been deployed', () => {
    const given = { launchType: 'FARGATE' as const, desiredCount: 0, networkConfiguration: fargateNetwork };
    world.addService({ clusterName: 'demo', serviceName: 'web', taskDefinition: 'web:1', ...given });
    expect(told()).toEqual([]);
  });
});

describe('ECS Service Action', () => {
  it('tells of a steady state', async () => {
    world.create();
    await world.pass(60);
    expect(find('SERVICE_STEADY_STATE')).toEqual({
      source: 'aws.ecs',
      detailType: 'ECS Service Action',
      resources: [serviceArn],
      detail: {
        eventType: 'INFO',
        eventName: 'SERVICE_STEADY_STATE',
        clusterArn,
        createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      },
    });
  });

  it('tells once of tasks that do not start, and of tasks that were stopped', async () => {
    world.create({ taskDefinition: 'broken' });
    await world.pass(1800);
    expect(names().filter((name) => name === 'SERVICE_TASK_START_IMPAIRED')).toHaveLength(1);
    expect(find('SERVICE_TASK_START_IMPAIRED')?.detail['eventType']).toBe('WARN');
    world.update({ taskDefinition: 'web:1' });
    await world.pass(120);
    world.update({ desiredCount: 1 });
    await world.pass(60);
    expect(find('TASKS_STOPPED')?.detail['eventType']).toBe('INFO');
  });

  it('tells once why a task finds no place', async () => {
    world.createOnInstances({ desiredCount: 4 });
    await world.pass(300);
    const { containerInstanceArn } = world.instance.instance;
    const failures = told().filter(({ detail }) => detail['eventName'] === 'SERVICE_TASK_PLACEMENT_FAILURE');
    expect(failures.map(({ detail }) => detail)).toEqual([
      {
        eventType: 'ERROR',
        eventName: 'SERVICE_TASK_PLACEMENT_FAILURE',
        clusterArn,
        containerInstanceArns: [containerInstanceArn],
        reason: 'RESOURCE:MEMORY',
        createdAt: expect.any(String),
      },
    ]);
  });

  it('tells where there is no instance at all', async () => {
    world.operations.DeregisterContainerInstance({ cluster: 'demo', containerInstance: world.instance.id });
    world.createOnInstances();
    await world.pass(60);
    expect(find('SERVICE_TASK_PLACEMENT_FAILURE')?.detail).toMatchObject({
      reason: 'No Container Instances were found in your cluster.',
    });
  });

  it('tells of the count that follows from the instances', async () => {
    world.createOnInstances({ schedulingStrategy: 'DAEMON', desiredCount: undefined });
    await world.pass(60);
    world.setAgentConnected(world.instance.id, false);
    await world.pass(60);
    expect(names().filter((name) => name === 'SERVICE_DESIRED_COUNT_UPDATED')).toHaveLength(2);
  });
});
