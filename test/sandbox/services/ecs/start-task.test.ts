import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { definitionOf, fargate, fargateNetwork, startEcs, type TestEcs, thrownBy } from './support.ts';

let sandbox: TestEcs;
beforeEach(async () => {
  sandbox = await startEcs();
  sandbox.operations.RegisterTaskDefinition(definitionOf('probe', 'sandbox/runs'));
  sandbox.operations.RegisterTaskDefinition(definitionOf('probe-fargate', 'sandbox/runs', fargate));
});
afterEach(() => sandbox.close());

const startTask = (rest = {}) =>
  sandbox.operations.StartTask({
    cluster: 'demo',
    taskDefinition: 'probe',
    containerInstances: [sandbox.instance.id],
    ...rest,
  });
const runTask = (rest = {}) => sandbox.operations.RunTask({ cluster: 'demo', taskDefinition: 'probe', ...rest });
const instanceArn = (id: string) => `arn:aws:ecs:us-east-1:000000000000:container-instance/demo/${id}`;

describe('StartTask', () => {
  it('starts a task with overrides, group, startedBy and tags on the instance', () => {
    const overrides = { containerOverrides: [{ name: 'main', environment: [{ name: 'A', value: '1' }] }] };
    const tags = [{ key: 'team', value: 'shop' }];
    const { tasks, failures } = startTask({ overrides, startedBy: 'console/me_1', tags });
    expect(failures).toEqual([]);
    expect(tasks).toMatchObject([
      {
        clusterArn: 'arn:aws:ecs:us-east-1:000000000000:cluster/demo',
        containerInstanceArn: instanceArn(sandbox.instance.id),
        taskDefinitionArn: 'arn:aws:ecs:us-east-1:000000000000:task-definition/probe:1',
        group: 'family:probe',
        startedBy: 'console/me_1',
        overrides,
        tags,
      },
    ]);
    expect(tasks[0]?.taskArn).toMatch(/^arn:aws:ecs:us-east-1:000000000000:task\/demo\/[0-9a-f]{32}$/);
  });

  it('takes cluster and instance by ARN', () => {
    const cluster = 'arn:aws:ecs:us-east-1:000000000000:cluster/demo';
    expect(startTask({ cluster, containerInstances: [instanceArn(sandbox.instance.id)] }).tasks).toHaveLength(1);
  });

  it('fails MISSING for an instance that the cluster lacks', () => {
    const id = 'f'.repeat(32);
    expect(startTask({ containerInstances: [id] })).toEqual({
      tasks: [],
      failures: [{ arn: instanceArn(id), reason: 'MISSING' }],
    });
  });

  it('fails AGENT while the agent is disconnected', () => {
    sandbox.setAgentConnected('i-0123456789abcdef0', false);
    expect(startTask().failures).toEqual([{ arn: instanceArn(sandbox.instance.id), reason: 'AGENT' }]);
  });

  it('fails INACTIVE on an instance that drains', () => {
    sandbox.operations.UpdateContainerInstancesState({
      cluster: 'demo',
      containerInstances: [sandbox.instance.id],
      status: 'DRAINING',
    });
    expect(startTask().failures).toMatchObject([{ reason: 'INACTIVE' }]);
  });

  it('fails ATTRIBUTE where the instance lacks an ability', () => {
    const { id } = sandbox.registerInstance({
      clusterName: 'demo',
      launchType: 'EXTERNAL',
      ec2InstanceId: 'mi-0123456789abcdef0',
    });
    const started = startTask({
      taskDefinition: 'probe-fargate',
      networkConfiguration: fargateNetwork,
      containerInstances: [id],
    });
    expect(started.failures).toMatchObject([{ reason: 'ATTRIBUTE' }]);
  });

  it.each([
    ['RESOURCE:MEMORY', { memory: 4000 }],
    ['RESOURCE:CPU', { cpu: 4096 }],
    ['RESOURCE:PORTS', { portMappings: [{ containerPort: 22, hostPort: 22 }] }],
  ])('fails %s where the instance lacks it', (reason, container) => {
    sandbox.operations.RegisterTaskDefinition(definitionOf('large', 'sandbox/runs', {}, container));
    expect(startTask({ taskDefinition: 'large' }).failures).toMatchObject([{ reason }]);
  });

  it('takes resources while a task lives and gives them back', async () => {
    sandbox.operations.RegisterTaskDefinition(definitionOf('half', 'sandbox/runs', {}, { memory: 2000 }));
    const remaining = () =>
      sandbox.operations
        .DescribeContainerInstances({ cluster: 'demo', containerInstances: [sandbox.instance.id] })
        .containerInstances?.[0]?.remainingResources?.find(({ name }) => name === 'MEMORY')?.integerValue;
    const before = remaining() ?? 0;
    const { tasks } = startTask({ taskDefinition: 'half' });
    expect(remaining()).toBe(before - 2000);
    expect(startTask({ taskDefinition: 'half' }).failures).toMatchObject([{ reason: 'RESOURCE:MEMORY' }]);
    sandbox.operations.StopTask({ cluster: 'demo', task: tasks[0]?.taskArn });
    await sandbox.until(tasks[0]?.taskArn, 'STOPPED');
    expect(remaining()).toBe(before);
  });

  it.each([
    ['an unknown cluster', { cluster: 'none' }, 'ClusterNotFoundException', 'Cluster not found.'],
    ['no instance', { containerInstances: [] }, 'InvalidParameterException', 'Container instances cannot be empty.'],
    [
      'a short instance id',
      { containerInstances: ['i-0123'] },
      'InvalidParameterException',
      'instanceId length should be one of [32,36]',
    ],
    ['an unknown task definition', { taskDefinition: 'none' }, 'ClientException', 'TaskDefinition not found.'],
    ['37 characters of startedBy', { startedBy: 'x'.repeat(37) }, 'InvalidParameterException', 'at most 36'],
    ['a startedBy with spaces', { startedBy: 'me too' }, 'InvalidParameterException', 'startedBy can have'],
    [
      'an override of no container',
      { overrides: { containerOverrides: [{ name: 'x' }] } },
      'InvalidParameterException',
      'Override for container named x is not a container in the TaskDefinition.',
    ],
    [
      'overrides of 9,000 characters',
      { overrides: { containerOverrides: [{ name: 'main', environment: [{ name: 'A', value: 'x'.repeat(9000) }] }] } },
      'InvalidParameterException',
      'Container Overrides length must be at most 8192',
    ],
    [
      'a network for bridge mode',
      { networkConfiguration: fargateNetwork },
      'InvalidParameterException',
      'Network Configuration is not valid',
    ],
  ])('refuses %s', (_what, input, code, message) => {
    const thrown = thrownBy(() => startTask(input));
    expect(thrown.code).toBe(code);
    expect(thrown.message).toContain(message);
  });

  it('starts nothing when one of the instances has a bad id', () => {
    expect(thrownBy(() => startTask({ containerInstances: [sandbox.instance.id, 'i-0123'] })).code).toBe(
      'InvalidParameterException',
    );
    expect(sandbox.operations.ListTasks({ cluster: 'demo' }).taskArns).toEqual([]);
  });

  it('refuses an inactive task definition', () => {
    sandbox.operations.DeregisterTaskDefinition({ taskDefinition: 'probe:1' });
    expect(thrownBy(() => startTask({ taskDefinition: 'probe:1' }))).toMatchObject({
      code: 'InvalidParameterException',
      message: 'TaskDefinition is inactive',
    });
  });
});

