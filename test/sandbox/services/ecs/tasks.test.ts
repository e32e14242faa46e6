import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { definitionOf, startEcs, type TestEcs, thrownBy } from './support.ts';

let sandbox: TestEcs;
beforeEach(async () => {
  sandbox = await startEcs();
  for (const family of ['probe', 'other'])
    sandbox.operations.RegisterTaskDefinition(definitionOf(family, 'sandbox/runs'));
});
afterEach(() => sandbox.close());

const run = (rest = {}): string =>
  sandbox.operations.RunTask({ cluster: 'demo', taskDefinition: 'probe', ...rest }).tasks[0]?.taskArn ?? '';
const list = (rest = {}) => sandbox.operations.ListTasks({ cluster: 'demo', ...rest }).taskArns;
const stop = async (task: string) => {
  sandbox.operations.StopTask({ cluster: 'demo', task });
  await sandbox.until(task, 'STOPPED');
};

describe('DescribeTasks', () => {
  it('describes by id and ARN and fails MISSING for others', () => {
    const taskArn = run();
    const missing = 'f'.repeat(32);
    expect(
      sandbox.operations.DescribeTasks({ cluster: 'demo', tasks: [taskArn.split('/').at(-1) ?? '', missing] }),
    ).toMatchObject({
      tasks: [{ taskArn }],
      failures: [{ arn: `arn:aws:ecs:us-east-1:000000000000:task/demo/${missing}`, reason: 'MISSING' }],
    });
  });

  it('shows tags only when they are asked for', () => {
    const tags = [{ key: 'team', value: 'shop' }];
    const taskArn = run({ tags });
    expect(sandbox.operations.DescribeTasks({ cluster: 'demo', tasks: [taskArn] }).tasks?.[0]?.tags).toEqual([]);
    expect(
      sandbox.operations.DescribeTasks({ cluster: 'demo', tasks: [taskArn], include: ['TAGS'] }).tasks?.[0]?.tags,
    ).toEqual(tags);
  });

  it.each([
    [[], 'Tasks cannot be empty.'],
    [['None'], 'taskId length should be one of [32,36]'],
    [
      [`arn:aws:ecs:us-east-1:000000000000:task/prod/${'f'.repeat(32)}`],
      'Identifier is for cluster prod. Your cluster is demo',
    ],
    [['a/b/c'], 'Invalid identifier: Unexpected number of separators'],
  ])('refuses %p', (tasks, message) => {
    const thrown = thrownBy(() => sandbox.operations.DescribeTasks({ cluster: 'demo', tasks }));
    expect(thrown.code).toBe('InvalidParameterException');
    expect(thrown.message).toContain(message);
  });

  it('does not find the cluster default before it is created', () => {
    expect(thrownBy(() => sandbox.operations.DescribeTasks({ tasks: ['f'.repeat(32)] })).code).toBe(
      'ClusterNotFoundException',
    );
  });
});

describe('ListTasks', () => {
  it('filters by family, startedBy, instance and launch type', () => {
    const [first, second] = [run({ startedBy: 'me' }), run({ taskDefinition: 'other' })];
    expect(list()).toEqual([first, second]);
    expect(list({ family: 'other' })).toEqual([second]);
    expect(list({ startedBy: 'me' })).toEqual([first]);
    expect(list({ containerInstance: sandbox.instance.id })).toEqual([first, second]);
    expect(list({ launchType: 'FARGATE' })).toEqual([]);
  });

  it('lists stopped tasks when they are asked for, for an hour of the clock', async () => {
    const taskArn = run({ startedBy: 'me' });
    await stop(taskArn);
    expect(list()).toEqual([]);
    expect(list({ desiredStatus: 'STOPPED', startedBy: 'me' })).toEqual([taskArn]);
    await sandbox.world.clock.sleep(3_599_000);
    expect(list({ desiredStatus: 'STOPPED' })).toEqual([taskArn]);
    await sandbox.world.clock.sleep(1000);
    expect(list({ desiredStatus: 'STOPPED' })).toEqual([]);
  });

  it('gives pages', () => {
    const all = Array.from({ length: 5 }, () => run());
    const first = sandbox.operations.ListTasks({ cluster: 'demo', maxResults: 3 });
    const second = sandbox.operations.ListTasks({ cluster: 'demo', maxResults: 3, nextToken: first.nextToken });
    expect([...(first.taskArns ?? []), ...(second.taskArns ?? [])]).toEqual(all);
    expect(second.nextToken).toBeUndefined();
  });

  it.each([
    [{ startedBy: 'me', family: 'probe' }, 'InvalidParameterException'],
    [{ serviceName: 'none' }, 'ServiceNotFoundException'],
    [{ containerInstance: 'f'.repeat(32) }, 'InvalidParameterException'],
    [{ maxResults: 101 }, 'InvalidParameterException'],
    [{ cluster: 'none' }, 'ClusterNotFoundException'],
  ])('refuses %p', (input, code) => {
    expect(thrownBy(() => list(input)).code).toBe(code);
  });
});

describe('StopTask', () => {
  it('answers the task as it is to stop and keeps the first reason', async () => {
    const task = run();
    const stopped = sandbox.operations.StopTask({ cluster: 'demo', task, reason: 'first' });
    expect(stopped.task).toMatchObject({ desiredStatus: 'STOPPED', stopCode: 'UserInitiated', stoppedReason: 'first' });
    sandbox.operations.StopTask({ cluster: 'demo', task, reason: 'second' });
    expect((await sandbox.until(task, 'STOPPED')).stoppedReason).toBe('first');
  });

  it('does not find a task that is not there', () => {
    expect(thrownBy(() => sandbox.operations.StopTask({ cluster: 'demo', task: 'f'.repeat(32) }))).toMatchObject({
      code: 'InvalidParameterException',
      message: 'The referenced task was not found.',
    });
  });
});
