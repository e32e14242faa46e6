import { describe, expect, it } from '@jest/globals';
import { alertNotice } from '../../../../../functions/domain/agent/notice/alert.ts';
import type { NoticeContext } from '../../../../../functions/domain/agent/notice/context.ts';
import { newsNotice } from '../../../../../functions/domain/agent/notice/news.ts';
import { newsOf, toAlert } from '../../../../../functions/domain/agent/notice/untold.ts';
import { contextOf, idOf, ledgerOf, many, now, outage, recovery, watchOf } from './notice-world.ts';

const slackOf = (ledger: ReturnType<typeof ledgerOf>, failure = {}, context: NoticeContext = contextOf(ledger)) =>
  alertNotice(toAlert(ledger, context.execution.id), { acted: null, failure, listLink: null }, context).slack;

describe('slackNotification', () => {
  it('follows the schema of custom notifications', () => {
    const { content, ...rest } = slackOf(ledgerOf({ [idOf(1)]: outage() }));
    expect(rest).toEqual({
      version: '1.0',
      source: 'custom',
      id: `prod-1f6a09c2d3-20261121T0550Z-ISSUE-${now}`,
      metadata: {
        threadId: 'prod-1f6a09c2d3-20261121T0550Z',
        summary: 'ECS agents: 1 of 40 disconnected in prod (eu-west-1)',
        eventType: 'ecs-agent-disconnect',
        relatedResources: ['arn:aws:ecs:eu-west-1:111122223333:cluster/prod', 'i-0123456789abcdef0'],
        additionalContext: { status: 'ISSUE', cluster: 'prod', region: 'eu-west-1', account: '111122223333' },
      },
    });
    expect(content).toMatchObject({
      textType: 'client-markdown',
      title: ':rotating_light: ECS agents: 1 of 40 disconnected in prod (eu-west-1)',
      keywords: ['ECS agent', 'ISSUE', 'prod', 'eu-west-1'],
    });
    expect(content.description).toContain(
      `• <https://eu-west-1.console.aws.amazon.com/ecs/v2/clusters/prod/infrastructure/container-instances/${idOf(1)}?region=eu-west-1|${idOf(1)}> ` +
        '(i-0123456789abcdef0, EC2, eu-west-1a) since 05:50:12Z (3 min); 4 tasks running; ACTIVE\n',
    );
    expect(content.nextSteps).toHaveLength(7);
  });

  it('has one thread for the alert and all that comes of it', () => {
    const ledger = ledgerOf({ a: outage(), b: outage({ endedAt: now, end: 'RECONNECTED' }) });
    const context = contextOf(ledger);
    const news = newsNotice(newsOf(ledger, context.execution.id, recovery), null, context).slack;
    expect(news.metadata.threadId).toBe(slackOf(ledger).metadata.threadId);
    expect(news.id).not.toBe(slackOf(ledger).id);
    expect(news.content.title).toBe(':white_check_mark: ECS agents: 1 back, 1 still disconnected in prod (eu-west-1)');
  });

  it("escapes what an error's words would be read as", () => {
    const { content } = slackOf(ledgerOf({ a: outage() }), { StartHook: { Error: 'X', Cause: '<b> & <c>' } });
    expect(content.description).toContain('failed (X: &lt;b&gt; &amp; &lt;c&gt;).');
  });

  it('says what was done', () => {
    const actions = [{ action: 'drain' as const, status: 'DONE' as const, at: now, detail: 'DRAINING' }];
    expect(slackOf(ledgerOf({ a: outage({ actions }) })).content.description).toContain('; ACTIVE; drain DONE\n');
  });

  it('stays within the bounds of a text, with whole lines and whole commands', () => {
    const watch = watchOf({ name: 'p'.repeat(255), registered: 6_000 });
    const ledger = ledgerOf(many(5_000), watch);
    const { content, metadata, id } = slackOf(ledger, {}, contextOf(ledger, watch));
    expect(content.description.length).toBeLessThanOrEqual(2_800);
    expect(content.description).toMatch(/\n… and 499\d more\n<https:\/\/\S+\|container instances of p+>$/);
    expect(content.title.length).toBeLessThanOrEqual(150);
    expect(content.nextSteps.every((step) => step.length <= 350 && step.endsWith('`'))).toBe(true);
    expect(content.nextSteps.length).toBeLessThan(7);
    expect(content.keywords.every((keyword) => keyword.length <= 75)).toBe(true);
    expect(metadata.relatedResources).toHaveLength(10);
    expect(id.length).toBeLessThanOrEqual(250);
  });

  it('leads to the whole list where there is one', () => {
    const ledger = ledgerOf({ a: outage() });
    const context = contextOf(ledger);
    const details = { acted: null, failure: {}, listLink: 'https://example.com/list' };
    expect(alertNotice(toAlert(ledger, context.execution.id), details, context).slack.content.description).toContain(
      ' · <https://example.com/list|the whole list>',
    );
  });
});
