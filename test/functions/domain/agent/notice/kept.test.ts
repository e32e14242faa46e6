import { describe, expect, it } from '@jest/globals';
import { keptMessage, untoldOf } from '../../../../../functions/domain/agent/notice/kept.ts';
import { contextOf, ledgerOf, many, now, outage, recovery } from './notice-world.ts';

const topicArn = 'arn:aws:sns:eu-west-1:111122223333:alerts';
const failure = {
  AlertDisconnects: { Error: 'NotFoundException', Cause: '{"errorMessage":"Topic does not exist"}' },
  TellRecovery: { Error: 'AuthorizationErrorException' },
};
const state = { acted: null, recovery: null, failure };

describe('untoldOf', () => {
  it('is the alert where that is owed, with its own failure', () => {
    const ledger = ledgerOf({ a: outage() });
    const untold = untoldOf(ledger, state, contextOf(ledger));
    expect(untold).toMatchObject({ notice: { kind: 'ISSUE' }, failure: failure.AlertDisconnects, instances: 1 });
    expect(untold?.alerted.map(({ id }) => id)).toEqual(['a']);
    expect(untold?.mark(ledger).outages).toEqual({ a: outage({ alertedAt: now }) });
  });

  it('is what the last look found where the alert was told', () => {
    const ledger = ledgerOf({ a: outage({ alertedAt: now, endedAt: now, end: 'RECONNECTED' }) });
    const untold = untoldOf(ledger, { ...state, recovery }, contextOf(ledger));
    expect(untold).toMatchObject({ notice: { kind: 'RECOVERED' }, failure: failure.TellRecovery, instances: 1 });
    expect(untold?.alerted).toEqual([]);
    expect(untold?.mark(ledger).outages).toEqual({});
  });

  it.each([null, recovery])('is nothing where all was told', (look) => {
    const ledger = ledgerOf({ a: outage({ alertedAt: now }) });
    expect(untoldOf(ledger, { ...state, recovery: look }, contextOf(ledger))).toBeUndefined();
  });
});

describe('keptMessage', () => {
  it('holds all forms, why it was not told, and what to do', () => {
    const ledger = ledgerOf({ a: outage() });
    const context = contextOf(ledger);
    const untold = untoldOf(ledger, state, context);
    expect(untold && keptMessage(untold, topicArn, context)).toEqual({
      kept: expect.stringContaining('nothing sends it again'),
      topicArn,
      execution: context.execution.id,
      error: 'NotFoundException',
      cause: 'Topic does not exist',
      subject: untold?.notice.subject,
      email: untold?.notice.email,
      slack: untold?.notice.slack,
    });
  });

  it('says that it does not know why where no Catch left a word', () => {
    const ledger = ledgerOf({ a: outage() });
    const context = contextOf(ledger);
    const untold = untoldOf(ledger, { ...state, failure: {} }, context);
    expect(untold && keptMessage(untold, topicArn, context)).toMatchObject({ error: 'unknown', cause: '' });
  });

  it('fits into a message of a queue, however many instances', () => {
    const ledger = ledgerOf(many(5_000));
    const context = contextOf(ledger);
    const untold = untoldOf(ledger, state, context);
    const message = untold && JSON.stringify(keptMessage(untold, topicArn, context));
    expect(Buffer.byteLength(message ?? '')).toBeLessThan(256 * 1_024);
  });
});
