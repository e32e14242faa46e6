import { describe, expect, it } from '@jest/globals';
import type { Outage } from '../../../../../functions/domain/agent/ledger.ts';
import { newsNotice, toldOf } from '../../../../../functions/domain/agent/notice/news.ts';
import { newsOf } from '../../../../../functions/domain/agent/notice/untold.ts';
import { contextOf, idOf, ledgerOf, many, now, outage, recovery, watchOf } from './notice-world.ts';

const alertedAt = '2026-11-21T05:51:00.000Z';
const away = outage({ alertedAt });
const over = (end: Outage['end'], changes: Partial<Outage> = {}) =>
  outage({ alertedAt, endedAt: now, end, ...changes });
const noticeOf = (outages: Record<string, Outage>, look = recovery, registered = 40) => {
  const ledger = ledgerOf(outages);
  const context = contextOf(ledger, watchOf({ registered }));
  return newsNotice(newsOf(ledger, context.execution.id, look), null, context);
};

describe('a recovery', () => {
  it('says what is back and how long it was away, without commands', () => {
    const { kind, subject, email, metrics } = noticeOf({ [idOf(1)]: over('RECONNECTED') });
    expect([kind, subject]).toEqual(['RECOVERED', '[RECOVERED] ECS agents: 1 back in prod (eu-west-1)']);
    expect(email).toContain(
      [
        '1 outage of ECS agents in cluster prod is over: 1 connected again; it lasted 3 min.',
        '',
        'Connected again:',
        `- ${idOf(1)} (i-0123456789abcdef0, EC2, eu-west-1a, linux)`,
        '  connected again at 05:53:12Z, after 3 min',
        '',
        'container instances: https://',
      ].join('\n'),
    );
    expect(metrics[0]).toMatchObject({ DisconnectedAgents: 0, RecoveredAgents: 1, OutageSeconds: [180] });
  });

  it.each<[string, Outage, string]>([
    ['gone', over('GONE'), 'gone: the instance was terminated or deregistered at 05:53:12Z, after 3 min'],
    ['stopped', over('STOPPED'), 'the instance was stopped at 05:53:12Z, after 3 min'],
    ['offline', over('OFFLINE'), 'Systems Manager does not hear from it any more at 05:53:12Z, after 3 min'],
    ['back after an unknown time', over('RECONNECTED', { since: null }), 'again at 05:53:12Z, after at least 72 s'],
    ['back after flaps', over('RECONNECTED', { flaps: 1 }), 'after 3 min; was back and gone again 1 time'],
    ['back before its alert', over('RECONNECTED', { alertedAt: null }), 'over before it could be alerted'],
    ['over without a reason', over(null), 'connected again at 05:53:12Z'],
  ])('tells of one that is %s', (_, given, words) => {
    expect(noticeOf({ [idOf(1)]: given }).email).toContain(words);
  });

  it('counts those that last, and names them not', () => {
    const { subject, email } = noticeOf({ a: over('RECONNECTED'), b: over('GONE'), c: away });
    expect(subject).toBe('[RECOVERED] ECS agents: 1 back, 1 gone, 1 still disconnected in prod (eu-west-1)');
    expect(email).toContain(
      '2 outages of ECS agents in cluster prod are over: 1 connected again, 1 gone, stopped or offline; the longest lasted 3 min.\n' +
        '1 agent still disconnected.\n',
    );
    expect(email).not.toContain('- c (');
  });

  it('counts no end that none has come to', () => {
    expect(noticeOf({ a: over('GONE') }).email).toContain('is over: 1 gone, stopped or offline; it lasted 3 min.');
    expect(noticeOf({ a: over('RECONNECTED') }).email).toContain('is over: 1 connected again; it lasted 3 min.');
  });

  it('is short for any number, with counts by zone of each section', () => {
    const { email, slack } = noticeOf(many(5_000, { alertedAt, endedAt: now, end: 'RECONNECTED' }));
    expect(email).toContain('Connected again:\n  eu-west-1a EC2: 1667\n');
    expect(Buffer.byteLength(JSON.stringify({ default: JSON.stringify(slack), email }))).toBeLessThan(64 * 1_024);
  });
});

describe('a reminder', () => {
  it('names those that last, with the next commands', () => {
    const { kind, subject, email, metrics } = noticeOf({ a: away }, { ...recovery, isReminderDue: true });
    expect([kind, subject]).toEqual([
      'REMINDER',
      '[REMINDER] ECS agents: 1 of 40 still disconnected in prod (eu-west-1)',
    ]);
    expect(email).toContain('1 agent of 40 container instances of cluster prod is still disconnected.\n');
    expect(email).toContain('Still disconnected:\n- a (i-0123456789abcdef0');
    expect(email).toContain('Next, for the first of them:');
    expect(metrics).toEqual([expect.objectContaining({ DisconnectedAgents: 1 })]);
  });

  it('goes along with a recovery', () => {
    const { kind, email } = noticeOf(
      { a: away, b: away, c: over('RECONNECTED') },
      { ...recovery, isReminderDue: true },
    );
    expect(kind).toBe('RECOVERED');
    expect(email).toContain('2 agents of 40 container instances of cluster prod are still disconnected.\n');
    expect(email).toContain('Connected again:\n- c (');
    expect(email).toContain('Still disconnected:\n- a (');
  });
});

describe('the limit', () => {
  it('is told with what lasts, and with what that means', () => {
    const { kind, subject, email } = noticeOf({ a: away, c: over('GONE') }, { ...recovery, isOverdue: true });
    expect([kind, subject]).toEqual([
      'LIMIT',
      '[LIMIT] ECS agents: 1 still disconnected after 24 h, not followed now, in prod (eu-west-1)',
    ]);
    expect(email).toContain('after 24 h, which is how long this run follows them (limitHours). Nothing more is told');
    expect(email).toContain('Gone, stopped or offline:\n- c (');
  });

  it('has metrics of what lasts where nothing else is told', () => {
    expect(noticeOf({ a: away }, { ...recovery, isOverdue: true }).metrics).toEqual([
      expect.objectContaining({ DisconnectedAgents: 1 }),
    ]);
  });
});

describe('nothing', () => {
  it('has no metrics', () => {
    expect(noticeOf({ a: away }).metrics).toEqual([]);
  });
});

describe('toldOf', () => {
  it('lists what is back, what is gone and, where it is told, what lasts', () => {
    const ledger = ledgerOf({ a: away, b: over('GONE'), c: over('RECONNECTED') });
    const ids = (look: typeof recovery) =>
      toldOf(newsOf(ledger, contextOf(ledger).execution.id, look)).map(({ id }) => id);
    expect(ids(recovery)).toEqual(['c', 'b']);
    expect(ids({ ...recovery, isReminderDue: true })).toEqual(['c', 'b', 'a']);
  });
});
