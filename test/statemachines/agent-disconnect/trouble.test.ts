import { describe, expect, it } from '@jest/globals';
import { disconnectWorld } from './disconnect-world.ts';

const { world, pass, cluster, run } = disconnectWorld();

describe('agent-disconnect in trouble', () => {
  it('loses no alert while DescribeContainerInstances is throttled for a minute', async () => {
    const shop = cluster(3);
    shop.disconnect(0);
    await pass(50);
    const operation = 'DescribeContainerInstances';
    world.sandbox.faults.add({ service: 'ecs', operation, error: 'ThrottlingException', times: 10_000 });
    await pass(130);
    world.sandbox.faults.clear();
    await pass(400);
    expect(shop.told()).toHaveLength(1);
    shop.connect(0);
    await pass(300);
    expect(shop.told()).toHaveLength(2);
  });

  it('keeps an alert that SNS does not take in the dead-letter queue, and goes on', async () => {
    const shop = cluster(3);
    shop.disconnect(0);
    await pass(50);
    const error = 'AuthorizationErrorException';
    world.sandbox.faults.add({ service: 'sns', operation: 'Publish', error, times: 10_000 });
    await pass(300);
    world.sandbox.faults.clear();
    expect(shop.told()).toEqual([]);
    const { sqs } = world.sandbox.services;
    const kept = sqs.messages('arn:aws:sqs:us-east-1:000000000000:ecs-runbooks-sandbox-agent-dead-letters');
    expect(kept.map(({ body }) => body).filter((body) => body.includes(shop.ids[0] ?? ''))).toHaveLength(1);
    shop.connect(0);
    await pass(120);
    expect(shop.told().map(({ subject }) => subject.slice(0, 11))).toEqual(['[RECOVERED]']);
    const [ended] = await shop.runs();
    expect(ended).toMatchObject({ status: 'SUCCEEDED' });
    expect(ended?.states).toContain('KeepAlert');
  });

  it('tells of a storm in one message and repairs nothing', async () => {
    const shop = cluster(120);
    const all = Array.from({ length: 100 }, (_, index) => index);
    shop.disconnect(...all);
    await pass(300);
    expect(shop.told().map(({ subject }) => subject)).toEqual([
      `[ISSUE] ECS agents: 100 of 120 disconnected in ${shop.name} (us-east-1)`,
    ]);
    const acting = await run({ cluster: shop.name, actions: ['drain'] });
    expect(acting).toMatchObject({
      status: 'SUCCEEDED',
      output: { outcome: 'FAIL', data: { acted: { held: 'STORM' } } },
    });
    shop.connect(...all);
    await pass(120);
    expect(shop.told()).toHaveLength(2);
    expect(await shop.outages()).toEqual({});
  });

  it('goes on with what a run followed that was stopped, without a second alert', async () => {
    const shop = cluster(3);
    shop.disconnect(0);
    await pass(300);
    expect(shop.told()).toHaveLength(1);
    const [first] = await shop.runs();
    const arn = `arn:aws:states:us-east-1:000000000000:execution:ecs-runbooks-sandbox-agent-disconnect:${first?.name}`;
    world.sandbox.services.stepFunctions.execution(arn).stop('stopped', 'by hand');
    await pass(10);
    shop.disconnect(1);
    await pass(300);
    expect(shop.told()).toHaveLength(2);
    expect(shop.told()[1]?.mail).not.toContain(shop.ids[0]);
    shop.connect(0, 1);
    await pass(120);
    expect(shop.told()).toHaveLength(3);
    expect(shop.told()[2]?.mail).toContain(shop.ids[0]);
  });

  it('reminds, and says when it reaches its limit', async () => {
    const shop = cluster(2);
    shop.disconnect(0);
    const ended = await run({ cluster: shop.name, follow: true, reminderMinutes: 25, limitHours: 1 });
    expect(ended).toMatchObject({ status: 'SUCCEEDED', output: { outcome: 'FAIL' } });
    const subjects = shop.told().map(({ subject }) => subject.split(']')[0]);
    expect(subjects).toEqual(['[ISSUE', '[REMINDER', '[REMINDER', '[LIMIT']);
    expect(Object.values(await shop.outages())).toMatchObject([{ owner: null, alertedAt: expect.any(String) }]);
    shop.connect(0);
  });
});

describe('agent-disconnect by hand', () => {
  it('looks at every instance now, says what it finds, and alerts nobody', async () => {
    const shop = cluster(4);
    shop.disconnect(0);
    const { status, states, output } = await run({ cluster: shop.name });
    expect(status).toBe('SUCCEEDED');
    expect(output).toMatchObject({
      outcome: 'FAIL',
      summary: `1 of 4 agents disconnected in ${shop.name}`,
      findings: [{ check: `agent on ${shop.machines[0]}`, status: 'FAIL' }],
    });
    expect(states).not.toContain('AlertDisconnects');
    await pass(120);
    expect(shop.told()).toHaveLength(1);
    shop.connect(0);
    await pass(120);
  });

  it('restarts the agent of an instance that another run follows', async () => {
    const shop = cluster(5);
    shop.disconnect(0);
    await pass(300);
    const { output } = await run({ cluster: shop.name, actions: 'restart-agent' });
    expect(output).toMatchObject({ data: { acted: { held: null, done: 1 } } });
    await pass(200);
    expect(shop.told().map(({ subject }) => subject.split(']')[0])).toEqual(['[ISSUE', '[RECOVERED']);
  });

  it('drains nothing in a dry run', async () => {
    const shop = cluster(5);
    shop.disconnect(0);
    const { output } = await run({ cluster: shop.name, actions: ['drain'], dryRun: true });
    expect(output).toMatchObject({ data: { acted: { held: 'DRY_RUN', done: 0 } } });
    shop.connect(0);
    await pass(120);
  });

  it('has nothing to say of a cluster whose agents are connected', async () => {
    const shop = cluster(2);
    expect(await run({ cluster: shop.name })).toMatchObject({ status: 'SUCCEEDED', output: { outcome: 'PASS' } });
  });

  it('fails where there is no such cluster', async () => {
    expect(await run({ cluster: 'ghost' })).toMatchObject({
      status: 'FAILED',
      error: 'ClusterNotFoundError',
      states: ['ValidateRequest', 'CheckClusterWatched', 'IsCheckToBeRepeated', 'NotifyFailure', 'RunbookFailed'],
    });
  });
});
