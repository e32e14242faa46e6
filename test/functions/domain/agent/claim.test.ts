import { describe, expect, it } from '@jest/globals';
import { claimableIds, claimOutages, type Looker } from '../../../../functions/domain/agent/claim.ts';
import { newOutage, type Outage } from '../../../../functions/domain/agent/ledger.ts';
import { alerted, at, away, back, dead, ledgerOf, me, observed, other, outage } from './look-world.ts';

const follower: Looker = { execution: me, isFollowed: true, endedOwners: new Set([dead]) };
const byHand: Looker = { ...follower, isFollowed: false };

const seenAway = observed([away('a')]);
const seenBack = observed([back('a')]);
const begun: Outage = { ...newOutage(4, null), owner: me, firstSeenAt: at(0) };

const claimed = (known: Outage | undefined, observation = seenAway, looker = follower): Outage | undefined =>
  claimOutages(ledgerOf(known ? { a: known } : {}), observation, looker).outages['a'];

describe('claimOutages, an agent that is away', () => {
  it('takes one that nobody knows', () => {
    expect(claimed(undefined)).toEqual(begun);
  });

  it('takes what an event told, with its time', () => {
    expect(claimed(outage())).toEqual({ ...begun, since: at(-100) });
  });

  it.each([
    ['nobody follows', null],
    ['a run followed that has ended', dead],
  ])('counts anew what %s, and keeps when it was seen first', (_name, owner) => {
    const known = outage({ owner, firstSeenAt: at(-40), looks: 3, flaps: 2, confirmedAt: at(-5) });
    expect(claimed(known)).toEqual({ ...known, owner: me, looks: 0, confirmedAt: null });
  });

  it('keeps confirmed what was alerted, so that it is not alerted again', () => {
    const known = alerted({ owner: dead });
    expect(claimed(known)).toEqual({ ...known, owner: me, looks: 0 });
  });

  it.each([
    ['alerted', alerted({ owner: dead })],
    ['unknown to a run', outage({ firstSeenAt: at(-40) })],
  ])('begins a new outage where it has been back since one %s', (_name, known) => {
    expect(claimed(known, observed([away('a', { version: 6 })]))).toEqual({ ...begun, version: 6, flaps: 1 });
  });

  it('begins a new outage where one is over', () => {
    expect(claimed(alerted({ owner: dead, endedAt: at(-1), end: 'RECONNECTED' }))).toEqual({ ...begun, flaps: 1 });
  });

  it('goes on with one whose machine a look had not found, and that nobody was told of', () => {
    const known = outage({ firstSeenAt: at(-40), endedAt: at(-9), end: 'OFFLINE', flaps: 1 });
    expect(claimed(known)).toEqual({ ...known, owner: me, looks: 0, endedAt: null, end: null });
    expect(claimed({ ...known, end: 'RECONNECTED' })).toEqual({ ...begun, flaps: 2 });
  });

  it('takes an older answer of ECS for the same outage', () => {
    expect(claimed(outage({ version: 9 }))).toMatchObject({ version: 9, since: at(-100) });
  });

  it('leaves what another run has confirmed', () => {
    const known = alerted({ owner: other, alertedAt: null });
    expect(claimed(known)).toEqual(known);
  });

  it('takes what another run has not confirmed: the newest event has started this one', () => {
    const known = outage({ owner: other, firstSeenAt: at(-20), looks: 1, countedLook: 1 });
    expect(claimed(known)).toEqual({ ...known, owner: me, looks: 1, countedLook: 0 });
  });

  it('takes what is over for another run that has not told so yet', () => {
    expect(claimed(alerted({ owner: other, endedAt: at(-1), end: 'RECONNECTED' }))).toEqual({ ...begun, flaps: 1 });
  });

  it('leaves its own as it is, when a look is repeated', () => {
    const known = outage({ owner: me, looks: 1, firstSeenAt: at(-1) });
    expect(claimed(known)).toEqual(known);
  });

  it('by hand notes what it sees and owns none of it', () => {
    expect(claimed(undefined, seenAway, byHand)).toEqual({ ...begun, owner: null });
    expect(claimed(outage({ owner: dead }), seenAway, byHand)).toMatchObject({ owner: null });
  });

  it.each([
    ['not confirmed', outage({ owner: other })],
    ['ended', alerted({ owner: other, endedAt: at(-1), end: 'RECONNECTED' })],
  ])('by hand leaves to another run what it has %s', (_name, known) => {
    expect(claimed(known, seenAway, byHand)).toEqual(known);
  });
});

describe('claimOutages, an agent that is back or an instance that is gone', () => {
  it('forgets what was never alerted', () => {
    expect(claimed(outage({ owner: dead }), seenBack)).toBeUndefined();
    expect(claimed(outage(), observed([], { missing: ['a'] }))).toBeUndefined();
    expect(claimed(undefined, seenBack)).toBeUndefined();
  });

  it('takes what was alerted, to tell that it is over', () => {
    const known = alerted({ owner: dead });
    expect(claimed(known, seenBack)).toMatchObject({ owner: me, end: 'RECONNECTED', endedAt: at(0) });
    expect(claimed(known, observed([], { missing: ['a'] }))).toMatchObject({ owner: me, end: 'GONE' });
  });

  it('takes what was over before, with its time', () => {
    const known = alerted({ owner: dead, endedAt: at(-9), end: 'STOPPED' });
    expect(claimed(known, seenBack)).toEqual({ ...known, owner: me });
  });

  it('leaves its own, and that of another run', () => {
    const own = outage({ owner: me });
    expect(claimed(own, seenBack)).toEqual(own);
    const theirs = outage({ owner: other });
    expect(claimed(theirs, seenBack)).toEqual(theirs);
  });

  it('by hand leaves it to be told by the next run', () => {
    expect(claimed(alerted({ owner: dead }), seenBack, byHand)).toMatchObject({ owner: null, end: 'RECONNECTED' });
  });
});

describe('claimOutages', () => {
  it('leaves what could not be described', () => {
    const known = outage();
    expect(claimed(known, observed([]))).toEqual(known);
  });

  it('changes nothing in what it is given', () => {
    const ledger = ledgerOf({ a: outage() });
    const before = structuredClone(ledger);
    claimOutages(ledger, seenAway, follower);
    expect(ledger).toEqual(before);
  });
});

describe('claimableIds', () => {
  it('names what no other run follows', () => {
    const ledger = ledgerOf({
      noted: outage(),
      own: outage({ owner: me }),
      orphan: outage({ owner: dead }),
      theirs: outage({ owner: other }),
    });
    expect(claimableIds(ledger, follower)).toEqual(['noted', 'own', 'orphan']);
  });
});
