import { describe, expect, it } from '@jest/globals';
import {
  counted,
  cut,
  durationInWords,
  outageSeconds,
  sinceInWords,
  timeInWords,
} from '../../../../../functions/domain/agent/notice/words.ts';
import { now, outage } from './notice-world.ts';

describe('timeInWords', () => {
  it.each([
    ['2026-11-21T05:50:12Z', '05:50:12Z'],
    ['2026-11-21T05:50:12.345Z', '05:50:12Z'],
    ['2026-11-20T23:59:59.000Z', '2026-11-20 23:59:59Z'],
  ])('says %s as %s', (time, words) => {
    expect(timeInWords(time, now)).toBe(words);
  });
});

describe('durationInWords', () => {
  it.each([
    [-3, '0 s'],
    [0, '0 s'],
    [89.4, '89 s'],
    [90, '2 min'],
    [180, '3 min'],
    [5_399, '90 min'],
    [5_400, '2 h'],
    [86_400, '24 h'],
    [172_800, '2 days'],
  ])('says %d seconds as %s', (seconds, words) => {
    expect(durationInWords(seconds)).toBe(words);
  });
});

describe('sinceInWords', () => {
  it('says when the agent disconnected, and how long that is', () => {
    expect(sinceInWords(outage(), now)).toBe('since 05:50:12Z (3 min)');
  });

  it('says when it was first seen where no event told', () => {
    expect(sinceInWords(outage({ since: null }), now)).toBe('before 05:52:00Z (at least 72 s)');
  });

  it('says so where nobody knows', () => {
    expect(sinceInWords(outage({ since: null, firstSeenAt: null }), now)).toBe('since an unknown time');
  });
});

describe('outageSeconds', () => {
  it.each([
    ['one that lasts, until now', {}, 180],
    ['one that is over, until its end', { endedAt: '2026-11-21T05:52:12.000Z' }, 120],
    ['one whose beginning no event told, from the first look', { since: null }, 72],
    ['one whose beginning nobody knows', { since: null, firstSeenAt: null }, 0],
    ['one that began after now, by a clock that differs', { since: '2026-11-21T06:00:00.000Z' }, 0],
  ])('counts %s', (_, changes, seconds) => {
    expect(outageSeconds(outage(changes), now)).toBe(seconds);
  });
});

describe('counted', () => {
  it.each([
    [0, '0 tasks'],
    [1, '1 task'],
    [2, '2 tasks'],
  ])('says %d as %s', (count, words) => {
    expect(counted(count, 'task')).toBe(words);
  });
});

describe('cut', () => {
  it('leaves what fits and marks what is cut', () => {
    expect([cut('abc', 3), cut('abcd', 3)]).toEqual(['abc', 'ab…']);
  });
});
