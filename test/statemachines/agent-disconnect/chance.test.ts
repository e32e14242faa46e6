import { describe, expect, it } from '@jest/globals';
import { disconnectWorld } from './disconnect-world.ts';

const { world, pass, cluster, queued } = disconnectWorld();

type Shop = ReturnType<typeof cluster>;

/** A time in which an agent is away, in seconds from the beginning. */
interface Down {
  index: number;
  from: number;
  to: number;
}

/** A time at which an instance was told of: seconds from the beginning; undefined where SNS did not take the message. */
interface Told {
  index: number;
  at: number | undefined;
}

/** Numbers between two bounds, the same for the same seed. */
const between = (seed: number) => {
  let state = seed;
  return (from: number, to: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return from + Math.floor((state / 2 ** 32) * (to - from + 1));
  };
};
type Between = ReturnType<typeof between>;

/** Calls that have trouble, each with an error that passes. */
const calls = [
  { service: 'ecs', operation: 'DescribeContainerInstances', error: 'ThrottlingException' },
  { service: 'ecs', operation: 'ListContainerInstances', error: 'ServerException' },
  { service: 'ecs', operation: 'DescribeClusters', error: 'ThrottlingException' },
  { service: 'ec2', operation: 'DescribeInstances', error: 'RequestLimitExceeded' },
  { service: 's3', operation: 'GetObject', error: 'SlowDown' },
  { service: 's3', operation: 'PutObject', error: 'InternalError' },
  { service: 'sns', operation: 'Publish', error: 'InternalError' },
  { service: 'states', operation: 'StartExecution', error: 'ThrottlingException' },
  { service: 'states', operation: 'DescribeExecution', error: 'ThrottlingException' },
];

/** Two of three drops last 5 to 40 s, the others a quarter of an hour and more. */
const playAgents = (shop: Shop, chance: Between): Down[] => {
  const downs: Down[] = [];
  for (const index of shop.ids.keys()) {
    let from = chance(0, 1_200);
    while (from < 3_600) {
      const to = from + (chance(1, 3) < 3 ? chance(5, 40) : chance(1_000, 1_500));
      downs.push({ index, from, to });
      from = to + chance(700, 2_000);
    }
  }
  for (const { index, from, to } of downs) {
    world.sandbox.clock.after(from * 1_000, () => shop.disconnect(index));
    world.sandbox.clock.after(to * 1_000, () => shop.connect(index));
  }
  return downs;
};

/** Every minute or so some calls of an operation fail, or their answers are lost after the work. */
const playTrouble = (chance: Between): void => {
  for (let at = 0; at < 5_400; at += chance(30, 100)) {
    const { error, ...call } = calls[chance(0, calls.length - 1)] ?? { service: '', operation: '', error: '' };
    const isLost = call.operation !== 'Publish' && chance(1, 5) === 1;
    const fault = { ...call, times: chance(1, 3), ...(isLost ? { after: true } : { error }) };
    world.sandbox.clock.after(at * 1_000, () => world.sandbox.faults.add(fault));
  }
};

/** Whom the messages of a kind name. */
const toldOf = (shop: Shop, kind: string, beganAt: number): Told[] => {
  const kept = queued('dead-letters', shop.name).map((body) => JSON.parse(body));
  return [
    ...world.sandbox.services.sns
      .mailbox()
      .filter(({ to, subject = '' }) => to !== undefined && subject.includes(` in ${shop.name} (`))
      .map(({ subject = '', message, publishedAt }) => ({ subject, message, publishedAt })),
    ...kept.map(({ subject, email }) => ({ subject, message: email, publishedAt: undefined })),
  ]
    .filter(({ subject }) => subject.startsWith(kind))
    .flatMap(({ message, publishedAt }) => {
      const at = publishedAt === undefined ? undefined : (Date.parse(publishedAt) - beganAt) / 1_000;
      return shop.ids.flatMap((id, index) => (message.includes(`- ${id} `) ? [{ index, at }] : []));
    });
};

const within = (told: readonly Told[], index: number, from: number, to: number): Told[] =>
  told.filter((one) => one.index === index && (one.at === undefined || (one.at >= from && one.at <= to)));

describe('an hour of thirty agents that come and go while AWS has trouble', () => {
  it.each([1, 2])(
    'tells of each that stays away once, of its end once, and of no other (%i)',
    async (seed) => {
      const chance = between(seed);
      const shop = cluster(30);
      const beganAt = world.sandbox.clock.now();
      const long = playAgents(shop, chance).filter(({ from, to }) => to - from > 60);
      playTrouble(chance);
      await pass(6_500);
      world.sandbox.faults.clear();
      await pass(2_000);
      const alerts = toldOf(shop, '[ISSUE]', beganAt);
      const ends = toldOf(shop, '[RECOVERED]', beganAt);
      const counts = long.map(({ index, from, to }) => ({
        ...{ index, from, to },
        alerts: within(alerts, index, from, to + 60).length,
        ends: within(ends, index, to, to + 700).length,
      }));
      expect(counts.filter((one) => one.alerts !== 1 || one.ends !== 1)).toEqual([]);
      expect([alerts.length, ends.length]).toEqual([long.length, long.length]);
      expect(long.length).toBeGreaterThan(10);
      expect((await shop.runs()).filter(({ status }) => status !== 'SUCCEEDED')).toEqual([]);
      expect(Object.values(await shop.outages()).filter(({ alertedAt }) => alertedAt !== null)).toEqual([]);
    },
    180_000,
  );
});
