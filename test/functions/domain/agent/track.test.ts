import { describe, expect, it } from '@jest/globals';
import type { Observation } from '../../../../functions/domain/agent/observe.ts';
import { type TrackingLook, trackedIds, trackRecovery } from '../../../../functions/domain/agent/track.ts';
import { LedgerLostError } from '../../../../functions/domain/errors/agent.ts';
import { alerted, at, away, back, ledgerOf, me, observed, other, outage } from './look-world.ts';

const request = { reminderMinutes: 60, limitHours: 24, offlineExternal: 'report' as const };

const look = (observation: Observation, changes: Partial<TrackingLook> = {}): TrackingLook => ({
  ...observation,
  execution: me,
  request,
  beganAt: at(30),
  expected: 0,
  attempts: 0,
  ...changes,
});

const seen = (facts: Parameters<typeof observed>[0], seconds: number, rest: Parameters<typeof observed>[1] = {}) =>
  observed(facts, { ...rest, now: at(seconds) });

const followed = () => ledgerOf({ a: alerted() });

describe('trackRecovery', () => {
  it('is quiet while an outage lasts', () => {
    const { ledger, recovery } = trackRecovery(followed(), look(seen([away('a', { runningTasks: 1 })], 60)));
    expect(recovery).toEqual({
      status: 'QUIET',
      remaining: 1,
      reconnected: 0,
      gone: 0,
      isReminderDue: false,
      isOverdue: false,
      lookedAt: at(60),
      waitSeconds: 30,
    });
    expect(ledger.outages['a']).toMatchObject({ flaps: 0, facts: { runningTasks: 1 } });
  });

  it.each([
    ['reconnects', [back('a')], {}, 'RECONNECTED', { reconnected: 1, gone: 0 }],
    ['is deregistered', [], { missing: ['a'] }, 'GONE', { reconnected: 0, gone: 1 }],
    ['is terminated', [away('a')], { hosts: { 'i-a': 'GONE' as const } }, 'GONE', { gone: 1 }],
    ['is stopped', [away('a')], { hosts: { 'i-a': 'STOPPED' as const } }, 'STOPPED', { gone: 1 }],
    ['goes offline', [away('a')], { hosts: { 'i-a': 'OFFLINE' as const } }, 'OFFLINE', { gone: 1 }],
  ])('has news when an instance %s', (_name, facts, rest, end, counts) => {
    const { ledger, recovery } = trackRecovery(followed(), look(seen(facts, 60, rest)));
    expect(recovery).toMatchObject({ status: 'NEWS', remaining: 0, isOverdue: false, ...counts });
    expect(ledger.outages['a']).toMatchObject({ end, endedAt: at(60), alertedAt: at(31) });
  });

  it('takes no ledger that lost its outages for one in which all are over', () => {
    const lost = () => trackRecovery(ledgerOf({ b: alerted({ owner: other }) }), look(seen([], 60), { expected: 2 }));
    expect(lost).toThrow(LedgerLostError);
    expect(lost).toThrow('the ledger of prod has been removed or replaced while this run followed outages in it (2 ');
    expect(trackRecovery(followed(), look(seen([back('a')], 60), { expected: 2 })).recovery.remaining).toBe(0);
  });

  it('marks as alerted what the alert before it could not mark', () => {
    const { ledger } = trackRecovery(ledgerOf({ a: alerted({ alertedAt: null }) }), look(seen([away('a')], 60)));
    expect(ledger.outages['a']).toMatchObject({ alertedAt: at(30), endedAt: null });
  });

  it('has the same news again while nobody has told them', () => {
    const first = trackRecovery(followed(), look(seen([back('a')], 60)));
    const again = trackRecovery(first.ledger, look(seen([], 90)));
    expect(again.recovery).toMatchObject({ status: 'NEWS', reconnected: 1 });
    expect(again.ledger).toEqual(first.ledger);
  });

  it('follows an offline machine where that is alerted', () => {
    const offline = seen([away('a')], 60, { hosts: { 'i-a': 'OFFLINE' } });
    const changes = { request: { ...request, offlineExternal: 'alert' as const } };
    expect(trackRecovery(followed(), look(offline, changes)).recovery).toMatchObject({ status: 'QUIET', remaining: 1 });
  });

  it('counts a flap in between, and has no news of it', () => {
    const { ledger, recovery } = trackRecovery(followed(), look(seen([away('a', { version: 6 })], 60)));
    expect(recovery).toMatchObject({ status: 'QUIET', remaining: 1 });
    expect(ledger.outages['a']).toMatchObject({ flaps: 1, version: 6, since: at(-100), alertedAt: at(31) });
  });

  it('leaves what could not be described', () => {
    const { ledger, recovery } = trackRecovery(followed(), look(seen([], 60)));
    expect(recovery).toMatchObject({ status: 'QUIET', remaining: 1 });
    expect(ledger).toEqual(followed());
  });

  it('lets go what it looked at and never alerted, and leaves that of others', () => {
    const ledger = ledgerOf({
      a: alerted(),
      flapping: outage({ owner: me, flaps: 3 }),
      ended: outage({ owner: me, endedAt: at(0), end: 'RECONNECTED' }),
      theirs: outage({ owner: other }),
      noted: outage(),
    });
    const after = trackRecovery(ledger, look(seen([away('a')], 60))).ledger;
    expect(Object.keys(after.outages)).toEqual(['a', 'theirs', 'noted']);
  });
});

