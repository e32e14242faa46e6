import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type ServiceWorld, startServices } from './service-world.ts';
import { fargateNetwork, thrownBy } from './support.ts';

let world: ServiceWorld;
beforeEach(async () => {
  world = await startServices();
});
afterEach(() => world.close());

const serviceArn = 'arn:aws:ecs:us-east-1:000000000000:service/demo/web';

describe('CreateService', () => {
  it('answers the service with what ECS takes where nothing is said', () => {
    expect(world.create()).toMatchObject({
      serviceArn,
      schedulingStrategy: 'REPLICA',
      platformVersion: 'LATEST',
      deploymentController: { type: 'ECS' },
      deploymentConfiguration: {
        maximumPercent: 200,
        minimumHealthyPercent: 100,
        deploymentCircuitBreaker: { enable: false, rollback: false },
      },
      propagateTags: 'NONE',
      enableExecuteCommand: false,
      loadBalancers: [],
      events: [],
    });
  });

  it('is repeated safely with a client token, and only so', () => {
    const { deployments } = world.create({ clientToken: 'token-1' }) ?? {};
    expect(world.create({ clientToken: 'token-1' })?.deployments?.[0]?.id).toBe(deployments?.[0]?.id);
    for (const rest of [{}, { clientToken: 'token-1', desiredCount: 3 }]) {
      expect(thrownBy(() => world.create(rest))).toMatchObject({
        code: 'InvalidParameterException',
        message: 'Creation of service was not idempotent.',
      });
    }
  });

  it.each([
    ['a cluster that is not there', { cluster: 'none' }, 'ClusterNotFoundException', 'Cluster not found.'],
    ['no name', { serviceName: '' }, 'InvalidParameterException', 'Service name cannot be blank.'],
    ['a name with spaces', { serviceName: 'a b' }, 'InvalidParameterException', 'Service name is invalid'],
    ['an unknown task definition', { taskDefinition: 'none' }, 'ClientException', 'TaskDefinition not found.'],
    ['no desired count', { desiredCount: undefined }, 'InvalidParameterException', 'Desired count must be specified'],
    ['a negative desired count', { desiredCount: -1 }, 'InvalidParameterException', 'desiredCount'],
    ['more tasks than the quota', { desiredCount: 5001 }, 'InvalidParameterException', 'limit of 5000'],
    [
      'no network',
      { networkConfiguration: undefined },
      'InvalidParameterException',
      "Network Configuration must be provided when networkMode 'awsvpc' is specified.",
    ],
    [
      'a launch type that the task definition lacks',
      { taskDefinition: 'instance', networkConfiguration: undefined },
      'InvalidParameterException',
      'Task definition does not support launch_type FARGATE.',
    ],
    [
      'a launch type and a strategy',
      { capacityProviderStrategy: [{ capacityProvider: 'FARGATE', weight: 1 }] },
      'InvalidParameterException',
      'Specifying both a launch type and capacity provider strategy is not supported.',
    ],
    [
      'a strategy without weight',
      { launchType: undefined, capacityProviderStrategy: [{ capacityProvider: 'FARGATE', weight: 0 }] },
      'InvalidParameterException',
      'non-zero weight',
    ],
    [
      'a grace period without load balancers',
      { healthCheckGracePeriodSeconds: 10 },
      'InvalidParameterException',
      'Health check grace period is only valid for services configured to use load balancers',
    ],
    [
      'percents that block deployments',
      { deploymentConfiguration: { maximumPercent: 100, minimumHealthyPercent: 100 } },
      'InvalidParameterException',
      'Both maximumPercent and minimumHealthyPercent cannot be 100 as this will block deployments.',
    ],
    [
      'a daemon on Fargate',
      { schedulingStrategy: 'DAEMON', desiredCount: undefined },
      'InvalidParameterException',
      'not supported on Fargate',
    ],
    ['a daemon with a count', { schedulingStrategy: 'DAEMON' }, 'InvalidParameterException', 'desired count'],
    [
      'a long client token',
      { clientToken: 'x'.repeat(37) },
      'InvalidParameterException',
      'clientToken can have 1 to 36',
    ],
    [
      'CodeDeploy',
      { deploymentController: { type: 'CODE_DEPLOY' } },
      'UnsupportedFeatureException',
      'rolling update only',
    ],
    [
      'a blue/green strategy',
      { deploymentConfiguration: { strategy: 'BLUE_GREEN' } },
      'UnsupportedFeatureException',
      'rolling update only',
    ],
    ['an IAM role', { role: 'ecsServiceRole' }, 'UnsupportedFeatureException', 'no role'],
    [
      'service registries',
      { serviceRegistries: [{ registryArn: 'arn' }] },
      'UnsupportedFeatureException',
      'no serviceRegistries',
    ],
    [
      'load balancers without a service for them',
      { loadBalancers: [{ targetGroupArn: 'arn', containerName: 'main', containerPort: 80 }] },
      'UnsupportedFeatureException',
      'target groups only',
    ],
  ] as const)('refuses %s', (_what, input, code, message) => {
    const thrown = thrownBy(() => world.create(input as Parameters<typeof world.create>[0]));
    expect(thrown.code).toBe(code);
    expect(thrown.message).toContain(message);
  });
});

