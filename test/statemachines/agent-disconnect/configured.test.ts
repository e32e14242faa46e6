import { afterEach, describe, expect, it } from '@jest/globals';
import { disconnectWorld } from './disconnect-world.ts';

const { world, pass, cluster, configure } = disconnectWorld();

const defaults = {
  ...{ ACTIONS: 'none', MAX_ACTIONS_PER_HOUR: '5', REMINDER_MINUTES: '60', LIMIT_HOURS: '24' },
  ...{ CONFIRMATIONS: '2', CONFIRMATION_SECONDS: '30' },
};
const configureRule = (settings: Partial<typeof defaults>) => configure('start-agent-disconnect', settings);
afterEach(() => configureRule(defaults));

type Shop = ReturnType<typeof cluster>;

const kinds = (shop: Shop): string[] => shop.told().map(({ subject }) => subject.split(' ')[0] ?? '');
const indices = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

const instancesOf = ({ name }: Shop) =>
  world.sandbox.services.ecs.instances().filter(({ clusterName }) => clusterName === name);
const draining = (shop: Shop): string[] =>
  instancesOf(shop)
    .filter(({ instance }) => instance.status === 'DRAINING')
    .map(({ id }) => id);
const commandsTo = (shop: Shop): string[] =>
  world.sandbox.services.ssm
    .commands()
    .flatMap(({ instanceIds }) => instanceIds.filter((id) => shop.machines.includes(id)));

describe('the rule with actions', () => {
  it('repairs nothing in a storm of half a cluster, and sends one digest with the reason', async () => {
    configureRule({ ACTIONS: 'drain,restart-agent' });
    const shop = cluster(40);
    const half = indices(20);
    shop.disconnect(...half);
    await pass(300);
    expect(shop.told().map(({ subject }) => subject)).toEqual([
      `[ISSUE] ECS agents: 20 of 40 disconnected in ${shop.name} (us-east-1)`,
    ]);
    const [digest] = shop.told();
    expect(digest?.mail).toContain(
      'Nothing was done (drain, restart-agent): more than a quarter of the cluster is affected.',
    );
    expect(digest?.mail).toContain('Many at once have a cause in common more often than not');
    expect(digest?.mail).toContain('us-east-1a EC2: 20');
    for (const index of half) expect(digest?.mail).toContain(shop.ids[index]);
    expect([draining(shop), commandsTo(shop)]).toEqual([[], []]);
    shop.connect(...half);
    await pass(120);
    expect(shop.told()[1]?.subject).toBe(`[RECOVERED] ECS agents: 20 back in ${shop.name} (us-east-1)`);
    expect(await shop.runs()).toMatchObject([{ status: 'SUCCEEDED', result: { outcome: 'WARN' } }]);
  });

  it('repairs nothing of what drops into a storm either', async () => {
    configureRule({ ACTIONS: 'drain', MAX_ACTIONS_PER_HOUR: '100' });
    const shop = cluster(40);
    shop.disconnect(...indices(10));
    await pass(240);
    expect(draining(shop)).toHaveLength(10);
    shop.disconnect(10);
    await pass(300);
    expect(kinds(shop)).toEqual(['[ISSUE]', '[ISSUE]']);
    expect(shop.told()[1]?.mail).toContain('Beside these, 10 outages alerted before last.');
    expect(shop.told()[1]?.mail).toContain('Nothing was done (drain)');
    expect(draining(shop)).not.toContain(shop.ids[10]);
    shop.connect(...indices(11));
    await pass(120);
  });

  it('drains and restarts up to the cap, says what came of each, and that they are back', async () => {
    configureRule({ ACTIONS: 'drain,restart-agent', MAX_ACTIONS_PER_HOUR: '3' });
    const shop = cluster(12);
    shop.disconnect(0, 1);
    await pass(300);
    const [alert] = shop.told();
    expect(alert?.subject).toContain('[ISSUE] ECS agents: 2 of 12');
    expect(alert?.mail.match(/drain DONE/g)).toHaveLength(2);
    expect(alert?.mail.match(/restart-agent (DONE|STARTED)/g)).toHaveLength(1);
    expect(alert?.mail).toContain(
      'Nothing more was done (drain, restart-agent): at most 3 actions an hour are allowed.',
    );
    expect(draining(shop)).toHaveLength(2);
    expect(commandsTo(shop)).toHaveLength(1);
    await pass(120);
    expect(kinds(shop)).toEqual(['[ISSUE]', '[RECOVERED]']);
    shop.connect(0, 1);
    await pass(120);
    expect(kinds(shop)).toEqual(['[ISSUE]', '[RECOVERED]', '[RECOVERED]']);
  });
});

