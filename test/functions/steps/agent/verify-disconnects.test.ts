import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newOutage } from '../../../../functions/domain/agent/ledger.ts';
import type { Verification } from '../../../../functions/domain/agent/run-state.ts';
import { type AgentWorld, at, type ClusterWorld, machineOf, startAgentWorld } from './agent-world.ts';

let world: AgentWorld;

beforeAll(async () => {
  world = await startAgentWorld();
});
afterAll(() => world.close());
beforeEach(() => {
  world.sandbox.faults.clear();
  world.warnings.length = 0;
});

const noted = () => newOutage(1, at(-100));

/** Two looks, half a minute apart. */
const twoLooks = async (cluster: ClusterWorld, meanwhile: () => void = () => {}): Promise<Verification> => {
  const first = await cluster.verify(0);
  meanwhile();
  return cluster.verify(30, first);
};

const calls = async (work: () => Promise<unknown>): Promise<string[]> => {
  const met: string[] = [];
  const stop = world.sandbox.faults.observe(({ service, operation }) => {
    if (service !== 's3') met.push(`${service} ${operation}`);
  });
  await work().finally(stop);
  return met;
};

describe('verifyDisconnects', () => {
  it('confirms what stays away, and asks about nothing else at its second look', async () => {
    const cluster = world.cluster(3);
    cluster.disconnect(...cluster.ids.slice(0, 2));
    await cluster.put(Object.fromEntries(cluster.ids.slice(0, 2).map((id) => [id, newOutage(3, at(-100))])));
    const first = await cluster.verify(0);
    expect(first).toMatchObject({ status: 'UNDECIDED', looks: 1, confirmed: 0 });
    let second: Verification | undefined;
    const made = await calls(async () => {
      second = await cluster.verify(30, first);
    });
    expect(second).toMatchObject({ status: 'DECIDED', looks: 2, confirmed: 2, affected: 2 });
    expect(made).toEqual(['ecs DescribeContainerInstances', 'ec2 DescribeInstances']);
    expect((await cluster.outages())[cluster.first]).toMatchObject({
      owner: world.me.id,
      confirmedAt: at(30),
      facts: { instanceId: machineOf(cluster.first), host: 'RUNNING', availabilityZone: 'us-east-1a' },
    });
  });

  it('writes no ledger where there is nothing to note', async () => {
    const cluster = world.cluster(1);
    expect(await cluster.verify(0)).toMatchObject({ status: 'DECIDED', confirmed: 0 });
    expect(world.sandbox.services.s3.keys('reports').filter((key) => key.includes(cluster.name))).toEqual([]);
  });

  it('is silent about an agent that reconnects while it waits', async () => {
    const cluster = world.cluster(1);
    cluster.disconnect(cluster.first);
    expect(await twoLooks(cluster, () => cluster.connect(cluster.first))).toMatchObject({
      status: 'DECIDED',
      confirmed: 0,
      reconnected: 1,
    });
  });

  it('counts an agent that was back in between as flapping', async () => {
    const cluster = world.cluster(1);
    cluster.disconnect(cluster.first);
    const flap = () => {
      cluster.connect(cluster.first);
      cluster.disconnect(cluster.first);
    };
    expect(await twoLooks(cluster, flap)).toMatchObject({ status: 'UNDECIDED', flapping: 1, flaps: 1 });
  });

  it.each([
    ['stopped', 'stopped', 'STOPPED'],
    ['terminated', 'terminated', 'GONE'],
  ] as const)('has no issue with an instance that is %s while it waits', async (_name, state, end) => {
    const cluster = world.cluster(1);
    cluster.disconnect(cluster.first);
    const change = () => world.sandbox.services.ssm.hosts.change(machineOf(cluster.first), { state });
    expect(await twoLooks(cluster, change)).toMatchObject({ status: 'DECIDED', confirmed: 0, gone: 1 });
    expect((await cluster.outages())[cluster.first]).toMatchObject({ end });
  });

  it('has no issue with an instance that EC2 does not know', async () => {
    const cluster = world.cluster(1);
    cluster.disconnect(cluster.first);
    const forget = () => world.sandbox.services.ssm.hosts.forget(machineOf(cluster.first));
    expect(await twoLooks(cluster, forget)).toMatchObject({ status: 'DECIDED', confirmed: 0, gone: 1 });
  });

  it('has no issue with an instance that is deregistered while it waits', async () => {
    const cluster = world.cluster(1);
    cluster.disconnect(cluster.first);
    const deregister = () =>
      void world.sandbox.services.ecs.operations.DeregisterContainerInstance({
        ...{ cluster: cluster.name, containerInstance: cluster.first, force: true },
      });
    expect(await twoLooks(cluster, deregister)).toMatchObject({ status: 'DECIDED', confirmed: 0, gone: 1 });
  });

  it('reports an external instance that Systems Manager does not hear from', async () => {
    const cluster = world.cluster(1, { isExternal: true });
    cluster.disconnect(cluster.first);
    world.sandbox.services.ssm.hosts.change(machineOf(cluster.first, true), { ping: 'ConnectionLost' });
    await cluster.put({ [cluster.first]: newOutage(3, at(-100)) });
    expect(await twoLooks(cluster)).toMatchObject({ status: 'DECIDED', confirmed: 0, offline: 1 });
  });

  it('alerts what EC2 refuses to tell of, and says why in the log', async () => {
    const cluster = world.cluster(1);
    cluster.disconnect(cluster.first);
    await cluster.put({ [cluster.first]: newOutage(3, at(-100)) });
    const error = 'UnauthorizedOperation';
    world.sandbox.faults.add({ service: 'ec2', operation: 'DescribeInstances', error, times: 9 });
    expect(await twoLooks(cluster)).toMatchObject({ status: 'DECIDED', confirmed: 1 });
    expect(world.warnings[0]).toMatchObject({ refusals: [expect.stringContaining('UnauthorizedOperation')] });
    expect((await cluster.outages())[cluster.first]).toMatchObject({ facts: { host: 'UNKNOWN' } });
  });

  it.each([
    ['ecs', 'ListContainerInstances', 'ThrottlingException'],
    ['ecs', 'DescribeContainerInstances', 'ThrottlingException'],
    ['ec2', 'DescribeInstances', 'RequestLimitExceeded'],
    ['states', 'DescribeExecution', 'ThrottlingException'],
    ['s3', 'GetObject', 'SlowDown'],
    ['s3', 'PutObject', 'SlowDown'],
  ])(
    'lets through that %s %s is throttled, and finds the same when it is repeated',
    async (service, operation, error) => {
      const cluster = world.cluster(1);
      cluster.disconnect(cluster.first);
      const owner = await world.execution(`of-${operation}`, false);
      await cluster.put({ [cluster.first]: { ...newOutage(3, at(-100)), owner } });
      world.sandbox.faults.add({ service, operation, error, times: 1 });
      await expect(cluster.verify(0)).rejects.toMatchObject({ name: error });
      expect(await twoLooks(cluster)).toMatchObject({ status: 'DECIDED', confirmed: 1 });
    },
  );

  it('counts a look once whose answer was lost', async () => {
    const cluster = world.cluster(1);
    cluster.disconnect(cluster.first);
    await cluster.put({ [cluster.first]: newOutage(3, at(-100)) });
    await cluster.verify(0);
    expect(await cluster.verify(1)).toMatchObject({ status: 'UNDECIDED', looks: 1 });
  });

  it('sees a cluster that is gone as one without instances', async () => {
    const cluster = world.cluster(1);
    cluster.disconnect(cluster.first);
    const first = await cluster.verify(0);
    const { operations } = world.sandbox.services.ecs;
    operations.DeregisterContainerInstance({ cluster: cluster.name, containerInstance: cluster.first, force: true });
    operations.DeleteCluster({ cluster: cluster.name });
    const error = 'ClusterNotFoundException';
    world.sandbox.faults.add({ service: 'ecs', operation: 'DescribeContainerInstances', error, times: 1 });
    expect(await cluster.verify(30, first)).toMatchObject({ status: 'DECIDED', confirmed: 0, gone: 1 });
    world.sandbox.faults.add({ service: 'ecs', operation: 'ListContainerInstances', error, times: 1 });
    expect(await cluster.verify(60)).toMatchObject({ status: 'DECIDED', confirmed: 0 });
  });
});

