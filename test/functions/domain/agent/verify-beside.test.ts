import { describe, expect, it } from '@jest/globals';
import { verifiedIds, verifyDisconnects } from '../../../../functions/domain/agent/verify.ts';
import {
  alerted,
  at,
  away,
  back,
  dead,
  ledgerOf,
  look,
  looks,
  me,
  observed,
  other,
  outage,
  request,
} from './look-world.ts';

const seenAway = observed([away('a')]);
const noted = () => ledgerOf({ a: outage() });

describe('verifyDisconnects, beside other runs', () => {
  it('goes on with the looks of a run at work, which it counts together with its own', () => {
    const theirs = ledgerOf({ a: outage({ owner: other, firstSeenAt: at(-90), looks: 4, countedLook: 4 }) });
    const once = verifyDisconnects(theirs, look(seenAway, { request: { ...request, confirmations: 6 } }));
    expect(once.ledger.outages['a']).toMatchObject({ owner: me, looks: 5, confirmedAt: null });
    const { ledger } = looks(theirs, [seenAway]);
    expect(ledger.outages['a']).toMatchObject({ owner: me, looks: 5, confirmedAt: at(0) });
  });

  it('counts what others follow, and confirms none of it', () => {
    const ledger = ledgerOf({ a: alerted({ owner: other }) });
    expect(looks(ledger, [seenAway]).verification).toMatchObject({
      status: 'DECIDED',
      confirmed: 0,
      followedByOthers: 1,
      affected: 1,
    });
  });

  it.each([
    ['lasts', seenAway, null],
    ['is over', observed([back('a')]), 'RECONNECTED'],
  ])('goes on with an alerted outage of a run that has ended, where it %s', (_name, seen, end) => {
    const { ledger, verification } = looks(ledgerOf({ a: alerted({ owner: dead }) }), [seen]);
    expect(verification).toMatchObject({ status: 'DECIDED', confirmed: 1 });
    expect(ledger.outages['a']).toMatchObject({ owner: me, alertedAt: at(31), end });
  });

  it('gives way to a newer run that has taken what it had not confirmed', () => {
    const { ledger } = looks(noted(), [seenAway]);
    const taken = verifyDisconnects(ledger, look({ ...seenAway, now: at(10) }, { execution: other }));
    const { verification } = verifyDisconnects(taken.ledger, look({ ...seenAway, now: at(30) }, { look: 2 }));
    expect(verification).toMatchObject({ status: 'DECIDED', confirmed: 0, followedByOthers: 1 });
  });
});

describe('verifyDisconnects, by hand', () => {
  const byHand = { isFollowed: false };

  it('confirms without owning, beside what others follow', () => {
    const ledger = ledgerOf({ b: alerted({ owner: other }), c: outage({ owner: other }) });
    const seen = observed([away('a'), away('b'), away('c')]);
    const after = looks(ledger, [seen, seen, seen], byHand);
    expect(after.verification).toMatchObject({ status: 'DECIDED', confirmed: 2, followedByOthers: 2, affected: 2 });
    expect(after.ledger.outages).toMatchObject({ a: { owner: null, confirmedAt: at(60) }, b: { owner: other } });
    expect(after.ledger.outages['c']).toEqual(ledger.outages['c']);
  });

  it('does not keep a run of the rule from alerting the same', () => {
    const { ledger } = looks(noted(), [seenAway, seenAway], byHand);
    const { verification } = looks(ledger, [seenAway, seenAway]);
    expect(verification).toMatchObject({ confirmed: 1, followedByOthers: 0 });
  });

  it.each([
    ['is back', observed([back('b')]), 'RECONNECTED'],
    ['is gone', observed([], { missing: ['b'] }), 'GONE'],
  ])('sees that one %s that another run has alerted, which tells that', (_name, seen, end) => {
    const ledger = ledgerOf({ b: alerted({ owner: other }) });
    expect(verifiedIds(ledger, look(seen, byHand))).toEqual(['b']);
    const { ledger: after, verification } = looks(ledger, [seen], byHand);
    expect(verification).toMatchObject({ status: 'DECIDED', confirmed: 0, affected: 0, followedByOthers: 0 });
    expect(after.outages['b']).toMatchObject({ owner: other, end, endedAt: at(0), alertedAt: at(31) });
  });

  it('leaves one as it is that another run has not alerted yet, or that it could not look at', () => {
    const ledger = ledgerOf({ a: outage({ owner: other }), b: alerted({ owner: other }) });
    expect(looks(ledger, [observed([back('a')])], byHand).ledger).toEqual(ledger);
  });

  it('leaves what an event told meanwhile to the run of the rule', () => {
    const { ledger } = looks(ledgerOf({}), [observed([])], byHand);
    const told = { ...ledger, outages: { a: outage() } };
    const { verification } = verifyDisconnects(told, look(seenAway, { ...byHand, look: 2 }));
    expect(verification).toMatchObject({ status: 'DECIDED', confirmed: 0 });
  });
});
