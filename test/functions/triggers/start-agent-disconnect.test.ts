import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { executionName } from '../../../functions/domain/agent/window.ts';
import { type DisconnectWorld, startDisconnectWorld } from './disconnect-world.ts';

let world: DisconnectWorld;

beforeAll(async () => {
  world = await startDisconnectWorld();
});
afterAll(() => world.close());
afterEach(() => world.sandbox.faults.clear());

const window = '2026-11-21T05:50:00Z';
const time = '2026-11-21T05:50:07Z';
const since = '2026-11-21T05:50:07.000Z';
const current = '2026-11-21T05:51:00Z';
const names = async (cluster: string) => (await world.executions(cluster)).map(({ name }) => name);
const nameIn = (cluster: string, begins: string) => executionName(world.clusterArn(cluster), begins);

describe('startAgentDisconnect', () => {
  it('starts nothing for agents that are connected again', async () => {
    const { name, ids } = world.cluster(3);
    const messages = ids.map((id) => world.drop(name, id, time));
    for (const id of ids) world.connect(id, true);
    const { failed, lines } = await world.take(messages);
    expect(failed).toEqual([]);
    expect(await names(name)).toEqual([]);
    expect((await world.ledger(name)).outages).toEqual({});
    expect(lines).toEqual([
      [
        'info',
        'disconnections judged',
        { messages: 3, malformed: 0, clusters: 1, over: 3, open: 0, started: 0, failed: 0, overInstances: ids },
      ],
    ]);
  });

  it('notes since when one is away, and starts the execution of its window', async () => {
    const { name, ids } = world.cluster(2);
    const [away = '', back = ''] = ids;
    const messages = [world.drop(name, away, time), world.drop(name, back, time)];
    world.connect(back, true);
    const { failed, lines } = await world.take(messages);
    expect(failed).toEqual([]);
    expect(lines).toMatchObject([['info', 'disconnections judged', { over: 1, open: 1, started: 1 }]]);
    expect((await world.ledger(name)).outages).toMatchObject({ [away]: { since, owner: null, looks: 0 } });
    expect(await world.executions(name)).toMatchObject([
      {
        name: nameIn(name, window),
        input: {
          cluster: world.clusterArn(name),
          window,
          graceSeconds: '60',
          confirmations: '2',
          confirmationSeconds: '30',
          reminderMinutes: '60',
          limitHours: '24',
          offlineExternal: 'report',
          actions: 'none',
          maxActionsPerHour: '5',
          trigger: { by: 'AgentDisconnectRule', from: 'eventbridge' },
        },
      },
    ]);
  });

  it('joins the execution that runs when an event comes twice, or another of the same window', async () => {
    const { name, ids } = world.cluster(2);
    const [one = '', other = ''] = ids.map((id) => world.drop(name, id, time));
    for (const batch of [[one], [one, one], [other]]) expect((await world.take(batch)).failed).toEqual([]);
    expect(await names(name)).toEqual([nameIn(name, window)]);
    expect(Object.keys((await world.ledger(name)).outages)).toEqual(ids);
  });

  it('starts one execution for each of several clusters, by the newest event of each', async () => {
    const one = world.cluster(2);
    const other = world.cluster(1);
    const messages = [
      world.drop(one.name, one.ids[0] ?? '', time),
      world.drop(one.name, one.ids[1] ?? '', '2026-11-21T05:49:59Z'),
      world.drop(other.name, other.ids[0] ?? '', '2026-11-21T05:49:58Z'),
    ];
    const { lines } = await world.take(messages);
    expect(lines).toMatchObject([['info', 'disconnections judged', { clusters: 2, open: 3, started: 2 }]]);
    expect(await names(one.name)).toEqual([nameIn(one.name, window)]);
    expect(await names(other.name)).toEqual([nameIn(other.name, '2026-11-21T05:49:00Z')]);
  });

  it('logs a malformed event, gives it back, and judges the others', async () => {
    const { name, ids } = world.cluster();
    const { failed, lines } = await world.take(['{"version":', world.drop(name, ids[0] ?? '', time), '{"time":1}']);
    expect(failed).toEqual(['m0', 'm2']);
    expect(lines).toMatchObject([
      ['error', 'event not readable', { messageId: 'm0', problem: 'message: expected a JSON object' }],
      ['error', 'event not readable', { messageId: 'm2', problem: expect.stringContaining('clusterArn: is missing') }],
      ['info', 'disconnections judged', { messages: 3, malformed: 2, started: 1, failed: 0 }],
    ]);
    expect(await names(name)).toHaveLength(1);
  });

  it('starts nothing for a cluster that is gone', async () => {
    const { name, ids } = world.cluster();
    const message = world.drop(name, ids[0] ?? '', time).replaceAll(name, 'ghost');
    const { failed, lines } = await world.take([message]);
    expect(failed).toEqual([]);
    expect(lines).toMatchObject([['info', 'disconnections judged', { over: 1, open: 0 }]]);
  });

  it('begins no window in the future, whatever an event says', async () => {
    const { name, ids } = world.cluster();
    await world.take([world.drop(name, ids[0] ?? '', '2031-01-01T00:00:00Z')]);
    expect(await names(name)).toEqual([nameIn(name, current)]);
    expect((await world.ledger(name)).outages).toMatchObject({
      [ids[0] ?? '']: { since: '2026-11-21T05:51:30.000Z' },
    });
  });

  it('starts the execution of this minute where that of the window has ended, and none where that has ended too', async () => {
    const { name, ids } = world.cluster();
    const message = world.drop(name, ids[0] ?? '', time);
    for (const expected of [[window], [current, window], [current, window]]) {
      expect((await world.take([message])).failed).toEqual([]);
      const executions = await world.executions(name);
      expect(executions.map((one) => one.name).sort()).toEqual(expected.map((one) => nameIn(name, one)).sort());
      for (const { executionArn } of executions) world.end(executionArn);
    }
  });

  it('starts the execution of this minute where that of the window runs with other settings', async () => {
    const { name, ids } = world.cluster();
    const message = world.drop(name, ids[0] ?? '', time);
    await world.take([message]);
    expect((await world.take([message], { settings: { CONFIRMATIONS: '3' } })).failed).toEqual([]);
    expect(await names(name)).toHaveLength(2);
  });
});

