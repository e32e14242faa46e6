import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { describeCluster } from '../../../../functions/clients/agent/clusters.ts';
import {
  describeContainerInstances,
  listDisconnected,
} from '../../../../functions/clients/agent/container-instances.ts';
import { ecs as ecsClient } from '../../../../functions/clients/index.ts';
import { type Sandbox, startSandbox } from '../../../../sandbox/index.ts';

let sandbox: Sandbox;
let ecs: ReturnType<typeof ecsClient>;
const calls: string[] = [];

const hex = (index: number): string => index.toString(16).padStart(32, '0');

beforeAll(async () => {
  sandbox = await startSandbox({ clock: 'real', stack: false });
  ecs = ecsClient({
    endpoint: sandbox.url,
    region: sandbox.region,
    credentials: { accessKeyId: 'sandbox', secretAccessKey: 'sandbox' },
  });
  sandbox.faults.observe(({ operation }) => calls.push(operation));
  const { operations, registerInstance } = sandbox.services.ecs;
  operations.CreateCluster({ clusterName: 'prod', tags: [{ key: 'ecs-agent-monitoring', value: 'yes' }] });
  operations.CreateCluster({ clusterName: 'empty' });
  for (let index = 0; index < 250; index += 1) {
    registerInstance({
      clusterName: 'prod',
      launchType: index === 249 ? 'EXTERNAL' : 'EC2',
      ec2InstanceId: index === 249 ? 'mi-0123456789abcdef0' : `i-${hex(index).slice(15)}`,
      id: hex(index),
      agentConnected: index >= 120 && index < 249,
    });
  }
});
afterAll(async () => {
  ecs.destroy();
  await sandbox.close();
});
beforeEach(() => {
  calls.length = 0;
});

describe('listDisconnected', () => {
  it('lists the disconnected ones of all pages', async () => {
    const ids = await listDisconnected(ecs, 'prod');
    expect(new Set(ids)).toEqual(new Set([...Array.from({ length: 120 }, (_, index) => hex(index)), hex(249)]));
    expect(calls).toEqual(['ListContainerInstances', 'ListContainerInstances']);
  });

  it('lists none where there is none', async () => {
    expect(await listDisconnected(ecs, 'empty')).toEqual([]);
  });

  it('lets through that there is no such cluster', async () => {
    await expect(listDisconnected(ecs, 'ghost')).rejects.toMatchObject({ name: 'ClusterNotFoundException' });
  });
});

describe('describeContainerInstances', () => {
  it('describes 100 a call, each once', async () => {
    const ids = Array.from({ length: 250 }, (_, index) => hex(index));
    const { found, missing } = await describeContainerInstances(ecs, 'prod', [...ids, hex(0)]);
    expect(found.map(({ id }) => id)).toEqual(ids);
    expect(missing).toEqual([]);
    expect(calls).toHaveLength(3);
  });

  it('says which ones ECS does not know', async () => {
    const { found, missing } = await describeContainerInstances(ecs, 'prod', [hex(1), hex(999)]);
    expect(found).toHaveLength(1);
    expect(missing).toEqual([hex(999)]);
  });

  it('tells what it sees of an EC2 and of an external instance', async () => {
    const { found } = await describeContainerInstances(ecs, 'prod', [hex(120), hex(249)]);
    expect(found).toEqual([
      {
        id: hex(120),
        version: expect.any(Number),
        status: 'ACTIVE',
        agentConnected: true,
        instanceId: `i-${hex(120).slice(15)}`,
        isExternal: false,
        availabilityZone: 'us-east-1a',
        osType: 'linux',
        runningTasks: 0,
        pendingTasks: 0,
      },
      {
        id: hex(249),
        version: expect.any(Number),
        status: 'ACTIVE',
        agentConnected: false,
        instanceId: 'mi-0123456789abcdef0',
        isExternal: true,
        availabilityZone: null,
        osType: 'linux',
        runningTasks: 0,
        pendingTasks: 0,
      },
    ]);
  });

  it('asks nothing about none', async () => {
    expect(await describeContainerInstances(ecs, 'prod', [])).toEqual({ found: [], missing: [] });
    expect(calls).toEqual([]);
  });

  it('gives up when it is told to', async () => {
    const asked = describeContainerInstances(ecs, 'prod', [hex(1)], { abortSignal: AbortSignal.abort() });
    await expect(asked).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('describeCluster', () => {
  it('tells size and tags', async () => {
    expect(await describeCluster(ecs, 'prod')).toEqual({
      arn: `arn:aws:ecs:us-east-1:${sandbox.accountId}:cluster/prod`,
      name: 'prod',
      registered: 250,
      tags: { 'ecs-agent-monitoring': 'yes' },
    });
  });

  it('takes a cluster that is missing or INACTIVE for none', async () => {
    sandbox.services.ecs.operations.CreateCluster({ clusterName: 'gone' });
    sandbox.services.ecs.operations.DeleteCluster({ cluster: 'gone' });
    expect(await describeCluster(ecs, 'gone')).toBeUndefined();
    expect(await describeCluster(ecs, 'ghost')).toBeUndefined();
  });
});
