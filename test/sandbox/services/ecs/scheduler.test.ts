import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type ServiceWorld, startServices } from './service-world.ts';

let world: ServiceWorld;
beforeEach(async () => {
  world = await startServices();
});
afterEach(() => world.close());

const idsOf = (service: { deployments?: { id?: string | undefined }[] | undefined }) =>
  service.deployments?.map(({ id }) => id);

describe('a service', () => {
  it('starts its tasks, completes its deployment and reaches a steady state', async () => {
    const created = world.create();
    expect(created).toMatchObject({
      status: 'ACTIVE',
      runningCount: 0,
      deployments: [{ status: 'PRIMARY', rolloutState: 'IN_PROGRESS', desiredCount: 2, failedTasks: 0 }],
    });
    await world.pass(60);
    const id = idsOf(created)?.[0] ?? '';
    expect(id).toMatch(/^ecs-svc\/[1-9]\d{18}$/);
    expect(world.describeService()).toMatchObject({
      runningCount: 2,
      pendingCount: 0,
      deployments: [{ id, rolloutState: 'COMPLETED', rolloutStateReason: `ECS deployment ${id} completed.` }],
    });
    const tasks = world.tasks();
    expect(tasks).toMatchObject(Array(2).fill({ group: 'service:web', startedBy: id, lastStatus: 'RUNNING' }));
    const names = tasks.map(({ taskArn = '' }) => `(task ${taskArn.split('/').at(-1)})`).join(' ');
    expect(world.events()).toEqual([
      `has started 2 tasks: ${names}.`,
      `(deployment ${id}) deployment completed.`,
      'has reached a steady state.',
    ]);
  });

  it('replaces a task that stops and reaches the steady state again', async () => {
    world.create();
    await world.pass(60);
    const [first] = world.tasks();
    world.operations.StopTask({ cluster: 'demo', task: first?.taskArn });
    await world.pass(60);
    expect(world.describeService()).toMatchObject({ runningCount: 2, deployments: [{ rolloutState: 'COMPLETED' }] });
    expect(world.events().slice(3)).toEqual([
      expect.stringMatching(/^has started 1 tasks: \(task \w+\)\.$/),
      'has reached a steady state.',
    ]);
  });

  it('sets no timer while it is steady', async () => {
    world.create();
    await world.pass(7 * 86_400);
    expect(world.events()).toHaveLength(3);
  });

  it('scales without a new deployment, in and out', async () => {
    world.create();
    await world.pass(60);
    const before = idsOf(world.describeService());
    world.update({ desiredCount: 3 });
    await world.pass(60);
    expect(world.tasks()).toHaveLength(3);
    world.update({ desiredCount: 1 });
    await world.pass(60);
    expect(world.describeService()).toMatchObject({ runningCount: 1, desiredCount: 1 });
    expect(idsOf(world.describeService())).toEqual(before);
    expect(world.tasks('STOPPED')[0]).toMatchObject({
      stopCode: 'ServiceSchedulerInitiated',
      stoppedReason: `Scaling activity initiated by (deployment ${before?.[0]})`,
    });
    expect(world.events().at(-2)).toMatch(/^has stopped 2 running tasks: \(task \w+\) \(task \w+\)\.$/);
  });

  it('replaces all tasks by those of a new deployment, never under the healthy minimum', async () => {
    world.create();
    await world.pass(60);
    const [former] = idsOf(world.describeService()) ?? [];
    world.update({ taskDefinition: 'web:2' });
    expect(world.describeService().deployments).toMatchObject([
      { status: 'PRIMARY', rolloutState: 'IN_PROGRESS', taskDefinition: expect.stringMatching(/web:2$/) },
      { id: former, status: 'ACTIVE', rolloutState: 'COMPLETED', runningCount: 2 },
    ]);
    await world.pass(5);
    expect(world.describeService()).toMatchObject({ runningCount: 4 });
    await world.pass(60);
    expect(world.describeService()).toMatchObject({ runningCount: 2, deployments: [{ rolloutState: 'COMPLETED' }] });
    expect(world.describeService().deployments).toHaveLength(1);
    expect(world.tasks().every(({ taskDefinitionArn }) => taskDefinitionArn?.endsWith('web:2'))).toBe(true);
  });

  it('stops old tasks first where no more than the desired count may run', async () => {
    world.create({ deploymentConfiguration: { maximumPercent: 100, minimumHealthyPercent: 50 } });
    await world.pass(60);
    world.update({ forceNewDeployment: true });
    const seen: number[] = [];
    for (let second = 0; second < 60; second += 1) {
      await world.pass(1);
      seen.push(world.describeService().runningCount ?? 0);
    }
    expect(Math.max(...seen)).toBe(2);
    expect(Math.min(...seen)).toBe(1);
    expect(world.describeService()).toMatchObject({ runningCount: 2, deployments: [{ rolloutState: 'COMPLETED' }] });
  });

  it('says when the deployment configuration lets it neither stop nor start a task', async () => {
    world.create({ desiredCount: 1, deploymentConfiguration: { maximumPercent: 150, minimumHealthyPercent: 100 } });
    await world.pass(60);
    world.update({ forceNewDeployment: true });
    await world.pass(60);
    const stuck = world.events().filter((event) => event.startsWith('was unable to stop or start tasks'));
    expect(stuck).toHaveLength(1);
    world.update({ deploymentConfiguration: { maximumPercent: 200 } });
    await world.pass(60);
    expect(world.describeService().deployments).toMatchObject([{ rolloutState: 'COMPLETED' }]);
  });

  it('judges tasks by their container health checks', async () => {
    world.create({ taskDefinition: 'checked' });
    await world.pass(8);
    expect(world.describeService().deployments?.[0]?.rolloutState).toBe('IN_PROGRESS');
    await world.pass(60);
    expect(world.describeService().deployments?.[0]?.rolloutState).toBe('COMPLETED');
    expect(world.tasks()).toMatchObject(Array(2).fill({ healthStatus: 'HEALTHY' }));
  });

  it('spreads tasks over capacity providers by base and weight', async () => {
    world.create({
      launchType: undefined,
      desiredCount: 5,
      capacityProviderStrategy: [
        { capacityProvider: 'FARGATE', base: 1, weight: 1 },
        { capacityProvider: 'FARGATE_SPOT', weight: 3 },
      ],
    });
    await world.pass(60);
    const providers = world.tasks().map(({ capacityProviderName }) => capacityProviderName);
    expect(providers.filter((name) => name === 'FARGATE_SPOT')).toHaveLength(3);
    expect(providers.filter((name) => name === 'FARGATE')).toHaveLength(2);
  });

  it('gives tasks its own tags and ECS’s', async () => {
    const tags = [{ key: 'team', value: 'shop' }];
    world.create({ desiredCount: 1, tags, propagateTags: 'SERVICE', enableECSManagedTags: true });
    await world.pass(60);
    const { taskArn: resourceArn } = world.tasks()[0] ?? {};
    expect(world.operations.ListTagsForResource({ resourceArn }).tags).toEqual([
      ...tags,
      { key: 'aws:ecs:clusterName', value: 'demo' },
      { key: 'aws:ecs:serviceName', value: 'web' },
    ]);
  });
});

