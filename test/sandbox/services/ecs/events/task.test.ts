import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { definitionOf, startEcs } from '../support.ts';

let sandbox: Awaited<ReturnType<typeof startEcs>>;
beforeAll(async () => {
  sandbox = await startEcs();
});
beforeEach(() => void sandbox.emitted.splice(0));
afterAll(() => sandbox.close());

const told = () => sandbox.emitted.filter(({ detailType }) => detailType === 'ECS Task State Change');
const run = (family: string) =>
  sandbox.operations.RunTask({
    ...{ cluster: 'demo', taskDefinition: family, launchType: 'EC2' },
    tags: [{ key: 'owner', value: 'tests' }],
  }).tasks[0]?.taskArn ?? '';

describe('ECS Task State Change', () => {
  it('tells of each status on the way, and of the wish to stop', async () => {
    sandbox.operations.RegisterTaskDefinition(definitionOf('app', 'sandbox/runs:v1'));
    const taskArn = run('app');
    await sandbox.until(taskArn, 'RUNNING');
    sandbox.operations.StopTask({ cluster: 'demo', task: taskArn, reason: 'enough' });
    sandbox.operations.StopTask({ cluster: 'demo', task: taskArn, reason: 'more than enough' });
    await sandbox.until(taskArn, 'STOPPED');
    expect(
      told().map(({ detail: { version, lastStatus, desiredStatus } }) => [version, lastStatus, desiredStatus]),
    ).toEqual([
      [1, 'PENDING', 'RUNNING'],
      [2, 'RUNNING', 'RUNNING'],
      [3, 'RUNNING', 'STOPPED'],
      [4, 'STOPPED', 'STOPPED'],
    ]);
  });

  it('tells times in ISO 8601 and no tags, about the task as resource', async () => {
    const taskArn = run('app');
    await sandbox.until(taskArn, 'RUNNING');
    const { resources, detail } = told().at(-1) ?? {};
    const { startedAt } = sandbox.describe(taskArn);
    expect(resources).toEqual([taskArn]);
    expect(detail).toMatchObject({
      clusterArn: 'arn:aws:ecs:us-east-1:000000000000:cluster/demo',
      taskArn,
      containerInstanceArn: sandbox.instance.instance.containerInstanceArn,
      launchType: 'EC2',
      group: 'family:app',
      containers: [{ name: 'main', lastStatus: 'RUNNING', taskArn }],
      startedAt: startedAt?.toISOString(),
      updatedAt: startedAt?.toISOString(),
    });
    expect(detail).not.toHaveProperty('tags');
    sandbox.operations.StopTask({ cluster: 'demo', task: taskArn });
    await sandbox.until(taskArn, 'STOPPED');
  });

  it('tells of health, which makes a new version of the task', async () => {
    const healthCheck = { command: ['CMD', 'true'], interval: 5 };
    sandbox.operations.RegisterTaskDefinition(definitionOf('judged', 'sandbox/runs:v1', {}, { healthCheck }));
    const taskArn = run('judged');
    await sandbox.until(taskArn, 'RUNNING');
    await sandbox.world.clock.sleep(6_000);
    expect(told().map(({ detail: { version, healthStatus } }) => [version, healthStatus])).toEqual([
      [1, 'UNKNOWN'],
      [2, 'UNKNOWN'],
      [3, 'HEALTHY'],
    ]);
  });
});
