import { CreateServiceCommand, type UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { CreateListenerCommand, CreateTargetGroupCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { describe, expect, it } from '@jest/globals';
import { attached, containerPath, resolvedService, servicePath } from '../../domain/service/support/service-spec.ts';
import { executionArn, serviceWorld, stateOf } from './service-world.ts';

const { world, register, create, describe: describeService, cluster, now } = serviceWorld();

type Changes = Parameters<typeof resolvedService>;

/** Registers the spec's task definition and creates the service in a cluster of its own. */
const deploy = async (
  clusterName: string,
  changes: Changes = [],
  { run = 'run-1', count = 1 as number | null } = {},
) => {
  const resolved = { ...resolvedService(...changes), cluster: clusterName };
  const { taskDefinitionArn } = await register(stateOf(resolved, { run }));
  const state = stateOf(resolved, { run, taskDefinition: { taskDefinitionArn } });
  state.plan.desiredCount = count;
  return { state, taskDefinitionArn, service: await create(state) };
};

const vpcId = 'vpc-0123456789abcdef0';

const targetGroup = async (name: string): Promise<string> => {
  const { TargetGroups } = await world.elb.send(
    new CreateTargetGroupCommand({ Name: name, Protocol: 'HTTP', Port: 80, VpcId: vpcId, TargetType: 'ip' }),
  );
  return TargetGroups?.[0]?.TargetGroupArn ?? '';
};

const loadBalancer = (): string => {
  const { elb } = world.sandbox.services;
  const Subnets = ['subnet-0123456789abcdef0', 'subnet-0fedcba9876543210'];
  const subnets = Subnets.map((id, index) => ({ id, availabilityZone: `us-east-1${'ab'.charAt(index)}` }));
  elb.addNetwork({ vpcId, subnets, securityGroups: ['sg-0123456789abcdef0'] });
  return elb.addLoadBalancer({ Name: 'front', Subnets, SecurityGroups: ['sg-0123456789abcdef0'] });
};

describe('createService', () => {
  it('creates the service with its tags', async () => {
    const { service, taskDefinitionArn } = await deploy(await cluster('creates'));
    const made = await describeService('creates');
    expect(made).toMatchObject({
      status: 'ACTIVE',
      desiredCount: 1,
      launchType: 'FARGATE',
      taskDefinition: taskDefinitionArn,
    });
    expect(made?.tags).toContainEqual({ key: 'ecs-runbooks:execution', value: executionArn('run-1') });
    expect(service).toEqual({
      serviceArn: made?.serviceArn,
      clusterArn: made?.clusterArn,
      taskDefinitionArn,
      desiredCount: 1,
      updatedAt: now(),
    });
  });

  it('leaves a service alone that is as its spec says', async () => {
    const { state, service } = await deploy(await cluster('keeps'));
    const before = await describeService('keeps');
    expect(await create(state)).toMatchObject({ serviceArn: service.serviceArn });
    expect((await describeService('keeps'))?.deployments?.[0]?.id).toBe(before?.deployments?.[0]?.id);
  });

  it('changes what differs, by a new deployment of the new revision', async () => {
    await deploy(await cluster('changes'));
    const image: Changes = [[[...containerPath, 'image'], 'registry.example.com/sandbox/runs:2']];
    const { taskDefinitionArn } = await deploy(
      'changes',
      [...image, [[...servicePath, 'enableECSManagedTags'], true]],
      {
        run: 'run-2',
        count: 2,
      },
    );
    expect(await describeService('changes')).toMatchObject({
      taskDefinition: taskDefinitionArn,
      desiredCount: 2,
      enableECSManagedTags: true,
    });
  });

  it('leaves the count alone where the plan sets none', async () => {
    await deploy(await cluster('scaled'), [], { count: 3 });
    const { service } = await deploy('scaled', [], { run: 'run-2', count: null });
    expect(service.desiredCount).toBe(3);
  });

  it('attaches the target groups, those not told found by name, with the grace period', async () => {
    const LoadBalancerArn = loadBalancer();
    const arn = await targetGroup('attached-1');
    const forward = [{ Type: 'forward' as const, TargetGroupArn: arn }];
    await world.elb.send(
      new CreateListenerCommand({ LoadBalancerArn, Protocol: 'HTTP', Port: 80, DefaultActions: forward }),
    );
    const grace: Changes = [[[...servicePath, 'healthCheckGracePeriod'], 30]];
    const { service, state } = await deploy(await cluster('attached'), [...attached('attached-1'), ...grace]);
    expect(await describeService('attached')).toMatchObject({
      serviceArn: service.serviceArn,
      loadBalancers: [{ targetGroupArn: arn, containerName: 'shop', containerPort: 80 }],
      healthCheckGracePeriodSeconds: 30,
    });
    await create(state);
    expect((await describeService('attached'))?.deployments).toHaveLength(1);
  });

  it('fails with TargetGroupNotAttachedError where no listener forwards to the target group', async () => {
    await targetGroup('idle-1');
    await expect(deploy(await cluster('idle'), attached('idle-1'))).rejects.toMatchObject({
      name: 'TargetGroupNotAttachedError',
      message: expect.stringContaining('only=update-listeners'),
      cause: expect.objectContaining({ name: 'InvalidParameterException' }),
    });
  });

  it('fails with TargetGroupMissingError where a target group does not exist', async () => {
    await expect(deploy(await cluster('ghosts'), attached('ghost-1'))).rejects.toMatchObject({
      name: 'TargetGroupMissingError',
      message: 'no target group is called ghost-1: start with only=create-target-groups first',
    });
  });

  it('fails with TaskDefinitionMissingError where nothing names a revision', async () => {
    const state = stateOf(resolvedService());
    await expect(create(state)).rejects.toMatchObject({
      name: 'TaskDefinitionMissingError',
      message: expect.stringContaining('only=register-task-definition'),
    });
  });

  it('fails with ServiceNotDeployableError where the service is not its own', async () => {
    const { state, taskDefinitionArn } = await deploy(await cluster('foreign-template'));
    await cluster('foreign');
    const network = state.resolved.spec.aws.ecs.service?.networkConfiguration;
    await world.ecs.send(
      new CreateServiceCommand({
        cluster: 'foreign',
        serviceName: 'shop',
        taskDefinition: taskDefinitionArn,
        launchType: 'FARGATE',
        desiredCount: 0,
        networkConfiguration: { awsvpcConfiguration: { subnets: network?.awsvpcConfiguration.subnets } },
      }),
    );
    await expect(deploy('foreign')).rejects.toMatchObject({
      name: 'ServiceNotDeployableError',
      message: expect.stringMatching(/^service foreign\/shop: already exists in cluster foreign .*allowExisting=true/),
    });
  });

  it.each([
    [
      'Unable to assume the service linked role. Please verify that the ECS service linked role exists.',
      'ServiceRoleNotReadyError',
    ],
    ['Unable to Start a service that is still Draining.', 'ServiceDrainingError'],
    ['Something else.', 'InvalidParameterException'],
  ])('names what ECS says by "%s"', async (message, name) => {
    const fault = { service: 'ecs', operation: 'CreateService', error: 'InvalidParameterException', message };
    await cluster(`says-${name}`);
    world.sandbox.faults.add(fault);
    await expect(deploy(`says-${name}`)).rejects.toMatchObject({ name });
  });

  it('judges again where somebody else creates the service at the same time', async () => {
    const message = 'Creation of service was not idempotent.';
    const fault = { service: 'ecs', operation: 'CreateService', error: 'InvalidParameterException', message };
    await cluster('raced');
    world.sandbox.faults.add(fault);
    const { service } = await deploy('raced');
    expect(service.serviceArn).toMatch(/raced\/shop$/);
  });

  it('passes on ClusterNotFoundException', async () => {
    await expect(deploy('nowhere')).rejects.toMatchObject({ name: 'ClusterNotFoundException' });
  });
});

describe('createService with forceNewDeployment', () => {
  it('deploys once however often it is tried', async () => {
    const { state } = await deploy(await cluster('forced'));
    await world.sandbox.clock.sleep(1000);
    state.resolved.forceNewDeployment = true;
    state.execution.startedAt = now();
    const before = (await describeService('forced'))?.deployments?.[0]?.id;
    await create(state);
    const forced = (await describeService('forced'))?.deployments?.[0]?.id;
    expect(forced).not.toBe(before);
    await create(state);
    expect((await describeService('forced'))?.deployments?.[0]?.id).toBe(forced);
  });

  it('deploys once where the answer is lost', async () => {
    const { state } = await deploy(await cluster('forced-lost'));
    await world.sandbox.clock.sleep(1000);
    state.resolved.forceNewDeployment = true;
    state.execution.startedAt = now();
    const send = world.ecsOnce.send.bind(world.ecsOnce);
    let sent = 0;
    const lose = async (command: UpdateServiceCommand) => {
      await send(command);
      sent += 1;
      throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
    };
    Object.assign(world.ecsOnce, { send: lose });
    await create(state).finally(() => Object.assign(world.ecsOnce, { send }));
    expect(sent).toBe(1);
  });
});
