import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { definitionOf, startEcs } from '../support.ts';

const clusterArn = 'arn:aws:ecs:us-east-1:000000000000:cluster/demo';

let sandbox: Awaited<ReturnType<typeof startEcs>>;
beforeAll(async () => {
  sandbox = await startEcs();
});
beforeEach(() => void sandbox.emitted.splice(0));
afterAll(() => sandbox.close());

const told = () => sandbox.emitted.filter(({ detailType }) => detailType === 'ECS Container Instance State Change');
const changes = () =>
  told().map(({ detail: { version, status, agentConnected } }) => ({ version, status, agentConnected }));
const versionNow = () => {
  const { containerInstanceArn } = sandbox.instance.instance;
  const input = { cluster: 'demo', containerInstances: [containerInstanceArn] };
  return sandbox.operations.DescribeContainerInstances(input).containerInstances[0]?.version ?? 0;
};

describe('ECS Container Instance State Change', () => {
  it('tells of an instance that registers, with the facts that AWS tells', () => {
    const ec2InstanceId = 'i-0fedcba9876543210';
    const { instance } = sandbox.registerInstance({
      ...{ clusterName: 'demo', launchType: 'EC2', ec2InstanceId },
      availabilityZone: 'us-east-1b',
      osType: 'windows',
    });
    const at = new Date(sandbox.world.clock.now()).toISOString();
    const resources = [
      { name: 'CPU', type: 'INTEGER', integerValue: 2048 },
      { name: 'MEMORY', type: 'INTEGER', integerValue: 3819 },
      { name: 'PORTS', type: 'STRINGSET', stringSetValue: ['22', '2375', '2376', '51678', '51679'] },
      { name: 'PORTS_UDP', type: 'STRINGSET', stringSetValue: [] },
    ];
    expect(told()).toEqual([
      {
        source: 'aws.ecs',
        detailType: 'ECS Container Instance State Change',
        resources: [instance.containerInstanceArn],
        detail: {
          agentConnected: true,
          attributes: expect.arrayContaining([
            { name: 'ecs.capability.task-eni' },
            { name: 'ecs.os-type', value: 'windows' },
            { name: 'ecs.os-family', value: 'WINDOWS_SERVER_2022_CORE' },
            { name: 'ecs.availability-zone', value: 'us-east-1b' },
          ]),
          clusterArn,
          containerInstanceArn: instance.containerInstanceArn,
          ec2InstanceId,
          registeredResources: resources,
          remainingResources: resources,
          status: 'ACTIVE',
          version: 3,
          versionInfo: { agentHash: '4a94ee9e', agentVersion: '1.98.0', dockerVersion: 'DockerVersion: 25.0.8' },
          registeredAt: at,
          updatedAt: at,
        },
      },
    ]);
    expect(sandbox.hosts.get(ec2InstanceId)).toMatchObject({ availabilityZone: 'us-east-1b', platform: 'Windows' });
  });

  it('tells nothing of one whose agent has long been disconnected', () => {
    sandbox.registerInstance({
      ...{ clusterName: 'demo', launchType: 'EC2', ec2InstanceId: 'i-00000000000000001' },
      agentConnected: false,
    });
    expect(told()).toEqual([]);
  });

  it('counts an agent that goes and one that comes, and nothing twice', () => {
    const before = versionNow();
    for (const isConnected of [false, false, true, true]) {
      sandbox.setAgentConnected('i-0123456789abcdef0', isConnected);
    }
    expect(changes()).toEqual([
      { version: before + 1, status: 'ACTIVE', agentConnected: false },
      { version: before + 2, status: 'ACTIVE', agentConnected: true },
    ]);
    expect(versionNow()).toBe(before + 2);
  });

  it('counts a status that changes', () => {
    const before = versionNow();
    const containerInstances = [sandbox.instance.id];
    for (const status of ['DRAINING', 'DRAINING', 'ACTIVE'] as const) {
      sandbox.operations.UpdateContainerInstancesState({ cluster: 'demo', containerInstances, status });
    }
    expect(changes()).toEqual([
      { version: before + 1, status: 'DRAINING', agentConnected: true },
      { version: before + 2, status: 'ACTIVE', agentConnected: true },
    ]);
  });

  it('tells what a task takes of its instance, and when that is given back', async () => {
    sandbox.operations.RegisterTaskDefinition(definitionOf('app', 'sandbox/runs:v1', {}, { cpu: 100 }));
    const [task] = sandbox.operations.StartTask({
      ...{ cluster: 'demo', taskDefinition: 'app' },
      containerInstances: [sandbox.instance.id],
    }).tasks;
    await sandbox.until(task?.taskArn, 'RUNNING');
    sandbox.operations.StopTask({ cluster: 'demo', task: task?.taskArn ?? '' });
    await sandbox.until(task?.taskArn, 'STOPPED');
    expect(told().map(({ detail }) => detail['remainingResources'])).toEqual([
      expect.arrayContaining([
        { name: 'CPU', type: 'INTEGER', integerValue: 1948 },
        { name: 'MEMORY', type: 'INTEGER', integerValue: 3691 },
      ]),
      expect.arrayContaining([{ name: 'CPU', type: 'INTEGER', integerValue: 2048 }]),
    ]);
  });
});
