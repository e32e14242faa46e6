import { describe, expect, it } from '@jest/globals';
import {
  emptyLedger,
  isSameOutage,
  type Ledger,
  ledgerKey,
  newOutage,
  type Outage,
  outagesToActOn,
  ownOutages,
  parseLedger,
  withChange,
} from '../../../../functions/domain/agent/ledger.ts';

const clusterArn = 'arn:aws:ecs:eu-west-1:111122223333:cluster/prod';
const at = '2026-11-21T05:50:07.000Z';

const full: Outage = {
  ...newOutage(12, at),
  firstSeenAt: at,
  looks: 2,
  owner: 'arn:x',
  confirmedAt: at,
  alertedAt: at,
  actions: [{ action: 'drain', status: 'DONE', at, detail: 'set DRAINING' }],
  facts: {
    instanceId: 'i-0123456789abcdef0',
    isExternal: false,
    availabilityZone: 'eu-west-1a',
    osType: 'linux',
    status: 'ACTIVE',
    runningTasks: 3,
    pendingTasks: 0,
    host: 'RUNNING',
  },
};

const ledgerOf = (outages: Record<string, Partial<Outage>>): Ledger => ({
  ...emptyLedger(clusterArn),
  outages: Object.fromEntries(Object.entries(outages).map(([id, one]) => [id, { ...newOutage(1, null), ...one }])),
});

describe('ledgerKey', () => {
  it('names the cluster, and tells clusters of one name apart', () => {
    expect(ledgerKey(clusterArn)).toMatch(/^ledgers\/prod-[0-9a-f]{10}\.json$/);
    expect(ledgerKey(clusterArn.replace('eu-west-1', 'us-east-1'))).not.toBe(ledgerKey(clusterArn));
  });
});

describe('parseLedger', () => {
  it('reads what was written', () => {
    const ledger: Ledger = {
      ...ledgerOf({ a: full, b: { endedAt: at, end: 'RECONNECTED' } }),
      recentActions: [{ at, instance: 'a', action: 'drain' }],
    };
    expect(parseLedger(JSON.stringify(ledger))).toEqual(ledger);
    expect(parseLedger(JSON.stringify(emptyLedger(clusterArn)))).toEqual(emptyLedger(clusterArn));
  });

  it.each([
    ['no JSON', 'text'],
    ['another format', JSON.stringify({ ...emptyLedger(clusterArn), format: 2 })],
    ['an outage that lacks something', JSON.stringify({ ...emptyLedger(clusterArn), outages: { a: { version: 1 } } })],
    ['a time that is none', JSON.stringify(ledgerOf({ a: { since: 'yesterday' } }))],
    ['null', 'null'],
  ])('takes %s for none', (_, text) => {
    expect(parseLedger(text)).toBeUndefined();
  });
});

describe('isSameOutage', () => {
  it.each([
    [10, 10, true],
    [10, 11, true],
    [10, 12, false],
    [10, 40, false],
  ])('seen disconnected at %i and at %i: %p', (before, version, expected) => {
    expect(isSameOutage(before, version)).toBe(expected);
  });
});

describe('ownOutages', () => {
  it('lists those of the execution by their ids', () => {
    const ledger = ledgerOf({ c: { owner: 'x' }, b: { owner: 'y' }, a: { owner: 'x' }, d: {} });
    expect(ownOutages(ledger, 'x').map(([id]) => id)).toEqual(['a', 'c']);
  });
});

describe('outagesToActOn', () => {
  const confirmedAt = at;
  const ledger = ledgerOf({
    d: { owner: 'x', confirmedAt },
    c: { owner: 'y', confirmedAt },
    b: { owner: 'x', confirmedAt, endedAt: at },
    a: { owner: 'x' },
  });

  it('lists the confirmed ones that last: a run’s own, or all where it follows none', () => {
    const ids = (isFollowed: boolean) => outagesToActOn(ledger, { execution: 'x', isFollowed }).map(([id]) => id);
    expect(ids(true)).toEqual(['d']);
    expect(ids(false)).toEqual(['c', 'd']);
  });
});

describe('withChange', () => {
  it('gives a ledger to write only where something changed', () => {
    const before = ledgerOf({ a: {} });
    const after = ledgerOf({ a: {}, b: {} });
    expect(withChange(before, ledgerOf({ a: {} }), 1)).toEqual({ result: 1 });
    expect(withChange(before, after, 2)).toEqual({ ledger: after, result: 2 });
  });
});
