import { describe, expect, it } from '@jest/globals';
import type { Outage } from '../../../../../functions/domain/agent/ledger.ts';
import { isNews, markAlerted, markTold, newsOf, toAlert } from '../../../../../functions/domain/agent/notice/untold.ts';
import { executionOf, ledgerOf, now, outage, recovery } from './notice-world.ts';

const owner = executionOf().id;
const by = { execution: owner, now };
const alertedAt = '2026-11-21T05:00:00.000Z';
const over: Partial<Outage> = { endedAt: now, end: 'RECONNECTED' };

describe('toAlert', () => {
  it.each<[string, Partial<Outage>, number]>([
    ['one that is confirmed', {}, 1],
    ['none that is not confirmed', { confirmedAt: null }, 0],
    ['none that was alerted, by this run or by one before', { alertedAt }, 0],
    ['none that is over', over, 0],
    ["none of another run's", { owner: 'arn:other' }, 0],
    ["none of nobody's", { owner: null }, 0],
  ])('gives %s', (_, changes, count) => {
    expect(toAlert(ledgerOf({ a: outage(changes) }), owner)).toHaveLength(count);
  });

  it('gives none once they are marked', () => {
    const ledger = ledgerOf({ a: outage(), b: outage({ owner: 'arn:other' }) });
    const marked = markAlerted(ledger, toAlert(ledger, owner), by);
    expect(toAlert(marked, owner)).toEqual([]);
    expect(marked.outages).toEqual({ a: outage({ alertedAt: now }), b: outage({ owner: 'arn:other' }) });
  });

  it('leaves what another run has taken over meanwhile, and what was not told', () => {
    const told = toAlert(ledgerOf({ a: outage() }), owner);
    const meanwhile = ledgerOf({ a: outage({ owner: 'arn:other' }), b: outage() });
    expect(markAlerted(meanwhile, told, by)).toEqual(meanwhile);
  });
});

describe('newsOf', () => {
  const ledger = ledgerOf({
    away: outage({ alertedAt }),
    back: outage({ alertedAt, ...over }),
    gone: outage({ alertedAt, endedAt: now, end: 'GONE' }),
    untold: outage({ confirmedAt: null, ...over }),
    others: outage({ owner: 'arn:other', ...over }),
  });

  it('are those that are over; those that last are only counted', () => {
    const news = newsOf(ledger, owner, recovery);
    expect(news).toMatchObject({
      ended: [{ id: 'back' }, { id: 'gone' }],
      lasting: [{ id: 'away' }],
      isReminder: false,
      isLimit: false,
    });
    expect(isNews(news)).toBe(true);
  });

  it('leave the ledger when they have been told, and are none then', () => {
    const marked = markTold(ledger, newsOf(ledger, owner, recovery), by);
    expect(Object.keys(marked.outages)).toEqual(['away', 'untold', 'others']);
    expect(marked.outages['away']).toEqual(outage({ alertedAt }));
    expect(isNews(newsOf(marked, owner, recovery))).toBe(false);
  });

  it('are a reminder once a look that says so', () => {
    const lasting = ledgerOf({ away: outage({ alertedAt }) });
    const due = { ...recovery, isReminderDue: true };
    const news = newsOf(lasting, owner, due);
    expect(news).toMatchObject({ isReminder: true, isLimit: false });
    const marked = markTold(lasting, news, by);
    expect(marked.outages['away']).toEqual(outage({ alertedAt, remindedAt: now }));
    expect(isNews(newsOf(marked, owner, due))).toBe(false);
    expect(isNews(newsOf(marked, owner, { ...due, lookedAt: '2026-11-21T06:53:15.000Z' }))).toBe(true);
  });

  it('are no reminder where nothing lasts', () => {
    expect(newsOf(ledgerOf({ back: outage({ ...over }) }), owner, { ...recovery, isReminderDue: true })).toMatchObject({
      isReminder: false,
    });
  });

  it('are the limit, once: nobody follows what lasts, and that it was alerted stays', () => {
    const overdue = { ...recovery, isReminderDue: true, isOverdue: true };
    const news = newsOf(ledger, owner, overdue);
    expect(news).toMatchObject({ isReminder: false, isLimit: true });
    const marked = markTold(ledger, news, by);
    expect(marked.outages['away']).toEqual(outage({ alertedAt, remindedAt: now, owner: null }));
    expect(isNews(newsOf(marked, owner, overdue))).toBe(false);
  });

  it('keep what began to last again while it was told', () => {
    const news = newsOf(ledger, owner, recovery);
    const meanwhile = { ...ledger, outages: { ...ledger.outages, back: outage({ alertedAt }) } };
    expect(markTold(meanwhile, news, by).outages['back']).toEqual(outage({ alertedAt }));
  });
});
