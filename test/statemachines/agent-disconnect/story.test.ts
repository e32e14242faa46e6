import { describe, expect, it } from '@jest/globals';
import { disconnectWorld } from './disconnect-world.ts';

const { world, pass, cluster } = disconnectWorld();

describe('agent-disconnect, started by the rule', () => {
  it('is silent about an agent that reconnects within the grace', async () => {
    const shop = cluster(2);
    shop.disconnect(0);
    await pass(40);
    shop.connect(0);
    await pass(300);
    expect(await shop.runs()).toEqual([]);
    expect(shop.told()).toEqual([]);
  });

  it('alerts one that stays away once, and tells when it is back', async () => {
    const shop = cluster(5);
    shop.disconnect(1);
    await pass(240);
    const [alert] = shop.told();
    expect(alert?.subject).toBe(`[ISSUE] ECS agents: 1 of 5 disconnected in ${shop.name} (us-east-1)`);
    for (const fact of [shop.ids[1], shop.machines[1], 'us-east-1a', 'EC2', 'runbook start autodiag']) {
      expect(alert?.mail).toContain(fact);
    }
    expect(alert?.mail).toMatch(/since \d\d:\d\d:\d\dZ/);
    await pass(600);
    shop.connect(1);
    await pass(120);
    const [, recovery, ...more] = shop.told();
    expect(recovery?.subject).toMatch(/^\[RECOVERED\] /);
    expect(recovery?.slack.metadata.threadId).toBe(alert?.slack.metadata.threadId);
    expect(more).toEqual([]);
    expect(await shop.runs()).toMatchObject([
      { status: 'SUCCEEDED', result: { outcome: 'PASS', summary: expect.stringContaining('1 over') } },
    ]);
    expect(await shop.outages()).toEqual({});
  });

  it('tells a flapping agent from a dead one', async () => {
    const shop = cluster(3);
    shop.disconnect(0);
    await pass(85);
    for (let flap = 0; flap < 10; flap += 1) {
      shop.connect(0);
      shop.disconnect(0);
      await pass(50);
    }
    shop.connect(0);
    await pass(300);
    expect(shop.told()).toEqual([]);
    const [ended] = await shop.runs();
    expect(ended).toMatchObject({
      status: 'SUCCEEDED',
      result: { outcome: 'WARN', summary: `0 of 3 agents disconnected in ${shop.name}; 1 flapping` },
    });
    shop.disconnect(0);
    await pass(300);
    expect(shop.told().map(({ subject }) => subject.slice(0, 7))).toEqual(['[ISSUE]']);
    shop.connect(0);
    await pass(120);
  });

  it('has no issue with an instance that is terminated while it waits', async () => {
    const shop = cluster(2);
    shop.disconnect(0);
    await pass(100);
    world.sandbox.services.ssm.hosts.change(shop.machines[0] ?? '', { state: 'terminated' });
    await pass(400);
    expect(shop.told()).toEqual([]);
    expect(await shop.outages()).toEqual({});
  });

  it('has no issue with an instance that EC2 says does not exist', async () => {
    const shop = cluster(2);
    world.sandbox.services.ssm.hosts.forget(shop.machines[0] ?? '');
    shop.disconnect(0, 1);
    await pass(400);
    expect(shop.told().map(({ subject }) => subject)).toEqual([
      `[ISSUE] ECS agents: 1 of 2 disconnected in ${shop.name} (us-east-1)`,
    ]);
    expect(shop.told()[0]?.mail).not.toContain(shop.ids[0]);
    shop.connect(1);
    await pass(120);
  });

  it('reports an external instance that is offline in Systems Manager, and alerts one that is online', async () => {
    const shop = cluster(8, { isExternal: true });
    world.sandbox.services.ssm.hosts.change(shop.machines[0] ?? '', { ping: 'ConnectionLost' });
    shop.disconnect(0);
    await pass(400);
    expect(shop.told()).toEqual([]);
    expect(await shop.runs()).toMatchObject([{ status: 'SUCCEEDED', result: { outcome: 'WARN' } }]);
    shop.disconnect(1);
    await pass(300);
    expect(shop.told()).toHaveLength(1);
    expect(shop.told()[0]?.mail).toContain('external');
    shop.connect(1);
    await pass(120);
  });

  it('tells of two clusters at once, each by itself', async () => {
    const [one, two] = [cluster(2), cluster(2)];
    one.disconnect(0);
    two.disconnect(1);
    await pass(300);
    expect(one.told()).toHaveLength(1);
    expect(two.told()).toHaveLength(1);
    expect(two.told()[0]?.mail).not.toContain(one.ids[0]);
    one.connect(0);
    two.connect(1);
    await pass(120);
    expect([one.told().length, two.told().length]).toEqual([2, 2]);
  });

  it('is silent about a second event for an instance that is alerted', async () => {
    const shop = cluster(4);
    shop.disconnect(0);
    await pass(300);
    expect(shop.told()).toHaveLength(1);
    shop.connect(0);
    shop.disconnect(0);
    await pass(300);
    expect(shop.told()).toHaveLength(1);
    expect(await shop.runs()).toHaveLength(2);
    expect(Object.values(await shop.outages())).toMatchObject([{ flaps: 1 }]);
    shop.connect(0);
    await pass(120);
    expect(shop.told()).toHaveLength(2);
  });
});
