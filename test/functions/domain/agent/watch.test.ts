import { describe, expect, it } from '@jest/globals';
import { watchOf, watchOfGone } from '../../../../functions/domain/agent/watch.ts';
import { clusterArn } from './look-world.ts';

const cluster = (tags: Record<string, string> = {}) => ({ arn: clusterArn, name: 'prod', registered: 40, tags });
const tagged = cluster({ 'ecs-agent-monitoring': 'yes' });
const window = '2026-11-21T05:50:00Z';
const byRule = { cluster: clusterArn, window, graceSeconds: 60 };
const byHand = { cluster: 'prod', graceSeconds: 60 };
const now = '2026-11-21T05:51:10.500Z';

describe('watchOf', () => {
  it.each([
    ['all clusters are', '', cluster(), byRule, true, 'all clusters are watched'],
    ['its tag has the value', 'yes', tagged, byRule, true, 'its tag ecs-agent-monitoring is yes'],
    [
      'its tag has another value',
      'no',
      tagged,
      byRule,
      false,
      'its tag ecs-agent-monitoring is yes; those with the value no are watched',
    ],
    [
      'it has no tag',
      'yes',
      cluster(),
      byRule,
      false,
      'it has no tag ecs-agent-monitoring; those with the value yes are watched',
    ],
    [
      'it is looked at by hand',
      'yes',
      cluster(),
      byHand,
      true,
      'looked at by hand, although it is not watched: it has no tag ecs-agent-monitoring; those with the value yes are watched',
    ],
  ])('says whether a cluster is watched: %s', (_name, tagValue, facts, request, isWatched, reason) => {
    expect(watchOf(facts, { request, tagValue, now })).toMatchObject({ isWatched, reason });
  });

  it('is followed by rule, and by hand where that is wanted', () => {
    const watch = (request: object) => watchOf(tagged, { request: { ...byHand, ...request }, tagValue: '', now });
    expect(watch({ window })).toMatchObject({ isFollowed: true });
    expect(watch({})).toMatchObject({ isFollowed: false });
    expect(watch({ follow: true })).toMatchObject({ isFollowed: true });
    expect(watch({ window, follow: false })).toMatchObject({ isFollowed: false });
  });

  it.each([
    ['until the last event of the window is as old as the grace', byRule, now, 50],
    ['not where that is past', byRule, '2026-11-21T06:00:00Z', 0],
    [
      'no longer than a window and the grace, if it is in the future',
      { ...byRule, window: '2099-01-01T00:00:00Z' },
      now,
      120,
    ],
    ['not by hand', byHand, now, 0],
  ])('waits %s', (_name, request, at, waitSeconds) => {
    expect(watchOf(tagged, { request, tagValue: '', now: at })).toMatchObject({ waitSeconds, registered: 40 });
  });
});

describe('watchOfGone', () => {
  it('looks at nothing', () => {
    expect(watchOfGone({ request: byRule, tagValue: '', now })).toEqual({
      clusterArn,
      clusterName: 'prod',
      isWatched: false,
      reason: 'it has been deleted',
      registered: 0,
      isFollowed: false,
      waitSeconds: 0,
    });
  });
});