describe('an outage that lasts', () => {
  it('is told again, is left at the limit, and its end is told by the next run of the cluster', async () => {
    configureRule({ REMINDER_MINUTES: '25', LIMIT_HOURS: '1' });
    const shop = cluster(12);
    shop.disconnect(0);
    await pass(5_400);
    expect(kinds(shop)).toEqual(['[ISSUE]', '[REMINDER]', '[REMINDER]', '[LIMIT]']);
    expect(shop.told()[1]?.mail).toContain(shop.ids[0]);
    expect(shop.told()[3]?.subject).toContain('1 still disconnected after 1 h, not followed now');
    expect(await shop.runs()).toMatchObject([
      {
        status: 'SUCCEEDED',
        result: {
          outcome: 'FAIL',
          findings: expect.arrayContaining([
            expect.objectContaining({ detail: '1 of 1 outage last; the limit of 1 h is reached' }),
          ]),
        },
      },
    ]);
    shop.connect(0);
    await pass(600);
    expect(kinds(shop)).toHaveLength(4);
    shop.disconnect(1);
    await pass(240);
    expect(kinds(shop).slice(4).sort()).toEqual(['[ISSUE]', '[RECOVERED]']);
    shop.connect(1);
    await pass(120);
    expect(await shop.outages()).toEqual({});
  });
});

describe('five looks for a confirmation', () => {
  it('come to an end although every minute brings the cluster another outage', async () => {
    configureRule({ CONFIRMATIONS: '5' });
    const shop = cluster(60);
    for (const index of indices(10)) {
      shop.disconnect(index);
      await pass(60);
    }
    expect(shop.told().length).toBeGreaterThan(2);
    await pass(400);
    for (const index of indices(10)) {
      expect(shop.told().filter(({ mail }) => mail.includes(`- ${shop.ids[index]} `))).toHaveLength(1);
    }
    shop.connect(...indices(10));
    await pass(120);
    expect(await shop.outages()).toEqual({});
  });
});

describe('a run that is stopped', () => {
  it('before its alert leaves that to the next', async () => {
    const shop = cluster(8);
    shop.disconnect(0);
    for (
      let left = 40;
      left > 0 && Object.values(await shop.outages()).every(({ owner }) => owner === null);
      left -= 1
    ) {
      await pass(5);
    }
    const [{ arn = '', status = '' } = {}] = await shop.runs();
    expect(status).toBe('RUNNING');
    world.sandbox.services.stepFunctions.execution(arn).stop('stopped', 'by hand');
    await pass(300);
    expect(shop.told()).toEqual([]);
    shop.disconnect(1);
    await pass(300);
    expect(shop.told().map(({ subject }) => subject)).toEqual([
      `[ISSUE] ECS agents: 2 of 8 disconnected in ${shop.name} (us-east-1)`,
    ]);
    shop.connect(0, 1);
    await pass(120);
    expect(kinds(shop)).toEqual(['[ISSUE]', '[RECOVERED]']);
  });
});

describe('a cluster that is deleted while its outage is followed', () => {
  it('ends it', async () => {
    const shop = cluster(1);
    shop.disconnect(0);
    await pass(300);
    const { operations } = world.sandbox.services.ecs;
    await operations.DeregisterContainerInstance({ cluster: shop.name, containerInstance: shop.ids[0], force: true });
    await operations.DeleteCluster({ cluster: shop.name });
    await pass(120);
    expect(kinds(shop)).toEqual(['[ISSUE]', '[RECOVERED]']);
    expect(shop.told()[1]?.subject).toContain('1 gone');
    expect(await shop.runs()).toMatchObject([{ status: 'SUCCEEDED' }]);
  });
});
