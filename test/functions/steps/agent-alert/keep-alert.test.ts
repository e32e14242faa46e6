import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { now, outage, recovery } from '../../domain/agent/notice/notice-world.ts';
import { type AlertWorld, startAlertWorld } from './alert-world.ts';

let world: AlertWorld;

beforeEach(async () => {
  world = await startAlertWorld();
});
afterEach(() => world.close());

const alertedAt = '2026-11-21T05:51:00.000Z';
const failure = { AlertDisconnects: { Error: 'NotFoundException', Cause: '{"errorMessage":"Topic does not exist"}' } };

describe('KeepAlert', () => {
  it('puts the alert that SNS did not take into the dead-letter queue, and counts it as alerted', async () => {
    await world.put({ a: outage() });
    expect(await world.keep({ failure })).toEqual({ messageId: expect.any(String), instances: 1, at: now });
    expect(world.kept()).toEqual([
      expect.objectContaining({
        topicArn: world.topicArn,
        error: 'NotFoundException',
        cause: 'Topic does not exist',
        subject: '[ISSUE] ECS agents: 1 of 40 disconnected in prod (eu-west-1)',
        email: expect.stringContaining('- a (i-0123456789abcdef0'),
        slack: expect.objectContaining({ source: 'custom' }),
      }),
    ]);
    expect(await world.outages()).toEqual({ a: outage({ alertedAt: now }) });
    expect(world.metrics.map(({ DisconnectedAgents }) => DisconnectedAgents)).toEqual([1, 1]);
    expect(world.log.filter(({ message }) => message.startsWith('ISSUE'))).toMatchObject([{ containerInstance: 'a' }]);
    expect(world.log.at(-1)).toMatchObject({ message: 'message kept in the dead-letter queue' });
  });

  it('keeps what a look found', async () => {
    await world.put({ a: outage({ alertedAt, endedAt: now, end: 'GONE' }) });
    expect(await world.keep({ recovery })).toMatchObject({ instances: 1 });
    expect(world.kept()).toMatchObject([{ subject: '[RECOVERED] ECS agents: 1 gone in prod (eu-west-1)' }]);
    expect(await world.outages()).toEqual({});
    expect(JSON.stringify([world.log, world.metrics])).not.toContain('ISSUE');
  });

  it('finds nothing to keep when it is repeated, nor where the message was told after all', async () => {
    await world.put({ a: outage() });
    await world.alert();
    expect(await world.keep({ failure })).toEqual({ messageId: null, instances: 0, at: now });
    expect(world.kept()).toEqual([]);
  });

  it('fails with the queue, and the alert stays to be told', async () => {
    await world.put({ a: outage() });
    world.sandbox.faults.add({ service: 'sqs', operation: 'SendMessage', error: 'AccessDenied' });
    await expect(world.keep({ failure })).rejects.toMatchObject({ name: 'AccessDenied' });
    expect(await world.outages()).toEqual({ a: outage() });
    expect(world.metrics).toEqual([]);
  });

  it('keeps it twice rather than not at all when the answer is lost', async () => {
    await world.put({ a: outage() });
    world.sandbox.faults.add({ service: 'sqs', operation: 'SendMessage', after: true });
    await expect(world.keep({ failure })).rejects.toThrow();
    await world.keep({ failure });
    expect(world.kept()).toHaveLength(2);
  });
});