describe('trackRecovery, reminders and the limit', () => {
  it.each([
    ['not before it is due', 31 + 3_599, {}, {}, false],
    ['an hour after the alert', 31 + 3_600, {}, {}, true],
    ['an hour after the last reminder', 9_000, { remindedAt: at(5_400) }, {}, true],
    ['not again right after one', 9_000, { remindedAt: at(8_700) }, {}, false],
    ['never where none is wanted', 80_000, {}, { reminderMinutes: 0 }, false],
    ['an hour after an alert that was not marked', 30 + 3_600, { alertedAt: null }, {}, true],
  ])('reminds %s', (_name, seconds, outageChanges, requestChanges, isReminderDue) => {
    const changes = { request: { ...request, ...requestChanges } };
    const ledger = ledgerOf({ a: alerted(outageChanges) });
    const { recovery } = trackRecovery(ledger, look(seen([away('a')], seconds), changes));
    expect(recovery).toMatchObject({ isReminderDue, status: isReminderDue ? 'NEWS' : 'QUIET' });
  });

  it.each([
    ['is not reached a second before', 30 + 86_399, 500, false],
    ['is reached with the hours', 30 + 86_400, 500, true],
    ['is reached with the last look', 600, 999, true],
  ])('the limit %s', (_name, seconds, attempts, isOverdue) => {
    const changes = { attempts, request: { ...request, reminderMinutes: 0 } };
    const { recovery } = trackRecovery(followed(), look(seen([away('a')], seconds), changes));
    expect(recovery).toMatchObject({ isOverdue, status: isOverdue ? 'NEWS' : 'QUIET' });
  });

  it('is not overdue where nothing lasts', () => {
    const { recovery } = trackRecovery(followed(), look(seen([back('a')], 90_000)));
    expect(recovery).toMatchObject({ isOverdue: false, remaining: 0 });
  });

  it.each([
    [30, 30],
    [629, 30],
    [630, 60],
    [3_629, 60],
    [3_630, 300],
  ])('after %i s looks again in %i s', (seconds, waitSeconds) => {
    expect(trackRecovery(followed(), look(seen([away('a')], seconds))).recovery).toMatchObject({ waitSeconds });
  });
});

describe('trackedIds', () => {
  it('names the confirmed outages of this run that last', () => {
    const ledger = ledgerOf({
      a: alerted(),
      b: alerted({ endedAt: at(0), end: 'GONE' }),
      c: outage({ owner: me }),
      d: alerted({ owner: other }),
    });
    expect(trackedIds(ledger, me)).toEqual(['a']);
  });
});
