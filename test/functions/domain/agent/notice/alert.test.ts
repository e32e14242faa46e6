import { describe, expect, it } from '@jest/globals';
import { type AlertDetails, alertNotice, issueRecords } from '../../../../../functions/domain/agent/notice/alert.ts';
import { toAlert } from '../../../../../functions/domain/agent/notice/untold.ts';
import type { Acted } from '../../../../../functions/domain/agent/run-state.ts';
import { contextOf, external, idOf, ledgerOf, many, now, outage, request, watchOf } from './notice-world.ts';

const nothing: AlertDetails = { acted: null, failure: {}, listLink: null };
const acted = (held: Acted['held']): Acted => ({ held, started: 0, done: 0, failed: 0, skipped: 0 });
const noticeOf = (ledger: ReturnType<typeof ledgerOf>, details = nothing, context = contextOf(ledger)) =>
  alertNotice(toAlert(ledger, context.execution.id), details, context);

describe('alertNotice', () => {
  it('names the instance, its machine, zone, kind, since when, its tasks and where to look', () => {
    const { kind, subject, email } = noticeOf(ledgerOf({ [idOf(1)]: outage() }));
    expect([kind, subject]).toEqual(['ISSUE', '[ISSUE] ECS agents: 1 of 40 disconnected in prod (eu-west-1)']);
    expect(email).toContain(
      [
        'The ECS agent of 1 of 40 container instances of cluster prod (eu-west-1, account 111122223333) is disconnected, and has stayed so.',
        'The instances run. Their tasks run on, but ECS can neither start, stop nor watch any there.',
        '',
        'Disconnected:',
        `- ${idOf(1)} (i-0123456789abcdef0, EC2, eu-west-1a, linux)`,
        '  since 05:50:12Z (3 min); 4 tasks running; ACTIVE',
        `  https://eu-west-1.console.aws.amazon.com/ecs/v2/clusters/prod/infrastructure/container-instances/${idOf(1)}?region=eu-west-1`,
        '  https://eu-west-1.console.aws.amazon.com/ec2/home?region=eu-west-1#InstanceDetails:instanceId=i-0123456789abcdef0',
        '',
        'Next, for the first of them:',
      ].join('\n'),
    );
    expect(email).toMatch(/\nexecution: https:\/\/eu-west-1\.console\.aws\.amazon\.com\/states\/home\S+\n$/);
  });

  it.each([
    ['an external instance', outage({}, external), '(mi-0123456789abcdef0, external, linux)'],
    ['its page of Systems Manager', outage({}, external), '/managed-nodes/mi-0123456789abcdef0/general'],
    ['one whose beginning no event told', outage({ since: null }), 'before 05:52:00Z (at least 72 s)'],
    ['flaps', outage({ flaps: 2 }), 'was back and gone again 2 times'],
    [
      'pending tasks and another status',
      outage({}, { pendingTasks: 2, status: 'DRAINING' }),
      '4 tasks running, 2 pending; DRAINING',
    ],
    [
      'a machine that could not be asked',
      outage({}, { host: 'UNKNOWN' }),
      'whether the machine runs could not be asked',
    ],
    ['that the machine may not run', outage({}, { host: 'UNKNOWN' }), 'Where the instances run, their tasks run on'],
    ['a machine that is offline too', outage({}, { host: 'OFFLINE' }), 'Systems Manager does not hear from it either'],
    ['one that nobody has described', outage({ facts: null }), `- ${idOf(1)} (unknown)`],
    [
      'what was done, and the words of what failed',
      outage({ actions: [{ action: 'drain', status: 'FAILED', at: now, detail: `no ${'x'.repeat(300)}` }] }),
      `\n  drain FAILED: no ${'x'.repeat(196)}…\n`,
    ],
  ])('tells of %s', (_, given, words) => {
    expect(noticeOf(ledgerOf({ [idOf(1)]: given })).email).toContain(words);
  });

  it.each<[string, Partial<AlertDetails>, string]>([
    ['a storm', { acted: acted('STORM') }, 'Nothing was done (drain): more than a quarter of the cluster is affected.'],
    ['the cap', { acted: acted('CAP') }, 'Nothing more was done (drain): at most 5 actions an hour are allowed.'],
    ['a dry run', { acted: acted('DRY_RUN') }, 'Nothing was done (drain): dryRun.'],
    [
      'a failure of all actions',
      { failure: { ActOnInstances: { Error: 'X', Cause: '{"errorMessage":"why"}' } } },
      'Acting on them failed (X: why).',
    ],
    ['a failure of the hook', { failure: { StartHook: { Error: 'Y' } } }, 'Starting your hook failed (Y: ).'],
    ['a failure without words', { failure: { StartHook: {} } }, 'Starting your hook failed (Error: ).'],
  ])('says that %s kept it from acting', (_, details, words) => {
    const ledger = ledgerOf({ [idOf(1)]: outage() });
    const context = contextOf(ledger, undefined, { request: { ...request, actions: ['drain'] } });
    expect(noticeOf(ledger, { ...nothing, ...details }, context).email).toContain(words);
  });

  it.each<Acted['held']>([null, 'NONE_WANTED'])('says nothing of actions where %s held them', (held) => {
    expect(noticeOf(ledgerOf({ [idOf(1)]: outage() }), { ...nothing, acted: acted(held) }).email).not.toContain('done');
  });

  it.each([
    [1, 'Beside these, 1 outage alerted before lasts.'],
    [2, 'Beside these, 2 outages alerted before last.'],
  ])('counts %d outages of other runs', (count, words) => {
    expect(noticeOf(ledgerOf({ ...many(count, { owner: 'arn:other' }), new: outage() })).email).toContain(words);
  });

  it('is short enough for every number of instances, and counts what it does not name', () => {
    const ledger = ledgerOf(
      many(5_000, { actions: [{ action: 'drain', status: 'FAILED', at: now, detail: 'ä'.repeat(5_000) }] }),
    );
    const watch = watchOf({ name: 'p'.repeat(255), region: 'ap-southeast-1', registered: 10_000 });
    const listLink = `https://ap-southeast-1.console.aws.amazon.com/${'x'.repeat(500)}`;
    const notice = noticeOf(ledger, { ...nothing, listLink }, contextOf(ledger, watch));
    const { subject, email, slack } = notice;
    const message = JSON.stringify({ default: JSON.stringify(slack), email });
    expect(Buffer.byteLength(message)).toBeLessThan(128 * 1_024);
    expect(subject.length).toBeLessThan(100);
    expect(email).toContain('  eu-west-1a EC2: 1667\n  eu-west-1b EC2: 1667\n  external: 1666\n');
    expect(email.match(/^- [0-9]{32} /gm)).toHaveLength(25);
    expect(email).toContain('\n… and 4975 more\n');
    expect(email).toContain(`the whole list: ${listLink}`);
  });

  it('says what many have in common, and of one nothing', () => {
    const words = 'Many at once have a cause in common';
    const few = contextOf(ledgerOf(many(2)), watchOf({ registered: 3 }));
    expect(noticeOf(ledgerOf(many(2)), nothing, few).email).toContain(words);
    expect(noticeOf(ledgerOf(many(1)), nothing, { ...few, affected: 1 }).email).not.toContain(words);
  });

  it('names each of 25, and the first 25 of 26', () => {
    const named = (count: number) => noticeOf(ledgerOf(many(count))).email;
    expect(named(25)).not.toContain('more\n');
    expect(named(26)).toContain('\n… and 1 more\n');
  });
});

describe('issueRecords', () => {
  it('have what a query asks for, of each instance', () => {
    const ledger = ledgerOf({ a: outage({ flaps: 1 }), b: outage({ facts: null, since: null }) });
    const context = contextOf(ledger);
    expect(issueRecords(toAlert(ledger, context.execution.id), context)).toEqual([
      {
        cluster: 'prod',
        containerInstance: 'a',
        instanceId: 'i-0123456789abcdef0',
        availabilityZone: 'eu-west-1a',
        isExternal: false,
        since: '2026-11-21T05:50:12.000Z',
        runningTasks: 4,
        flaps: 1,
      },
      {
        cluster: 'prod',
        containerInstance: 'b',
        instanceId: null,
        availabilityZone: null,
        isExternal: null,
        since: null,
        runningTasks: null,
        flaps: 0,
      },
    ]);
  });
});
