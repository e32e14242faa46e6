/** When which agent is away: seconds since the beginning; one that does not come back has no end. */
export interface Drop {
  instance: number;
  startSecond: number;
  endSecond: number;
}

/** What happens to the agents of some clusters. */
export interface Plan {
  title: string;
  instances: number;
  clusters: number;
  seconds: number;
  /** Instances that have to be alerted: they stay away. All others must not be. */
  lost: ReadonlySet<number>;
  /** The drops, in parts that follow each other in time: none of a part begins before the part before is over. */
  parts(): Generator<Drop[]>;
}

/** Instances of a cluster lie side by side. */
export const clusterOf = ({ instances, clusters }: Plan, instance: number): number =>
  Math.floor((instance * clusters) / instances);

/**
 * Numbers in [0, 1) that are the same for the same seed.
 *
 * @see https://github.com/bryc/code/blob/master/jshash/PRNGs.md#mulberry32
 */
export const seededRandom = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

const size = { instances: 10_000, clusters: 20 };
const quarterSeconds = 900;
const longestSeconds = 40;
const shortestSeconds = 5;
const seed = 4;

const whole = (random: () => number, least: number, most: number): number =>
  least + Math.floor(random() * (most - least + 1));

/** Which instances are lost, with the number of the drop that they do not come back from. */
const losses = (count: number, quarters: number): Map<number, number> => {
  const random = seededRandom(seed + 1);
  const lost = new Map<number, number>();
  // Soon enough to be alerted, and to be followed for a while.
  const last = Math.max(0, quarters - 2);
  while (lost.size < count) lost.set(whole(random, 0, size.instances - 1), whole(random, 0, last));
  return lost;
};

/**
 * Hours in which each agent is away four times an hour, once in every quarter, for 5 to 40 seconds.
 *
 * @param lostInstances how many instances do not come back from one of their drops
 */
export const ordinaryHours = (hours: number, lostInstances = 0): Plan => {
  const quarters = hours * 4;
  const lost = losses(lostInstances, quarters);
  const loses = lostInstances > 0 ? `, ${lostInstances} of which are lost for good` : '';
  const span = hours === 24 ? 'a day' : `${hours} of a day’s 24 hours`;
  return {
    ...size,
    title: `${span} of 10,000 instances in 20 clusters${loses}, each agent away 4 times an hour for 5–40 s`,
    seconds: hours * 3_600,
    lost: new Set(lost.keys()),
    *parts() {
      const random = seededRandom(seed);
      for (let quarter = 0; quarter < quarters; quarter += 1) {
        const drops: Drop[] = [];
        for (let instance = 0; instance < size.instances; instance += 1) {
          const startSecond = quarter * quarterSeconds + whole(random, 0, quarterSeconds - longestSeconds - 1);
          const endSecond = startSecond + whole(random, shortestSeconds, longestSeconds);
          const lostIn = lost.get(instance) ?? quarters;
          if (quarter > lostIn) continue;
          drops.push({ instance, startSecond, endSecond: quarter === lostIn ? Number.POSITIVE_INFINITY : endSecond });
        }
        yield drops;
      }
    },
  };
};

/** All agents drop at once; one in twenty of each cluster stays away for half an hour, the others are back within 30 seconds. */
export const burst = (): Plan => {
  const isLost = (instance: number) => instance % 20 === 0;
  const all = Array.from({ length: size.instances }, (_, instance) => instance);
  return {
    ...size,
    title: '10,000 instances in 20 clusters dropping at once, 9,500 back within 30 s, 500 after half an hour: an hour',
    seconds: 3_600,
    lost: new Set(all.filter(isLost)),
    *parts() {
      const random = seededRandom(seed);
      const startSecond = 60;
      yield all.map((instance) => {
        const awaySeconds = whole(random, 1, 30);
        return { instance, startSecond, endSecond: startSecond + (isLost(instance) ? 1_800 : awaySeconds) };
      });
    },
  };
};
