import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { many, now, outage } from '../../domain/agent/notice/notice-world.ts';
import { type AlertWorld, startAlertWorld } from './alert-world.ts';

let world: AlertWorld;

beforeEach(async () => {
  world = await startAlertWorld();
});
afterEach(() => world.close());

const issues = () => world.log.filter(({ message }) => message.includes('ISSUE'));

describe('AlertDisconnects', () => {
  it('sends one message about all, marks them, prints metrics and a log line of each', async () => {
    await world.put({ a: outage(), b: outage({ since: null }), c: outage({ confirmedAt: null }) });
    const told = await world.alert();
    expect(told).toEqual({ messageId: expect.stringMatching(/^[0-9a-f-]{36}$/), instances: 2, at: now });
    expect(world.mails()).toEqual([
      expect.objectContaining({
        messageId: told.messageId,
        subject: '[ISSUE] ECS agents: 2 of 40 disconnected in prod (eu-west-1)',
        message: expect.stringContaining('- b (i-0123456789abcdef0, EC2, eu-west-1a, linux)\n  before 05:52:00Z'),
      }),
    ]);
    expect(await world.outages()).toEqual({
      a: outage({ alertedAt: now }),
      b: outage({ since: null, alertedAt: now }),
      c: outage({ confirmedAt: null }),
    });
    expect(world.metrics.map(({ DisconnectedAgents }) => DisconnectedAgents)).toEqual([2, 1, 1]);
    expect(issues()).toMatchObject([
      { message: expect.stringMatching(/^ISSUE/), cluster: 'prod', containerInstance: 'a' },
      { containerInstance: 'b', since: null },
    ]);
  });

  it('sends what is no mail as a custom notification', async () => {
    await world.put({ a: outage() });
    await world.alert();
    const [notification] = world.notifications();
    expect(JSON.parse(notification?.message ?? '')).toMatchObject({
      version: '1.0',
      source: 'custom',
      content: { textType: 'client-markdown' },
      metadata: { threadId: 'prod-1f6a09c2d3-20261121T0550Z' },
    });
  });

  it('finds nothing to tell when it is repeated', async () => {
    await world.put({ a: outage() });
    await world.alert();
    expect(await world.alert()).toEqual({ messageId: null, instances: 0, at: now });
    expect([world.mails().length, world.metrics.length, issues().length]).toEqual([1, 2, 1]);
  });

  it('finds nothing to tell where there is no ledger', async () => {
    expect(await world.alert()).toEqual({ messageId: null, instances: 0, at: now });
  });

  it.each([
    ['it is not there', { ALERT_TOPIC_ARN: 'arn:aws:sns:us-east-1:000000000000:gone' }, undefined, 'NotFoundException'],
    ['it may not be published to', {}, 'AuthorizationError', 'AuthorizationErrorException'],
    ['SNS fails', {}, 'InternalError', 'InternalErrorException'],
  ])('fails with the topic where %s, and marks nothing', async (_, settings, error, name) => {
    await world.put({ a: outage() });
    if (error) world.sandbox.faults.add({ service: 'sns', operation: 'Publish', error });
    await expect(world.alert(settings)).rejects.toMatchObject({ name });
    expect(await world.outages()).toEqual({ a: outage() });
    expect([world.metrics, issues()]).toEqual([[], []]);
  });

  it('tells twice rather than not at all when the answer of SNS is lost', async () => {
    await world.put({ a: outage() });
    world.sandbox.faults.add({ service: 'sns', operation: 'Publish', after: true });
    await expect(world.alert()).rejects.toThrow();
    expect((await world.alert()).instances).toBe(1);
    expect([world.mails().length, issues().length]).toEqual([2, 1]);
  });

  it('tells once when the mark fails, which the next look sets', async () => {
    await world.put({ a: outage() });
    world.sandbox.faults.add({ service: 's3', operation: 'PutObject', error: 'SlowDown' });
    expect(await world.alert()).toMatchObject({ instances: 1 });
    expect([world.mails().length, world.metrics.length, issues().length]).toEqual([1, 2, 1]);
    expect(world.log).toContainEqual(
      expect.objectContaining({ message: 'alert told and not marked: the next look marks it', errorName: 'SlowDown' }),
    );
    expect(await world.outages()).toEqual({ a: outage() });
  });

  it('keeps what others write into the ledger while it tells', async () => {
    await world.put({ a: outage() });
    world.sandbox.faults.add({ service: 's3', operation: 'PutObject', error: 'PreconditionFailed', status: 412 });
    await world.alert();
    expect(world.mails()).toHaveLength(1);
    expect(await world.outages()).toEqual({ a: outage({ alertedAt: now }) });
  });

  it('makes one message of 5,000 instances, with a list of all of them', async () => {
    await world.put(many(5_000));
    expect(await world.alert()).toMatchObject({ instances: 5_000 });
    const key = 'agent-disconnect/prod-1f6a09c2d3-20261121T0550Z/alert.csv';
    expect(world.keys()).toEqual([key]);
    expect((await world.text(key)).trimEnd().split('\n')).toHaveLength(5_001);
    expect(world.mails()).toHaveLength(1);
    expect(world.mails()[0]?.message).toContain(
      `/s3/object/reports?region=eu-west-1&prefix=${encodeURIComponent(key)}`,
    );
    expect(world.metrics).toHaveLength(101);
    expect(issues()).toHaveLength(5_000);
  });

  it('sends the message also where the list cannot be written', async () => {
    await world.put(many(26));
    world.sandbox.faults.add({ service: 's3', operation: 'PutObject', error: 'AccessDenied' });
    await world.alert();
    expect(world.mails()[0]?.message).not.toContain('the whole list');
    expect(world.log[0]).toMatchObject({
      message: 'list of instances not written',
      reason: expect.stringMatching(/^AccessDenied: /),
    });
  });
});
