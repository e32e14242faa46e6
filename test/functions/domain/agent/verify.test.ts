import { describe, expect, it } from '@jest/globals';
import { lookLimit, lookSeconds, verifiedIds, verifyDisconnects } from '../../../../functions/domain/agent/verify.ts';
import { at, away, back, ledgerOf, look, looks, me, observed, outage, request } from './look-world.ts';

const seenAway = observed([away('a')]);
const noted = () => ledgerOf({ a: outage() });

describe('verifyDisconnects', () => {
  it('confirms an agent that is away in two looks in a row and for the grace', () => {
    const first = looks(noted(), [seenAway]);
    expect(first.verification).toMatchObject({ status: 'UNDECIDED', confirmed: 0, looks: 1, waitSeconds: 30 });
    expect(first.ledger.outages['a']).toMatchObject({
      owner: me,
      looks: 1,
      facts: { host: 'RUNNING', runningTasks: 2 },
    });
    const second = looks(noted(), [seenAway, seenAway]);
    expect(second.verification).toEqual({
      status: 'DECIDED',
      looks: 2,
      confirmed: 1,
      reconnected: 0,
      gone: 0,
      offline: 0,
      flapping: 0,
      followedByOthers: 0,
      flaps: 0,
      affected: 1,
      lookedAt: at(30),
      waitSeconds: 30,
    });
    expect(second.ledger.outages['a']).toMatchObject({ confirmedAt: at(30), alertedAt: null, endedAt: null });
  });

  it('waits for the grace from the first look where no event told', () => {
    const { verification } = looks(ledgerOf({}), [seenAway, seenAway]);
    expect(verification).toMatchObject({ status: 'UNDECIDED', confirmed: 0 });
    expect(looks(ledgerOf({}), [seenAway, seenAway, seenAway]).verification).toMatchObject({ confirmed: 1 });
  });

  it('confirms at the first look where one is enough', () => {
    const changes = { request: { ...request, confirmations: 1 } };
    expect(looks(noted(), [seenAway], changes).verification).toMatchObject({ status: 'DECIDED', confirmed: 1 });
  });

  it('is decided at once where no agent is away', () => {
    const { ledger, verification } = looks(ledgerOf({}), [observed([])]);
    expect(verification).toMatchObject({ status: 'DECIDED', confirmed: 0, affected: 0 });
    expect(ledger.outages).toEqual({});
  });

  it.each([
    ['reconnects', observed([back('a')]), 'RECONNECTED', { reconnected: 1 }],
    ['is deregistered', observed([], { missing: ['a'] }), 'GONE', { gone: 1 }],
    ['is on its way out', observed([away('a', { status: 'DEREGISTERING' })]), 'GONE', { gone: 1 }],
    ['is inactive', observed([away('a', { status: 'INACTIVE' })]), 'GONE', { gone: 1 }],
    ['is terminated', observed([away('a')], { hosts: { 'i-a': 'GONE' } }), 'GONE', { gone: 1 }],
    ['is stopped', observed([away('a')], { hosts: { 'i-a': 'STOPPED' } }), 'STOPPED', { gone: 1 }],
  ])('has no issue with one that %s while it waits', (_name, seen, end, counts) => {
    const { ledger, verification } = looks(noted(), [seenAway, seen]);
    expect(verification).toMatchObject({ status: 'DECIDED', confirmed: 0, affected: 0, ...counts });
    expect(ledger.outages['a']).toMatchObject({ end, endedAt: at(30), confirmedAt: null });
  });

  it('keeps what was known of an instance that ECS does not know any more', () => {
    const { ledger } = looks(noted(), [seenAway, observed([], { missing: ['a'] })]);
    expect(ledger.outages['a']?.facts).toMatchObject({ instanceId: 'i-a' });
  });

  it.each([
    ['nobody could be asked about', away('a'), 'UNKNOWN' as const],
    ['is draining', away('a', { status: 'DRAINING' }), 'RUNNING' as const],
    ['ECS knows no machine of', away('a', { instanceId: null }), 'RUNNING' as const],
  ])('alerts an instance that %s', (_name, facts, host) => {
    const seen = observed([facts], { hosts: { 'i-a': host } });
    expect(looks(noted(), [seen, seen]).verification).toMatchObject({ confirmed: 1 });
  });

  it('takes back what it has confirmed, while others are undecided', () => {
    const both = ledgerOf({ a: outage() });
    const young = [away('a'), away('b')];
    const seen = [observed(young), observed(young)];
    expect(looks(both, seen).verification).toMatchObject({ status: 'UNDECIDED', confirmed: 1, affected: 1 });
    const after = looks(both, [...seen, observed([back('a'), away('b')])]);
    expect(after.verification).toMatchObject({ confirmed: 1, reconnected: 1 });
    expect(after.ledger.outages['a']).toMatchObject({ end: 'RECONNECTED', confirmedAt: null });
    expect(verifiedIds(after.ledger, look(seenAway))).toEqual(['b']);
  });

  it('counts a look once that is repeated', () => {
    const once = looks(noted(), [seenAway]);
    const twice = verifyDisconnects(once.ledger, look({ ...seenAway, now: at(1) }));
    expect(twice.verification).toMatchObject({ status: 'UNDECIDED', looks: 1, confirmed: 0 });
    expect(twice.ledger.outages['a']).toMatchObject({ looks: 1 });
  });

  it('counts a look once that is repeated after a flap', () => {
    const once = looks(noted(), [observed([away('a')]), observed([away('a', { version: 6 })])]);
    const twice = verifyDisconnects(once.ledger, look(observed([away('a', { version: 6 })]), { look: 2, now: at(31) }));
    expect(twice.ledger.outages['a']).toMatchObject({ looks: 1, flaps: 1 });
  });

  it('leaves an instance as it is that a look could not describe', () => {
    const { ledger, verification } = looks(noted(), [seenAway, observed([])]);
    expect(verification).toMatchObject({ status: 'UNDECIDED' });
    expect(ledger.outages['a']).toMatchObject({ looks: 1 });
  });
});