describe('RunTask', () => {
  it('places tasks where there is room', () => {
    const other = sandbox.registerInstance({
      clusterName: 'demo',
      launchType: 'EC2',
      ec2InstanceId: 'i-0fedcba9876543210',
    });
    const { tasks } = runTask({ count: 2 });
    expect(tasks.map(({ containerInstanceArn }) => containerInstanceArn).sort()).toEqual(
      [instanceArn(sandbox.instance.id), instanceArn(other.id)].sort(),
    );
  });

  it('fails for each instance that has no room', () => {
    sandbox.setAgentConnected(sandbox.instance.id, false);
    expect(runTask()).toEqual({ tasks: [], failures: [{ arn: instanceArn(sandbox.instance.id), reason: 'AGENT' }] });
  });

  it('starts the same task once for a client token', () => {
    const first = runTask({ clientToken: 'token-1' });
    const second = runTask({ clientToken: 'token-1' });
    expect(second.tasks.map(({ taskArn }) => taskArn)).toEqual(first.tasks.map(({ taskArn }) => taskArn));
    expect(runTask({ clientToken: 'token-2' }).tasks[0]?.taskArn).not.toBe(first.tasks[0]?.taskArn);
  });

  it('refuses a client token with other parameters and names the task', () => {
    const { tasks } = runTask({ clientToken: 'token-1' });
    expect(thrownBy(() => runTask({ clientToken: 'token-1', startedBy: 'other' }))).toMatchObject({
      code: 'ConflictException',
      members: { resourceIds: [tasks[0]?.taskArn] },
    });
  });

  it('runs on Fargate, by launch type or by capacity provider', () => {
    const given = { taskDefinition: 'probe-fargate', networkConfiguration: fargateNetwork };
    expect(runTask({ ...given, launchType: 'FARGATE' }).tasks).toMatchObject([
      { launchType: 'FARGATE', platformVersion: '1.4.0' },
    ]);
    expect(runTask({ ...given, capacityProviderStrategy: [{ capacityProvider: 'FARGATE_SPOT' }] }).tasks).toMatchObject(
      [{ launchType: 'FARGATE', capacityProviderName: 'FARGATE_SPOT' }],
    );
  });

  it.each([
    ['eleven tasks', { count: 11 }, 'count must be between 1 and 10.'],
    ['no task', { count: 0 }, 'count must be between 1 and 10.'],
    ['bridge mode on Fargate', { launchType: 'FARGATE' }, 'Task definition does not support launch_type FARGATE.'],
    [
      'awsvpc without a network',
      { taskDefinition: 'probe-fargate', launchType: 'FARGATE' },
      "Network Configuration must be provided when networkMode 'awsvpc' is specified.",
    ],
    [
      'an unknown capacity provider',
      { capacityProviderStrategy: [{ capacityProvider: 'mine' }] },
      "The specified capacity provider 'mine' was not found.",
    ],
    [
      'a launch type and a provider',
      { launchType: 'EC2', capacityProviderStrategy: [{ capacityProvider: 'FARGATE' }] },
      'Specifying both a launch type and capacity provider strategy',
    ],
    [
      'no subnet',
      { taskDefinition: 'probe-fargate', networkConfiguration: { awsvpcConfiguration: { subnets: [] } } },
      'subnets can not be empty.',
    ],
    [
      'a bad subnet',
      { taskDefinition: 'probe-fargate', networkConfiguration: { awsvpcConfiguration: { subnets: ['net'] } } },
      "The subnet ID 'net' does not exist",
    ],
    [
      'a launch type without instances',
      { launchType: 'EXTERNAL' },
      'No Container Instances were found in your cluster.',
    ],
    ['a token with spaces', { clientToken: 'a b' }, 'clientToken'],
  ])('refuses %s', (_what, input, message) => {
    const thrown = thrownBy(() => runTask(input));
    expect(thrown.code).toBe('InvalidParameterException');
    expect(thrown.message).toContain(message);
  });

  it('takes 128 characters of startedBy, as only RunTask does', () => {
    expect(runTask({ startedBy: 'x'.repeat(128) }).tasks).toHaveLength(1);
  });
});
