import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type AgentWorld, startAgentWorld } from './agent-world.ts';

let world: AgentWorld;

beforeAll(async () => {
  world = await startAgentWorld();
});
afterAll(() => world.close());

const byHand = { window: undefined };

describe('checkClusterWatched', () => {
  it('tells what cluster it is, and when it is looked at', async () => {
    const cluster = world.cluster(2);
    expect(await cluster.check()).toEqual({
      clusterArn: cluster.arn,
      clusterName: cluster.name,
      isWatched: true,
      reason: 'all clusters are watched',
      registered: 2,
      isFollowed: true,
      waitSeconds: 0,
    });
    expect(await cluster.check({ cluster: cluster.arn, graceSeconds: 120 }, '', 0)).toMatchObject({ waitSeconds: 60 });
  });

  it('goes by the tag where only tagged clusters are watched', async () => {
    const tagged = world.cluster(1, { tags: { 'ecs-agent-monitoring': 'yes' } });
    const other = world.cluster(1);
    expect(await tagged.check({}, 'yes')).toMatchObject({ isWatched: true });
    expect(await other.check({}, 'yes')).toMatchObject({ isWatched: false, reason: expect.stringContaining('no tag') });
    expect(await other.check(byHand, 'yes')).toMatchObject({ isWatched: true, isFollowed: false });
  });

  it('has nothing to watch in a cluster that is gone since its events', async () => {
    const check = world.cluster(0).check({ cluster: 'arn:aws:ecs:us-east-1:000000000000:cluster/gone' });
    expect(await check).toMatchObject({ isWatched: false, clusterName: 'gone', reason: 'it has been deleted' });
  });

  it('says so by hand', async () => {
    const check = world.cluster(0).check({ ...byHand, cluster: 'gone' });
    await expect(check).rejects.toMatchObject({
      name: 'ClusterNotFoundError',
      message: 'cluster gone not found; see: aws ecs list-clusters',
    });
  });

  it.each([
    ['arn:aws:ecs:eu-west-1:000000000000:cluster/prod', 'is in eu-west-1'],
    ['arn:aws:ecs:us-east-1:111122223333:cluster/prod', 'is in account 111122223333'],
  ])('refuses a cluster elsewhere: %s', async (cluster, where) => {
    await expect(world.cluster(0).check({ cluster })).rejects.toMatchObject({
      name: 'ClusterElsewhereError',
      message: `cluster ${cluster} ${where}; start the runbook of the suite that is deployed there`,
    });
  });
});