describe('verifyDisconnects, flapping agents', () => {
  const flapping = (version: number) => observed([away('a', { version })]);

  it('counts a flap and begins anew where the version went on by two', () => {
    const { ledger, verification } = looks(noted(), [flapping(4), flapping(6)]);
    expect(verification).toMatchObject({ status: 'UNDECIDED', confirmed: 0, flapping: 1, flaps: 1 });
    expect(ledger.outages['a']).toMatchObject({ version: 6, looks: 1, since: null, firstSeenAt: at(30), flaps: 1 });
  });

  it('takes one change more for the same outage', () => {
    expect(looks(noted(), [flapping(4), flapping(5)]).verification).toMatchObject({ confirmed: 1, flaps: 0 });
  });

  it('confirms one that stays away in the end', () => {
    const seen = [flapping(4), flapping(6), flapping(6), flapping(6)];
    expect(looks(noted(), seen).verification).toMatchObject({ status: 'DECIDED', confirmed: 1, flaps: 1 });
  });

  it('gives up on one that goes on, without an alert', () => {
    const seen = Array.from({ length: 8 }, (_, index) => flapping(4 + 2 * index));
    expect(looks(noted(), seen.slice(0, 7)).verification).toMatchObject({ status: 'UNDECIDED' });
    const { verification } = looks(noted(), seen);
    expect(verification).toMatchObject({ status: 'DECIDED', looks: 8, confirmed: 0, flapping: 1, flaps: 7 });
  });
});

describe('verifyDisconnects, external instances', () => {
  const external = away('a', { instanceId: 'mi-a', isExternal: true, availabilityZone: null });
  const offline = observed([external], { hosts: { 'mi-a': 'OFFLINE' } });
  const online = observed([external]);

  it('reports one that Systems Manager does not hear from, and alerts none', () => {
    const { ledger, verification } = looks(noted(), [offline, offline]);
    expect(verification).toMatchObject({ status: 'DECIDED', confirmed: 0, offline: 1 });
    expect(ledger.outages['a']).toMatchObject({ end: 'OFFLINE', confirmedAt: null });
    expect(looks(noted(), [offline]).verification).toMatchObject({ status: 'UNDECIDED', offline: 0 });
  });

  it('alerts it where that is wanted', () => {
    const changes = { request: { ...request, offlineExternal: 'alert' as const } };
    expect(looks(noted(), [offline, offline], changes).verification).toMatchObject({ confirmed: 1, offline: 0 });
  });

  it('alerts one that is online', () => {
    expect(looks(noted(), [online, online]).verification).toMatchObject({ confirmed: 1 });
  });
});

describe('lookSeconds and lookLimit', () => {
  it.each([
    [60, 30, 2, 30, 8],
    [0, 5, 1, 5, 5],
    [900, 5, 5, 113, 17],
    [60, 300, 5, 300, 10],
  ])(
    'grace %i, looks %i s apart, %i of them: %i s, at most %i',
    (graceSeconds, confirmationSeconds, confirmations, seconds, limit) => {
      const given = { graceSeconds, confirmationSeconds, confirmations, offlineExternal: 'report' as const };
      expect([lookSeconds(given), lookLimit(given)]).toEqual([seconds, limit]);
    },
  );
});
