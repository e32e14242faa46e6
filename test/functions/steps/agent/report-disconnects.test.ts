import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newOutage } from '../../../../functions/domain/agent/ledger.ts';
import { type AgentWorld, at, startAgentWorld } from './agent-world.ts';

let world: AgentWorld;

beforeAll(async () => {
  world = await startAgentWorld();
});
afterAll(() => world.close());

describe('reportDisconnects', () => {
  it('reports what was found by hand and leaves the ledger as it is', async () => {
    const cluster = world.cluster(2);
    cluster.disconnect(cluster.first);
    const byHand = { isFollowed: false };
    const verification = await cluster.verify(60, await cluster.verify(0, undefined, byHand), byHand);
    const before = await cluster.outages();
    const report = await cluster.report({ verification }, false);
    expect(report).toMatchObject({
      summary: `1 of 2 agents disconnected in ${cluster.name}`,
      findings: [{ status: 'FAIL', detail: expect.stringContaining(`container instance ${cluster.first}`) }],
      data: { verification },
    });
    expect(await cluster.outages()).toEqual(before);
  });

  it('lets go what a run of the rule never alerted, with its report', async () => {
    const cluster = world.cluster(1);
    cluster.disconnect(cluster.first);
    const first = await cluster.verify(0);
    cluster.connect(cluster.first);
    const verification = await cluster.verify(30, first);
    expect(await cluster.report({ verification })).toMatchObject({
      summary: `0 of 1 agent disconnected in ${cluster.name}; 1 connected again`,
      findings: [{ status: 'PASS', detail: expect.stringMatching(/^connected again; /) }],
      quiet: true,
    });
    expect(await cluster.outages()).toEqual({});
  });

  it('leaves what it followed to the next run', async () => {
    const cluster = world.cluster(1);
    const known = { ...newOutage(3, at(-100)), owner: world.me.id, confirmedAt: at(0), alertedAt: at(1) };
    await cluster.put({ [cluster.first]: known });
    await cluster.report({});
    expect(await cluster.outages()).toEqual({ [cluster.first]: { ...known, owner: null } });
  });

  it('reads no ledger of a cluster that is not watched', async () => {
    const cluster = world.cluster(0);
    world.sandbox.faults.add({ service: 's3', operation: 'GetObject', error: 'AccessDenied', times: 1 });
    const watch = {
      ...{ clusterArn: cluster.arn, clusterName: cluster.name, isWatched: false, reason: 'it has been deleted' },
      ...{ registered: 0, isFollowed: false, waitSeconds: 0 },
    };
    expect(await cluster.report({ watch })).toMatchObject({
      summary: `${cluster.name} is not looked at: it has been deleted`,
    });
    world.sandbox.faults.clear();
  });
});