describe('a service on instances', () => {
  it('says once why a task has no place and places it as soon as there is one', async () => {
    world.createOnInstances({ desiredCount: 3 });
    await world.pass(86_400);
    expect(world.describeService()).toMatchObject({ runningCount: 2, deployments: [{ rolloutState: 'IN_PROGRESS' }] });
    expect(world.events()).toEqual([
      expect.stringMatching(/^has started 2 tasks/),
      `was unable to place a task because no container instance met all of its requirements. The closest matching (container-instance ${world.instance.id}) has insufficient memory available. For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.`,
    ]);
    world.registerInstance({ clusterName: 'demo', launchType: 'EC2', ec2InstanceId: 'i-0fedcba9876543210' });
    await world.pass(60);
    expect(world.describeService()).toMatchObject({ runningCount: 3, deployments: [{ rolloutState: 'COMPLETED' }] });
  });

  it('says that the cluster has no instances', async () => {
    world.operations.CreateCluster({ clusterName: 'empty' });
    world.createOnInstances({ cluster: 'empty' });
    await world.pass(60);
    const { services } = world.operations.DescribeServices({ cluster: 'empty', services: ['web'] });
    expect(services?.[0]?.events?.[0]?.message).toContain('Reason: No Container Instances were found in your cluster.');
  });

  it('moves its tasks off an instance that drains', async () => {
    const other = world.registerInstance({
      clusterName: 'demo',
      launchType: 'EC2',
      ec2InstanceId: 'i-0fedcba9876543210',
    });
    world.createOnInstances();
    await world.pass(60);
    const { containerInstanceArn = '' } = world.tasks()[0] ?? {};
    const drained = containerInstanceArn.split('/').at(-1) ?? '';
    world.operations.UpdateContainerInstancesState({
      cluster: 'demo',
      containerInstances: [drained],
      status: 'DRAINING',
    });
    await world.pass(60);
    expect(world.tasks()).toHaveLength(1);
    expect(world.tasks()[0]?.containerInstanceArn).not.toBe(containerInstanceArn);
    expect([world.instance.id, other.id]).toContain(drained);
  });

  it('has one task per instance with distinctInstance', async () => {
    world.createOnInstances({ desiredCount: 2, placementConstraints: [{ type: 'distinctInstance' }] });
    await world.pass(60);
    expect(world.describeService().runningCount).toBe(1);
  });

  it('fills instances up with binpack', async () => {
    world.registerInstance({ clusterName: 'demo', launchType: 'EC2', ec2InstanceId: 'i-0fedcba9876543210' });
    world.createOnInstances({ desiredCount: 2, placementStrategy: [{ type: 'binpack', field: 'memory' }] });
    await world.pass(60);
    expect(new Set(world.tasks().map(({ containerInstanceArn }) => containerInstanceArn)).size).toBe(1);
  });
});

describe('a DAEMON service', () => {
  const daemon = { schedulingStrategy: 'DAEMON', desiredCount: undefined } as const;

  it('has a task on each instance, new ones too', async () => {
    world.createOnInstances(daemon);
    await world.pass(60);
    expect(world.describeService()).toMatchObject({ desiredCount: 1, runningCount: 1 });
    world.registerInstance({ clusterName: 'demo', launchType: 'EC2', ec2InstanceId: 'i-0fedcba9876543210' });
    await world.pass(60);
    expect(world.describeService()).toMatchObject({ desiredCount: 2, runningCount: 2 });
    expect(world.events().at(-1)).toBe('has reached a steady state.');
  });

  it('replaces them in a new deployment', async () => {
    world.createOnInstances(daemon);
    await world.pass(60);
    world.update({ forceNewDeployment: true });
    await world.pass(60);
    expect(world.describeService()).toMatchObject({ runningCount: 1, deployments: [{ rolloutState: 'COMPLETED' }] });
    expect(world.tasks('STOPPED')).toHaveLength(1);
  });
});
