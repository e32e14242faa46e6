import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newOutage } from '../../../../functions/domain/agent/ledger.ts';
import type { Verification } from '../../../../functions/domain/agent/run-state.ts';
import { type AgentWorld, at, type ClusterWorld, startAgentWorld } from './agent-world.ts';

let world: AgentWorld;

beforeAll(async () => {
  world = await startAgentWorld();
});
afterAll(() => world.close());
beforeEach(() => world.sandbox.faults.clear());

/** A cluster one of whose agents is away, confirmed and alerted. */
const alerted = async (): Promise<{ cluster: ClusterWorld; verification: Verification }> => {
  const cluster = world.cluster(2);
  cluster.disconnect(cluster.first);
  await cluster.put({ [cluster.first]: newOutage(3, at(-100)) });
  const verification = await cluster.verify(30, await cluster.verify(0));
  const outages = await cluster.outages();
  await cluster.put(
    Object.fromEntries(Object.entries(outages).map(([id, one]) => [id, { ...one, alertedAt: at(31) }])),
  );
  return { cluster, verification };
};

describe('checkRecovery', () => {
  it('is quiet while an outage lasts', async () => {
    const { cluster, verification } = await alerted();
    expect(await cluster.recover(60, verification)).toMatchObject({ status: 'QUIET', remaining: 1, waitSeconds: 30 });
  });

  it('has news when the agent is back, and the same when it is repeated', async () => {
    const { cluster, verification } = await alerted();
    cluster.connect(cluster.first);
    const recovery = await cluster.recover(60, verification);
    expect(recovery).toMatchObject({ status: 'NEWS', remaining: 0, reconnected: 1 });
    expect(await cluster.recover(60, verification)).toEqual(recovery);
    expect((await cluster.outages())[cluster.first]).toMatchObject({ end: 'RECONNECTED', endedAt: at(60) });
  });

  it('counts a flap and has no news of it', async () => {
    const { cluster, verification } = await alerted();
    cluster.connect(cluster.first);
    cluster.disconnect(cluster.first);
    expect(await cluster.recover(60, verification)).toMatchObject({ status: 'QUIET', remaining: 1 });
    expect((await cluster.outages())[cluster.first]).toMatchObject({ flaps: 1, alertedAt: at(31) });
  });

  it('does not say that all is over when the ledger has been removed', async () => {
    const { cluster, verification } = await alerted();
    await cluster.put({});
    await expect(cluster.recover(60, verification)).rejects.toMatchObject({ name: 'LedgerLostError' });
  });

  it('says that it is the last look', async () => {
    const { cluster, verification } = await alerted();
    expect(await cluster.recover(60, verification, 999)).toMatchObject({ status: 'NEWS', isOverdue: true });
  });

  it('alerts nothing of machines that nobody may ask about, and says why in the log', async () => {
    const { cluster, verification } = await alerted();
    const error = 'UnauthorizedOperation';
    world.sandbox.faults.add({ service: 'ec2', operation: 'DescribeInstances', error, times: 1 });
    expect(await cluster.recover(60, verification)).toMatchObject({ status: 'QUIET', remaining: 1 });
    expect(world.warnings.at(-1)).toMatchObject({ refusals: [expect.stringContaining(error)] });
  });

  it.each([
    ['ecs', 'DescribeContainerInstances', 'ThrottlingException'],
    ['s3', 'GetObject', 'SlowDown'],
  ])('lets through that %s %s is throttled', async (service, operation, error) => {
    const { cluster, verification } = await alerted();
    world.sandbox.faults.add({ service, operation, error, times: 1 });
    await expect(cluster.recover(60, verification)).rejects.toMatchObject({ name: error });
  });
});
