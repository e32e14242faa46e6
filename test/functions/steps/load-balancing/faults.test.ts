import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { groupSpec, hostRule, loadBalancingSpec, tcpListener } from '../../../support/load-balancing-spec.ts';
import { type LoadBalancingWorld, startWorld } from './world.ts';

let world: LoadBalancingWorld;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.close());

const groups = (path: string) => [
  groupSpec('web-1', { healthCheck: { protocol: 'HTTP', path } }),
  groupSpec('web-2', { port: 8081 }),
  groupSpec('tcp-1', { protocol: 'TCP', healthCheck: { protocol: 'TCP' } }),
];
const specOf = (targetGroups: object[], port: number, ...rules: object[]) =>
  loadBalancingSpec({
    targetGroups,
    loadBalancers: [
      { name: 'web-lb', type: 'application', listeners: [{ protocol: 'HTTP', port: 80, rules }] },
      { name: 'tcp-lb', type: 'network', listeners: [tcpListener(port)] },
    ],
  });

/** A spec that was deployed, and one that makes every call of a deployment after it. */
const former = specOf(
  groups('/a').toSpliced(1, 1),
  3306,
  hostRule('a.example.com'),
  hostRule('b.example.com'),
  hostRule('c.example.com'),
);
const spec = specOf(
  groups('/b'),
  3307,
  hostRule('a.example.com', 'web-2'),
  hostRule('d.example.com'),
  hostRule('e.example.com', 'web-2'),
);

const deployFormer = async () => {
  await world.createTargetGroups(former);
  await world.updateListeners(former);
  world.calls();
};
const deploy = async () => {
  await deployFormer();
  await world.createTargetGroups(spec);
  world.calls();
};
const deployAll = async () => {
  await deploy();
  await world.updateListeners(spec);
  world.calls();
};
const withoutListeners = async () => {
  await deployAll();
  await world.deleteListeners(spec);
  world.calls();
};

/** What stands, without ids. */
const standing = async () => ({
  groups: await world.groups(),
  rules: (await world.rules()).map(({ Priority, Conditions, Actions }) => [
    Priority,
    Conditions?.[0]?.Values,
    Actions?.[0]?.TargetGroupArn?.split('/')[1],
  ]),
  listeners: (await world.listeners()).map(({ Port }) => Port),
});

const steps: [string, () => Promise<void>, () => unknown, string[]][] = [
  [
    'createTargetGroups',
    deployFormer,
    () => world.createTargetGroups(spec),
    ['CreateTargetGroup', 'ModifyTargetGroup'],
  ],
  [
    'updateListeners',
    deploy,
    () => world.updateListeners(spec),
    ['CreateRule', 'ModifyRule', 'DeleteRule', 'CreateListener', 'DeleteListener'],
  ],
  ['deleteListeners', deployAll, () => world.deleteListeners(spec), ['DeleteRule', 'DeleteListener']],
  ['deleteTargetGroups', withoutListeners, () => world.deleteTargetGroups(spec), ['DeleteTargetGroup']],
];
const reads = ['DescribeTargetGroups', 'DescribeLoadBalancers', 'DescribeTags', 'DescribeListeners', 'DescribeRules'];
const readBy: Record<string, string[]> = {
  createTargetGroups: reads.slice(0, 3),
  // Once the rules are gone no load balancer uses them, and none is looked at.
  deleteTargetGroups: ['DescribeTargetGroups', 'DescribeTags', 'DescribeTargetHealth'],
};

describe.each(steps)('%s', (name, prepare, run, changes) => {
  const calls = [...(readBy[name] ?? reads), ...changes];

  it('makes these calls and no others', async () => {
    await prepare();
    await run();
    expect([...new Set(world.calls())].toSorted()).toEqual(calls.toSorted());
  });

  it.each(
    calls.flatMap((operation) => ['Throttling', 'InternalFailure', 'AccessDenied'].map((error) => [operation, error])),
  )('names a %s that meets %s, and finishes when it is run again', async (operation = '', error = '') => {
    await prepare();
    await run();
    const expected = await standing();
    await world.close();
    world = await startWorld();
    await prepare();
    world.world.faults.add({ service: 'elasticloadbalancing', operation, error });
    await expect(run()).rejects.toMatchObject({ name: error });
    await run();
    expect(await standing()).toEqual(expected);
  });

  it.each(changes)('finishes when the answer to %s was lost', async (operation) => {
    await prepare();
    await run();
    const expected = await standing();
    await world.close();
    world = await startWorld();
    await prepare();
    const original = world.client.send.bind(world.client);
    world.client.send = (async (command: object) => {
      const answer = await original(command as never);
      if (command.constructor.name !== `${operation}Command`) return answer;
      world.client.send = original;
      throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
    }) as typeof world.client.send;
    await expect(run()).rejects.toMatchObject({ code: 'ECONNRESET' });
    await run();
    expect(await standing()).toEqual(expected);
  });
});
