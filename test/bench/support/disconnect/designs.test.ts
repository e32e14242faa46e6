import { describe, expect, it } from '@jest/globals';
import {
  batchedRequests,
  countDrops,
  otherDesigns,
  ourDesign,
  seedDesign,
} from '../../../../bench/support/disconnect/designs.ts';
import type { Drop, Plan } from '../../../../bench/support/disconnect/drops.ts';
import type { Observed } from '../../../../bench/support/disconnect/observe.ts';
import { totalOf } from '../../../../bench/support/prices.ts';

const planOf = (drops: Drop[], more: Partial<Plan> = {}): Plan => ({
  title: '',
  instances: 10,
  clusters: 2,
  seconds: 3_600,
  lost: new Set(),
  *parts() {
    yield drops;
  },
  ...more,
});

const drop = (instance: number, startSecond: number, seconds: number): Drop => ({
  instance,
  startSecond,
  endSecond: startSecond + seconds,
});

const observedOf = (plan: Plan, more: Partial<Observed> = {}): Observed => ({
  plan,
  executions: 0,
  transitions: 0,
  messages: [],
  kept: 0,
  failures: [],
  invocations: new Map(),
  calls: new Map(),
  logBytes: 0,
  metricHours: 0,
  measuredMs: 0,
  alerted: new Map(),
  ...more,
});

const day = { events: 960_000, windows: 28_800, away: 0, wronglyAway: 0 };
const dayPlan = planOf([], { instances: 10_000, clusters: 20, seconds: 86_400 });

describe('countDrops', () => {
  it('counts events, and the minutes of each cluster', () => {
    const drops = [drop(0, 5, 10), drop(1, 50, 10), drop(9, 50, 10), drop(0, 65, 10)];
    expect(countDrops(planOf(drops))).toMatchObject({ events: 4, windows: 3 });
  });

  it('counts what one look takes for dead: lasting drops, and the next short one in its place', () => {
    const drops = [drop(0, 0, 100), drop(1, 0, 10), drop(1, 50, 20), drop(2, 0, 10), drop(2, 50, 5)];
    expect(countDrops(planOf(drops))).toMatchObject({ away: 2, wronglyAway: 1 });
  });
});

describe('batchedRequests', () => {
  it('is a send of each event, a receive of ten or of one, deletes of ten, and the polls of an empty queue', () => {
    expect(batchedRequests(1_000, 5, 3_600)).toEqual({
      least: 1_000 + 100 + 105 + 900,
      most: 1_000 + 1_000 + 105 + 900,
    });
  });
});

describe('what a day of 960,000 events costs', () => {
  it('is some cents above the queue for ours', () => {
    const trigger = { count: 4_080, calls: 81_600, memoryMb: 512 };
    const observed = observedOf(dayPlan, {
      invocations: new Map([['start-agent-disconnect', trigger]]),
      calls: new Map([['lambda:Invoke', 4_080]]),
    });
    const { least, most } = totalOf(ourDesign(observed, day.events).charges);
    expect(least).toBeCloseTo(0.5, 1);
    expect(most).toBeCloseTo(0.92, 1);
  });

  it('is what was estimated for the other designs', () => {
    const observed = observedOf(dayPlan);
    const seed = seedDesign(observed, day).charges.filter(({ what }) => what !== 'logs');
    expect(totalOf(seed).most).toBeCloseTo(1.48, 2);
    const [windows, events] = otherDesigns(observed, day).map(({ charges }) => totalOf(charges));
    expect(windows?.least).toBeCloseTo(5.5, 1);
    expect(events?.least).toBeCloseTo(144, 0);
  });

  it('counts what a real outage adds to ours', () => {
    const { charges } = ourDesign(
      observedOf(dayPlan, {
        transitions: 1_000,
        messages: ['[ISSUE] one', '[RECOVERED] one'],
        metricHours: 730,
        logBytes: 1e9,
        calls: new Map([
          ['s3:PutObject', 1_000],
          ['s3:GetObject', 1_000],
        ]),
      }),
      0,
    );
    const byWhat = Object.fromEntries(charges.map(({ what, most }) => [what, Number(most.toFixed(6))]));
    expect(byWhat).toMatchObject({
      'Step Functions': 0.025,
      SNS: 0.000041,
      metrics: 0.3,
      logs: 0.5,
      S3: 0.0054,
    });
  });
});
