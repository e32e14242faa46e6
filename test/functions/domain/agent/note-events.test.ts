import { describe, expect, it } from '@jest/globals';
import { emptyLedger, type Ledger, newOutage, type Outage } from '../../../../functions/domain/agent/ledger.ts';
import { noteEvents } from '../../../../functions/domain/agent/note-events.ts';

const clusterArn = 'arn:aws:ecs:eu-west-1:111122223333:cluster/prod';
const owner = 'arn:aws:states:eu-west-1:111122223333:execution:ecs-runbooks-prod-agent-disconnect:x';
const at = (seconds: number): string => new Date(Date.UTC(2026, 10, 21, 5, 50, seconds)).toISOString();
const now = at(70);

const ledgerOf = (outages: Record<string, Outage>): Ledger => ({ ...emptyLedger(clusterArn), outages });
const outage = (changes: Partial<Outage> = {}): Outage => ({ ...newOutage(10, at(5)), ...changes });
const open = (changes: object = {}) => ({ instance: 'a', version: 10, since: at(5), at: at(5), ...changes });

const noted = (before: Outage, change: object) =>
  noteEvents(ledgerOf({ a: before }), [open(change)], now)?.outages['a'];

describe('noteEvents', () => {
  it('notes when an agent disconnected', () => {
    expect(noteEvents(emptyLedger(clusterArn), [open(), open({ instance: 'b', since: at(6) })], now)).toEqual(
      ledgerOf({ a: newOutage(10, at(5)), b: newOutage(10, at(6)) }),
    );
  });

  it('changes nothing when it is told the same again', () => {
    expect(noteEvents(ledgerOf({ a: outage() }), [open()], now)).toBeUndefined();
    expect(noteEvents(ledgerOf({ a: outage() }), [], now)).toBeUndefined();
  });

  it('notes no outage whose beginning is not known', () => {
    expect(noteEvents(emptyLedger(clusterArn), [open({ since: null })], now)).toBeUndefined();
  });

  it.each<[string, Partial<Outage>, object, Partial<Outage> | undefined]>([
    ['an earlier beginning of the same outage counts', {}, { since: at(2) }, { since: at(2) }],
    ['a later one does not', {}, { since: at(9) }, undefined],
    ['the newest version counts', {}, { version: 11, since: at(9) }, { version: 11 }],
    ['an older version of the same outage tells its beginning', {}, { version: 9, since: at(1) }, { since: at(1) }],
    ['an older outage changes nothing', {}, { version: 8, since: at(1) }, undefined],
    ['a beginning before the first look counts', { since: null, firstSeenAt: at(60) }, {}, { since: at(5) }],
    ['one after the first look is none', { since: null, firstSeenAt: at(3) }, {}, undefined],
    [
      'an owner stays with its outage',
      { owner, looks: 2, since: null, firstSeenAt: at(60) },
      { version: 11 },
      { version: 11, since: at(5) },
    ],
    ['an outage that a run follows is not replaced', { owner, alertedAt: at(60) }, { version: 12 }, undefined],
    ['an outage that is over is left to be told', { owner, endedAt: at(65), end: 'STOPPED' }, {}, undefined],
  ])('%s', (_, before, change, expected) => {
    expect(noted(outage(before), change)).toEqual(expected && { ...outage(before), ...expected });
  });

  it('replaces an outage that nobody follows by a new one', () => {
    expect(noted(outage({ looks: 1, flaps: 1 }), { version: 12, since: at(40) })).toEqual(newOutage(12, at(40)));
  });

  it('forgets what nobody has followed for a day, unless it was alerted', () => {
    const longAgo = '2026-11-20T05:50:00.000Z';
    const ledger = ledgerOf({
      alerted: outage({ since: longAgo, alertedAt: longAgo }),
      forgotten: outage({ since: longAgo }),
      undated: outage({ since: null }),
      seen: outage({ since: null, firstSeenAt: longAgo }),
      followed: outage({ since: longAgo, owner }),
      recent: outage(),
      a: outage({ since: longAgo }),
    });
    expect(Object.keys(noteEvents(ledger, [open()], now)?.outages ?? {})).toEqual([
      'alerted',
      'followed',
      'recent',
      'a',
    ]);
  });

  it('keeps what was done in the last hour', () => {
    const recentActions = [{ at: at(1), instance: 'z', action: 'drain' }];
    const ledger = { ...emptyLedger(clusterArn), recentActions };
    expect(noteEvents(ledger, [open()], now)).toMatchObject({ recentActions });
  });
});
