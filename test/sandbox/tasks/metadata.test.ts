import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type MetadataServer, startMetadataServer } from '../../../sandbox/tasks/metadata/index.ts';
import { awslogs, definitionOf, fargate, fargateNetwork, startEcs, type TestEcs } from '../services/ecs/support.ts';

let sandbox: TestEcs;
let server: MetadataServer;
beforeEach(async () => {
  sandbox = await startEcs();
  server = await startMetadataServer(sandbox.world);
});
afterEach(async () => {
  await server.close();
  await sandbox.close();
});

/** A running Fargate task and what its container is told. */
const runningTask = async () => {
  sandbox.operations.RegisterTaskDefinition(definitionOf('probe', 'sandbox/runs', fargate, awslogs()));
  const record = sandbox.launchTask({
    clusterName: 'demo',
    definition: sandbox.taskDefinition('probe'),
    launchType: 'FARGATE',
    input: { networkConfiguration: fargateNetwork, tags: [{ key: 'team', value: 'shop' }] },
  });
  await sandbox.until(record.task.taskArn, 'RUNNING');
  return { record, ...server.register(record, 'main') };
};

const get = async (url: string) => {
  const response = await fetch(url);
  return { status: response.status, body: JSON.parse(await response.text()) };
};

describe('the task metadata endpoint', () => {
  it('tells a task by version 4', async () => {
    const { record, metadataV4Url } = await runningTask();
    const { status, body } = await get(`${metadataV4Url}/task`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      Cluster: 'arn:aws:ecs:us-east-1:000000000000:cluster/demo',
      TaskARN: record.task.taskArn,
      Family: 'probe',
      Revision: '1',
      DesiredStatus: 'RUNNING',
      KnownStatus: 'RUNNING',
      LaunchType: 'FARGATE',
      AvailabilityZone: 'us-east-1a',
      Limits: { CPU: 0.25, Memory: 512 },
      Containers: [
        {
          Name: 'main',
          ContainerARN: record.task.containers[0]?.containerArn,
          LogDriver: 'awslogs',
          LogOptions: {
            'awslogs-group': '/ecs/test',
            'awslogs-region': 'us-east-1',
            'awslogs-stream': `ecs/main/${record.id}`,
          },
          Networks: [{ NetworkMode: 'awsvpc' }],
        },
      ],
    });
  });

  it('leaves out of version 3 what only 4 has', async () => {
    const { metadataV3Url } = await runningTask();
    const { body } = await get(`${metadataV3Url}/task`);
    expect(body.Family).toBe('probe');
    expect(body).not.toHaveProperty('LaunchType');
    expect(body.Containers[0]).not.toHaveProperty('LogDriver');
  });

  it('tells the container at its own address', async () => {
    const { metadataV4Url } = await runningTask();
    expect((await get(metadataV4Url)).body).toMatchObject({ Name: 'main', KnownStatus: 'RUNNING', Type: 'NORMAL' });
  });

  it('tells tags and statistics where they are asked for', async () => {
    const { record, metadataV4Url } = await runningTask();
    expect((await get(`${metadataV4Url}/taskWithTags`)).body.TaskTags).toEqual({ team: 'shop' });
    expect((await get(`${metadataV4Url}/stats`)).body.memory_stats.limit).toBe(128 * 1_048_576);
    expect(Object.keys((await get(`${metadataV4Url}/task/stats`)).body)).toEqual([
      record.task.containers[0]?.runtimeId,
    ]);
  });

  it('gives fake credentials that have not expired', async () => {
    const { credentialsUrl } = await runningTask();
    const { body } = await get(credentialsUrl);
    expect(body).toMatchObject({
      AccessKeyId: expect.any(String),
      SecretAccessKey: expect.any(String),
      Token: expect.any(String),
    });
    expect(Date.parse(body.Expiration)).toBeGreaterThan(sandbox.world.clock.now());
  });

  it('knows no other container', async () => {
    const { metadataV4Url } = await runningTask();
    const response = await fetch(`${metadataV4Url.slice(0, -1)}x/task`);
    expect(response.status).toBe(404);
  });
});
