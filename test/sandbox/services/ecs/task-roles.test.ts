import { ECS } from '@aws-sdk/client-ecs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Sandbox, startSandbox } from '../../../../sandbox/index.ts';

const role = (name: string) => `arn:aws:iam::000000000000:role/${name}`;
const trust = (Service: string) => ({
  Statement: [{ Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole' }],
});
const subnets = ['subnet-0123456789abcdef0'];
const network = { networkConfiguration: { awsvpcConfiguration: { subnets } } };

let sandbox: Sandbox;
let ecs: ECS;
beforeAll(async () => {
  sandbox = await startSandbox({ clock: 'turned', stack: false, region: 'us-east-1' });
  ecs = new ECS({
    endpoint: sandbox.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  sandbox.services.ec2.addNetwork({
    vpcId: 'vpc-0123456789abcdef0',
    subnets: subnets.map((id) => ({ id, availabilityZone: 'us-east-1a' })),
    securityGroups: [],
  });
  sandbox.services.iam.addRole({ name: 'task', trustPolicy: trust('ecs-tasks.amazonaws.com') });
  sandbox.services.iam.addRole({ name: 'instance', trustPolicy: trust('ec2.amazonaws.com') });
  await ecs.createCluster({ clusterName: 'prod' });
}, 60_000);
afterAll(async () => {
  ecs.destroy();
  await sandbox.close();
});

const register = (family: string, roles: { executionRoleArn?: string; taskRoleArn?: string }) =>
  ecs.registerTaskDefinition({
    family,
    networkMode: 'awsvpc',
    requiresCompatibilities: ['FARGATE'],
    cpu: '256',
    memory: '512',
    containerDefinitions: [{ name: 'web', image: 'registry.example.com/sandbox/runs:1' }],
    ...roles,
  });
const run = (taskDefinition: string, input: object = {}) =>
  ecs.runTask({ cluster: 'prod', taskDefinition, launchType: 'FARGATE', ...network, ...input });
const refusal = (name: string) => ({
  name: 'ClientException',
  message: expect.stringContaining(
    `ECS was unable to assume the role '${role(name)}' that was provided for this task.`,
  ),
});

describe('a task', () => {
  it('starts with roles that trust it, and with those of other accounts', async () => {
    await register('trusted', { executionRoleArn: 'task', taskRoleArn: role('task') });
    expect((await run('trusted')).tasks).toHaveLength(1);
    await register('elsewhere', { taskRoleArn: 'arn:aws:iam::111122223333:role/task' });
    expect((await run('elsewhere')).tasks).toHaveLength(1);
  });

  it.each(['ghost', 'instance'])('is registered, but does not start, with role %s', async (name) => {
    await register(name, { taskRoleArn: role(name) });
    await expect(run(name)).rejects.toMatchObject(refusal(name));
    await expect(
      ecs.startTask({ cluster: 'prod', taskDefinition: name, containerInstances: ['0'.repeat(32)], ...network }),
    ).rejects.toMatchObject(refusal(name));
  });

  it('may be given another role', async () => {
    expect((await run('ghost', { overrides: { taskRoleArn: role('task') } })).tasks).toHaveLength(1);
    await expect(run('trusted', { overrides: { executionRoleArn: role('ghost') } })).rejects.toMatchObject(
      refusal('ghost'),
    );
  });
});

describe('a service', () => {
  it('tells that its tasks do not start for want of a role', async () => {
    await ecs.createService({
      cluster: 'prod',
      serviceName: 'web',
      taskDefinition: 'ghost',
      launchType: 'FARGATE',
      desiredCount: 1,
      ...network,
    });
    await sandbox.clock.sleep(60_000);
    const { services } = await ecs.describeServices({ cluster: 'prod', services: ['web'] });
    expect(services).toMatchObject([{ runningCount: 0, pendingCount: 0 }]);
    expect(services?.[0]?.events?.map(({ message }) => message)).toEqual([
      expect.stringContaining(
        `(service web) failed to launch a task with (error ECS was unable to assume the role '${role('ghost')}'`,
      ),
    ]);
  });
});
