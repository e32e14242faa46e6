import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { many, now, outage } from '../../domain/agent/notice/notice-world.ts';
import { type AlertWorld, startAlertWorld } from './alert-world.ts';

let world: AlertWorld;

beforeEach(async () => {
  world = await startAlertWorld();
});
afterEach(() => world.close());

const alertedAt = '2026-11-21T05:51:00.000Z';
const away = outage({ alertedAt });
const back = outage({ alertedAt, endedAt: now, end: 'RECONNECTED' });
const nothing = { messageId: null, instances: 0, at: now };

describe('TellRecovery', () => {
  it('tells of what is over, once, and takes it from the ledger', async () => {
    await world.put({ away, back });
    expect(await world.tell()).toEqual({ messageId: expect.any(String), instances: 1, at: now });
    expect(world.mails().map(({ subject }) => subject)).toEqual([
      '[RECOVERED] ECS agents: 1 back, 1 still disconnected in prod (eu-west-1)',
    ]);
    expect(await world.outages()).toEqual({ away });
    expect(world.metrics[0]).toMatchObject({ RecoveredAgents: 1, DisconnectedAgents: 1, OutageSeconds: [180] });
    expect(await world.tell()).toEqual(nothing);
    expect(world.mails()).toHaveLength(1);
  });

  it('says ISSUE in no log line: a query counts alerts by that', async () => {
    await world.put({ back });
    await world.tell();
    expect(JSON.stringify([world.log, world.metrics])).not.toContain('ISSUE');
  });

  it('reminds of what lasts, once a look', async () => {
    await world.put({ away });
    expect(await world.tell({ isReminderDue: true })).toMatchObject({ instances: 1 });
    expect(await world.outages()).toEqual({ away: { ...away, remindedAt: now } });
    expect(await world.tell({ isReminderDue: true })).toEqual(nothing);
    expect(world.mails()[0]?.subject).toMatch(/^\[REMINDER\] /);
  });

  it('tells that the limit is reached, and releases what lasts without forgetting that it was alerted', async () => {
    await world.put({ away });
    await world.tell({ isOverdue: true, isReminderDue: true });
    expect(await world.outages()).toEqual({ away: { ...away, remindedAt: now, owner: null } });
    expect(await world.tell({ isOverdue: true })).toEqual(nothing);
    expect(world.mails().map(({ subject }) => subject)).toEqual([
      '[LIMIT] ECS agents: 1 still disconnected after 24 h, not followed now, in prod (eu-west-1)',
    ]);
  });

  it('keeps the thread of the alert', async () => {
    await world.put({ a: outage(), back });
    await world.alert();
    await world.tell();
    const threads = world.notifications().map(({ message }) => JSON.parse(message).metadata.threadId);
    expect(threads).toEqual(['prod-1f6a09c2d3-20261121T0550Z', 'prod-1f6a09c2d3-20261121T0550Z']);
  });

  it('fails with the topic, and what is over stays to be told', async () => {
    await world.put({ back });
    world.sandbox.faults.add({ service: 'sns', operation: 'Publish', error: 'AuthorizationError', status: 403 });
    await expect(world.tell()).rejects.toMatchObject({ name: 'AuthorizationErrorException' });
    expect(await world.outages()).toEqual({ back });
  });

  it('lists what the message cannot name, by its look', async () => {
    await world.put(many(26, { alertedAt, endedAt: now, end: 'RECONNECTED' }));
    await world.tell();
    expect(world.keys()).toEqual(['agent-disconnect/prod-1f6a09c2d3-20261121T0550Z/told-20261121T055310000Z.csv']);
    expect(await world.outages()).toEqual({});
  });

  it('tells also where the list cannot be written', async () => {
    await world.put(many(26, { alertedAt, endedAt: now, end: 'RECONNECTED' }));
    world.sandbox.faults.add({ service: 's3', operation: 'PutObject', error: 'AccessDenied' });
    expect(await world.tell()).toMatchObject({ instances: 26 });
    expect(world.log[0]).toMatchObject({ message: 'list of instances not written' });
  });
});