describe('UpdateService', () => {
  it('makes no new deployment of what is the same', async () => {
    world.create();
    await world.pass(60);
    const [before] = world.describeService().deployments ?? [];
    world.update({ taskDefinition: 'web:1', desiredCount: 2, networkConfiguration: fargateNetwork });
    await world.pass(60);
    expect(world.describeService().deployments).toMatchObject([{ id: before?.id, rolloutState: 'COMPLETED' }]);
    expect(world.describeService().deployments).toHaveLength(1);
  });

  it.each([
    ['another task definition', { taskDefinition: 'web:2' }],
    ['another network', { networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-0fedcba9876543210'] } } }],
    ['another platform version', { platformVersion: '1.4.0' }],
    ['force', { forceNewDeployment: true }],
  ])('makes a new deployment by %s', (_what, input) => {
    const before = world.create()?.deployments?.[0]?.id;
    const { deployments } = world.update(input) ?? {};
    expect(deployments).toHaveLength(2);
    expect(deployments?.[0]?.id).not.toBe(before);
    expect(deployments?.[1]).toMatchObject({ id: before, status: 'ACTIVE' });
  });

  it('changes settings and keeps the others', () => {
    world.create({ deploymentConfiguration: { maximumPercent: 150 } });
    expect(
      world.update({ propagateTags: 'SERVICE', deploymentConfiguration: { minimumHealthyPercent: 50 } }),
    ).toMatchObject({
      propagateTags: 'SERVICE',
      deploymentConfiguration: { maximumPercent: 150, minimumHealthyPercent: 50 },
      deployments: [{ status: 'PRIMARY' }],
    });
  });

  it('refuses services that are not there or not active', async () => {
    expect(thrownBy(() => world.update({})).code).toBe('ServiceNotFoundException');
    world.create({ desiredCount: 0 });
    world.operations.DeleteService({ cluster: 'demo', service: 'web' });
    expect(thrownBy(() => world.update({}))).toMatchObject({
      code: 'ServiceNotActiveException',
      message: 'Service was not ACTIVE.',
    });
  });

  it('changes nothing when a part of it is refused', () => {
    world.create();
    expect(thrownBy(() => world.update({ desiredCount: 5, taskDefinition: 'none' })).code).toBe('ClientException');
    expect(world.describeService().desiredCount).toBe(2);
  });
});

describe('DeleteService', () => {
  const deleteService = (force = false) =>
    world.operations.DeleteService({ cluster: 'demo', service: serviceArn, force }).service;

  it('refuses a service that is scaled above 0', () => {
    world.create();
    expect(thrownBy(() => deleteService())).toMatchObject({
      code: 'InvalidParameterException',
      message: 'The service cannot be stopped while it is scaled above 0.',
    });
  });

  it('drains a forced one until its tasks have stopped, and describes it INACTIVE for a while', async () => {
    world.create();
    await world.pass(60);
    expect(deleteService(true)).toMatchObject({ status: 'DRAINING', desiredCount: 0, runningCount: 2 });
    expect(thrownBy(() => world.create())).toMatchObject({
      code: 'InvalidParameterException',
      message: 'Unable to Start a service that is still Draining.',
    });
    await world.pass(60);
    expect(world.describeService()).toMatchObject({ status: 'INACTIVE', runningCount: 0, deployments: [] });
    expect(world.operations.ListServices({ cluster: 'demo' }).serviceArns).toEqual([]);
    expect(world.operations.DescribeClusters({ clusters: ['demo'] }).clusters).toMatchObject([
      { activeServicesCount: 0 },
    ]);
    expect(thrownBy(() => deleteService()).code).toBe('ServiceNotFoundException');
    await world.pass(2 * 3600);
    expect(world.operations.DescribeServices({ cluster: 'demo', services: ['web'] }).failures).toEqual([
      { arn: serviceArn, reason: 'MISSING' },
    ]);
  });

  it('lets the name be used again', async () => {
    world.create({ desiredCount: 0 });
    deleteService();
    await world.pass(60);
    world.create();
    await world.pass(60);
    expect(world.describeService()).toMatchObject({ status: 'ACTIVE', runningCount: 2 });
  });
});

describe('ListServices', () => {
  it('filters by launch type and scheduling strategy, in pages', () => {
    world.create({ serviceName: 'a' });
    world.createOnInstances({ serviceName: 'b', schedulingStrategy: 'DAEMON', desiredCount: undefined });
    const list = (rest: object) =>
      world.operations.ListServices({ cluster: 'demo', ...rest }).serviceArns?.map((arn) => arn.split('/').at(-1));
    expect(list({})).toEqual(['a', 'b']);
    expect(list({ launchType: 'FARGATE' })).toEqual(['a']);
    expect(list({ schedulingStrategy: 'DAEMON' })).toEqual(['b']);
    expect(list({ maxResults: 1 })).toEqual(['a']);
  });
});