describe('verifyDisconnects, beside other runs', () => {
  const followedBy = (owner: string) => ({
    ...newOutage(3, at(-100)),
    ...{ owner, firstSeenAt: at(-60), looks: 2, confirmedAt: at(-30), alertedAt: at(-29) },
  });

  it('leaves what a run follows', async () => {
    const cluster = world.cluster(1);
    cluster.disconnect(cluster.first);
    const known = followedBy(await world.execution('runs', true));
    await cluster.put({ [cluster.first]: known });
    expect(await cluster.verify(0)).toMatchObject({
      status: 'DECIDED',
      confirmed: 0,
      followedByOthers: 1,
      affected: 1,
    });
    expect((await cluster.outages())[cluster.first]).toEqual(known);
  });

  it.each([
    ['has ended', (): Promise<string> => world.execution('ended', false)],
    [
      'is not known any more',
      async () => 'arn:aws:states:us-east-1:000000000000:execution:ecs-runbooks-sandbox-agent-disconnect:unknown',
    ],
  ])('goes on with what a run followed that %s', async (_name, owner) => {
    const cluster = world.cluster(1);
    cluster.disconnect(cluster.first);
    await cluster.put({ [cluster.first]: followedBy(await owner()) });
    expect(await cluster.verify(0)).toMatchObject({ status: 'DECIDED', confirmed: 1, followedByOthers: 0 });
    expect((await cluster.outages())[cluster.first]).toMatchObject({ owner: world.me.id, alertedAt: at(-29) });
  });

  it('gives each instance to one of two runs that look at once', async () => {
    const cluster = world.cluster(5);
    cluster.disconnect(...cluster.ids);
    const run = { ...world.me, id: await world.execution('beside', true) };
    await Promise.all([cluster.verify(0), cluster.verify(0, undefined, { run })]);
    const owners = Object.values(await cluster.outages()).map(({ owner }) => owner);
    expect(owners).toHaveLength(5);
    expect(owners.every((owner) => owner === world.me.id || owner === run.id)).toBe(true);
  });

  it('by hand confirms what it sees and owns nothing', async () => {
    const cluster = world.cluster(1);
    cluster.disconnect(cluster.first);
    const byHand = { isFollowed: false };
    const first = await cluster.verify(0, undefined, byHand);
    const second = await cluster.verify(60, first, byHand);
    expect(second).toMatchObject({ status: 'DECIDED', confirmed: 1 });
    expect((await cluster.outages())[cluster.first]).toMatchObject({ owner: null, confirmedAt: at(60) });
    const rule = await cluster.verify(61);
    expect(rule).toMatchObject({ status: 'UNDECIDED', followedByOthers: 0 });
    expect(await cluster.verify(91, rule)).toMatchObject({ confirmed: 1 });
  });

  it('by hand sees that what a run follows is over, which that run tells', async () => {
    const cluster = world.cluster(1);
    const known = followedBy(await world.execution('follows', true));
    await cluster.put({ [cluster.first]: known });
    const seen = await cluster.verify(0, undefined, { isFollowed: false });
    expect(seen).toMatchObject({ status: 'DECIDED', confirmed: 0, affected: 0 });
    const { owner, end } = (await cluster.outages())[cluster.first] ?? {};
    expect([owner, end]).toEqual([known.owner, 'RECONNECTED']);
  });

  it('takes no event for an outage that is over', async () => {
    const cluster = world.cluster(1);
    await cluster.put({ [cluster.first]: noted() });
    expect(await cluster.verify(0)).toMatchObject({ status: 'DECIDED', confirmed: 0 });
    expect(await cluster.outages()).toEqual({});
  });
});
