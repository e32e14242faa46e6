import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  awslogs,
  definitionOf,
  eventually,
  fargate,
  fargateNetwork,
  startEcs,
  type TestEcs,
} from '../services/ecs/support.ts';

let sandbox: TestEcs;
beforeEach(async () => {
  sandbox = await startEcs();
});
afterEach(() => sandbox.close());

const start = (image: string, container = {}) => {
  sandbox.operations.RegisterTaskDefinition(definitionOf('test', image, {}, container));
  const { tasks } = sandbox.operations.StartTask({
    cluster: 'demo',
    taskDefinition: 'test',
    containerInstances: [sandbox.instance.id],
  });
  return tasks[0]?.taskArn;
};

const run = (image: string, container = {}) => {
  sandbox.operations.RegisterTaskDefinition(definitionOf('test', image, fargate, container));
  const { tasks } = sandbox.operations.RunTask({
    cluster: 'demo',
    taskDefinition: 'test',
    launchType: 'FARGATE',
    networkConfiguration: fargateNetwork,
  });
  return tasks[0]?.taskArn;
};

describe('the life of a task', () => {
  it('goes from PENDING over RUNNING to STOPPED on an instance', async () => {
    const taskArn = start('sandbox/exits:7');
    expect(sandbox.describe(taskArn)).toMatchObject({
      lastStatus: 'PENDING',
      desiredStatus: 'RUNNING',
      launchType: 'EC2',
    });
    // A second of the turned clock passes between two looks, so RUNNING is known by its time only.
    const task = await sandbox.until(taskArn, 'STOPPED');
    expect(task).toMatchObject({
      desiredStatus: 'STOPPED',
      stopCode: 'EssentialContainerExited',
      stoppedReason: 'Essential container in task exited',
      containers: [{ name: 'main', lastStatus: 'STOPPED', exitCode: 7 }],
    });
    const times = [
      task.createdAt,
      task.pullStartedAt,
      task.pullStoppedAt,
      task.startedAt,
      task.stoppingAt,
      task.stoppedAt,
    ];
    expect(times.map(Number)).toEqual(times.map(Number).sort((a, b) => a - b));
    expect(Number(task.stoppedAt) - Number(task.startedAt)).toBe(1000);
  });

  it('starts PROVISIONING with awsvpc, gets an interface and loses it', async () => {
    const taskArn = run('sandbox/runs');
    expect(sandbox.describe(taskArn)).toMatchObject({
      lastStatus: 'PROVISIONING',
      attachments: [{ type: 'ElasticNetworkInterface', status: 'PRECREATED' }],
    });
    const running = await sandbox.until(taskArn, 'RUNNING');
    const address = running.attachments?.[0]?.details?.find(({ name }) => name === 'privateIPv4Address')?.value;
    expect(address).toMatch(/^10\.0\.\d+\.\d+$/);
    expect(running.containers?.[0]?.networkInterfaces?.[0]?.privateIpv4Address).toBe(address);
    sandbox.operations.StopTask({ cluster: 'demo', task: taskArn });
    const stopped = await sandbox.until(taskArn, 'STOPPED');
    expect(stopped.attachments?.[0]?.status).toBe('DELETED');
  });

  it('is stopped by StopTask while it runs', async () => {
    const taskArn = start('sandbox/runs');
    await sandbox.until(taskArn, 'RUNNING');
    sandbox.operations.StopTask({ cluster: 'demo', task: taskArn, reason: 'enough' });
    expect(await sandbox.until(taskArn, 'STOPPED')).toMatchObject({
      stopCode: 'UserInitiated',
      stoppedReason: 'enough',
      containers: [{ exitCode: 143 }],
    });
  });

  it('is stopped by StopTask while its image is still pulled', async () => {
    const taskArn = start('sandbox/pulls');
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(sandbox.describe(taskArn).lastStatus).toBe('PENDING');
    sandbox.operations.StopTask({ cluster: 'demo', task: taskArn });
    const task = await sandbox.until(taskArn, 'STOPPED');
    expect(task).toMatchObject({ stopCode: 'UserInitiated', stoppedReason: 'Task stopped by user' });
    expect(task.startedAt).toBeUndefined();
    expect(task.containers?.[0]?.exitCode).toBeUndefined();
  });

  it('goes on when a container that is not essential exits', async () => {
    const image = 'registry.example.com/sandbox';
    sandbox.operations.RegisterTaskDefinition({
      family: 'pair',
      containerDefinitions: [
        { name: 'side', image: `${image}/exits:1`, memory: 64, essential: false },
        { name: 'main', image: `${image}/runs`, memory: 64 },
      ],
    });
    const { tasks } = sandbox.operations.RunTask({ cluster: 'demo', taskDefinition: 'pair' });
    const taskArn = tasks[0]?.taskArn;
    await sandbox.until(taskArn, 'RUNNING');
    await eventually(() => sandbox.describe(taskArn).containers?.[0]?.lastStatus === 'STOPPED');
    expect(sandbox.describe(taskArn)).toMatchObject({
      lastStatus: 'RUNNING',
      containers: [{ exitCode: 1, lastStatus: 'STOPPED' }, { lastStatus: 'RUNNING' }],
    });
  });
});

describe('a task that cannot start', () => {
  it.each([
    [
      'nginx:9',
      'CannotPullContainerError: Error response from daemon: manifest for registry.example.com/nginx:9 not found',
    ],
    [
      'sandbox/cannot-pull',
      'CannotPullContainerError: Error response from daemon: Get "https://registry.example.com/v2/"',
    ],
    ['sandbox/cannot-start', 'CannotStartContainerError: Error response from daemon'],
  ])('on an instance tells why in its container: %s', async (image, reason) => {
    const task = await sandbox.until(start(image), 'STOPPED');
    expect(task).toMatchObject({ stopCode: 'TaskFailedToStart', stoppedReason: 'Task failed to start' });
    expect(task.containers?.[0]?.reason).toContain(reason);
    expect(task.startedAt).toBeUndefined();
  });

  it.each([
    ['nginx:9', 'CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref'],
    ['sandbox/cannot-pull', 'i/o timeout'],
    ['sandbox/no-resources', 'ResourceInitializationError: unable to pull secrets or registry auth'],
  ])('on Fargate tells why in its stopped reason: %s', async (image, reason) => {
    const task = await sandbox.until(run(image), 'STOPPED');
    expect(task.stopCode).toBe('TaskFailedToStart');
    expect(task.stoppedReason).toContain(reason);
  });

  it('misses its log group as Docker says it', async () => {
    const task = await sandbox.until(start('sandbox/runs', awslogs('/ecs/none')), 'STOPPED');
    expect(task.containers?.[0]?.reason).toBe(
      'CannotStartContainerError: Error response from daemon: failed to initialize logging driver: failed to create Cloudwatch log stream: ResourceNotFoundException: The specified log group does not exist.',
    );
  });

  it('misses its log group as Fargate says it', async () => {
    const task = await sandbox.until(run('sandbox/runs', awslogs('/ecs/none')), 'STOPPED');
    expect(task.stoppedReason).toContain('ResourceInitializationError: failed to validate logger args');
  });

  it('creates its log group when it is told to', async () => {
    const { logConfiguration } = awslogs('/ecs/new');
    const options = { ...logConfiguration.options, 'awslogs-create-group': 'true' };
    const taskArn = start('sandbox/runs', { logConfiguration: { ...logConfiguration, options } });
    await sandbox.until(taskArn, 'RUNNING');
    expect([...sandbox.streams.keys()]).toEqual([`/ecs/new ecs/main/${taskArn?.split('/').at(-1)}`]);
  });
});