describe('startAgentDisconnect in trouble', () => {
  it.each(['ThrottlingException', 'AccessDeniedException', 'ServerException'])(
    'starts the execution of a cluster that it cannot ask about for %s, and no other',
    async (error) => {
      const asked = world.cluster();
      const refused = world.cluster();
      const messages = [asked, refused].map(({ name, ids }) => world.drop(name, ids[0] ?? '', time));
      for (const { ids } of [asked, refused]) world.connect(ids[0] ?? '', true);
      world.sandbox.faults.add({ service: 'ecs', operation: 'DescribeContainerInstances', error });
      const { failed, lines } = await world.take(messages);
      expect(failed).toEqual([]);
      expect(lines).toMatchObject([
        ['warn', 'instances not described: an execution looks', { errorName: error }],
        ['info', 'disconnections judged', { over: 1, open: 1, started: 1 }],
      ]);
      expect([...(await names(asked.name)), ...(await names(refused.name))]).toHaveLength(1);
    },
  );

  it('starts the execution where the beginning cannot be noted, and notes it when the event comes again', async () => {
    const { name, ids } = world.cluster();
    const message = world.drop(name, ids[0] ?? '', time);
    world.sandbox.faults.add({ service: 's3', operation: 'PutObject', error: 'SlowDown' });
    const { failed, lines } = await world.take([message]);
    expect(failed).toEqual(['m0']);
    expect(lines[0]).toMatchObject(['warn', 'disconnections not noted', { errorName: 'SlowDown' }]);
    expect(await names(name)).toHaveLength(1);
    expect((await world.take([message])).failed).toEqual([]);
    expect((await world.ledger(name)).outages).toMatchObject({ [ids[0] ?? '']: { since } });
    expect(await names(name)).toHaveLength(1);
  });

  it('gives back what no execution could be started for, and only that', async () => {
    const { name, ids } = world.cluster(2);
    const messages = ids.map((id) => world.drop(name, id, time));
    world.connect(ids[0] ?? '', true);
    world.sandbox.faults.add({ service: 'states', operation: 'StartExecution', error: 'ThrottlingException' });
    const { failed, lines } = await world.take([...messages, messages[1] ?? '']);
    expect(failed).toEqual(['m1', 'm2']);
    expect(lines[0]).toMatchObject(['warn', 'execution not started', { errorName: 'ThrottlingException' }]);
    expect((await world.take(messages)).failed).toEqual([]);
    expect(await names(name)).toHaveLength(1);
  });

  it('starts nothing with settings that do not fit', async () => {
    const { name, ids } = world.cluster();
    const { failed, lines } = await world.take([world.drop(name, ids[0] ?? '', time)], {
      settings: { GRACE_SECONDS: 'soon' },
    });
    expect(failed).toEqual(['m0']);
    expect(lines[0]).toMatchObject(['warn', 'execution not started', { errorName: 'InvalidRequestError' }]);
    expect(await names(name)).toEqual([]);
  });

  it('notes what two batches tell at once', async () => {
    const { name, ids } = world.cluster(20);
    const messages = ids.map((id) => world.drop(name, id, time));
    const batches = Array.from({ length: 10 }, (_, index) => messages.slice(index * 2, index * 2 + 2));
    const taken = await Promise.all(batches.map((batch) => world.take(batch)));
    expect(taken.flatMap(({ failed }) => failed)).toEqual([]);
    expect(Object.keys((await world.ledger(name)).outages).sort()).toEqual(ids.toSorted());
    expect(await names(name)).toHaveLength(1);
  });

  it('gives all back when its time is over', async () => {
    const clusters = Array.from({ length: 20 }, () => world.cluster(50));
    const messages = clusters.flatMap(({ name, ids }) => ids.map((id) => world.drop(name, id, time)));
    const { failed } = await world.take(messages, { abortSignal: AbortSignal.abort() });
    expect(failed).toHaveLength(1_000);
  });
});
