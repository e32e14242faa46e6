import { beforeAll, describe, expect, it } from '@jest/globals';
import { disconnectWorld } from './disconnect-world.ts';

const { world, pass, cluster } = disconnectWorld();

beforeAll(() => {
  const name = 'ecs-runbooks-sandbox-check-cluster-watched';
  world.sandbox.services.lambda.setEnvironment(name, { AGENT_MONITORING_TAG_VALUE: 'yes' });
});

describe('agent-disconnect, deployed for clusters with a tag', () => {
  it('watches those alone whose tag has the configured value', async () => {
    const [watched, other, untagged] = [cluster(4, { tagValue: 'yes' }), cluster(4, { tagValue: 'no' }), cluster(4)];
    for (const one of [watched, other, untagged]) one.disconnect(0);
    await pass(300);
    expect([watched, other, untagged].map((one) => one.told().length)).toEqual([1, 0, 0]);
    expect(await untagged.runs()).toMatchObject([
      { status: 'SUCCEEDED', result: { outcome: 'PASS', summary: expect.stringContaining('it has no tag') } },
    ]);
  });

  it('looks at any by hand', async () => {
    const shop = cluster(2);
    shop.disconnect(0);
    const { output } = await world.sandbox.run('agent-disconnect', { cluster: shop.name, graceSeconds: 0 });
    expect(output).toMatchObject({ outcome: 'FAIL', summary: `1 of 2 agents disconnected in ${shop.name}` });
  });
});
