import { describe, expect, it } from '@jest/globals';
import type { InstanceFacts } from '../../../../functions/domain/agent/container-instance.ts';
import type { DisconnectEvent } from '../../../../functions/domain/agent/disconnect-event.ts';
import { judgeEvents } from '../../../../functions/domain/agent/judge-events.ts';

const at = (seconds: number): string => new Date(Date.UTC(2026, 10, 21, 5, 50, seconds)).toISOString();

const event = (changes: Partial<DisconnectEvent> = {}): DisconnectEvent => ({
  clusterArn: 'arn:aws:ecs:eu-west-1:111122223333:cluster/prod',
  instance: 'a',
  version: 10,
  at: at(0),
  agentConnected: false,
  ...changes,
});

const facts = (changes: Partial<InstanceFacts> = {}): InstanceFacts => ({
  id: 'a',
  version: 10,
  status: 'ACTIVE',
  agentConnected: false,
  instanceId: 'i-1',
  isExternal: false,
  availabilityZone: 'eu-west-1a',
  osType: 'linux',
  runningTasks: 0,
  pendingTasks: 0,
  ...changes,
});

const judge = (events: DisconnectEvent[], ...found: InstanceFacts[]) => judgeEvents(events, { found, missing: [] });
const open = { instance: 'a', version: 10, since: at(0), at: at(0) };

describe('judgeEvents', () => {
  it.each<[string, Partial<InstanceFacts>]>([
    ['the agent is connected again', { version: 11, agentConnected: true }],
    ['it is connected at the same version, as a late event is judged', { agentConnected: true }],
    ['it has been back and is gone again: a newer event tells of that', { version: 12 }],
    ['the instance is INACTIVE', { status: 'INACTIVE' }],
  ])('takes an event for over when %s', (_, now) => {
    expect(judge([event()], facts(now))).toEqual({ open: [], over: ['a'] });
  });

  it('takes an event for over when ECS does not know the instance any more', () => {
    expect(judgeEvents([event()], { found: [], missing: ['a'] })).toEqual({ open: [], over: ['a'] });
  });

  it.each<[string, Partial<InstanceFacts>, object]>([
    ['nothing has changed', {}, {}],
    ['something else of it has changed', { version: 11 }, { version: 11 }],
    ['it is draining, at the same version', { status: 'DRAINING', version: 11 }, { version: 11 }],
    [
      'it is draining, and a newer event would not come',
      { status: 'DRAINING', version: 14 },
      { version: 14, since: null },
    ],
    ['ECS shows it as it was before the event', { version: 9, agentConnected: true }, {}],
  ])('keeps an event when %s', (_, now, expected) => {
    expect(judge([event()], facts(now))).toEqual({ open: [{ ...open, ...expected }], over: [] });
  });

  it('keeps all events when nobody could be asked, and those whose instance was not described', () => {
    expect(judgeEvents([event()], undefined)).toEqual({ open: [open], over: [] });
    expect(judge([event()])).toEqual({ open: [open], over: [] });
  });

  it('counts an instance once, by its newest event, in whatever order they come', () => {
    const events = [event({ version: 12, at: at(30) }), event(), event({ version: 12, at: at(31) }), event()];
    expect(judge(events, facts({ version: 12 }))).toEqual({
      open: [{ instance: 'a', version: 12, since: at(30), at: at(30) }],
      over: [],
    });
    expect(judge(events.toReversed(), facts({ version: 13, agentConnected: true }))).toEqual({ open: [], over: ['a'] });
  });

  it('dates an outage from the first of the events that follow on each other', () => {
    const events = [9, 11, 10, 7].map((version) => event({ version, at: at(version) }));
    expect(judge(events, facts({ version: 11 })).open).toEqual([
      { instance: 'a', version: 11, since: at(9), at: at(11) },
    ]);
  });

  it('does not date an outage by an event whose time is later than that of a newer one', () => {
    const events = [event({ version: 10, at: at(5) }), event({ version: 9, at: at(6) })];
    expect(judge(events, facts()).open).toEqual([{ ...open, since: at(5), at: at(5) }]);
  });

  it('ends an outage by an event that says so, and begins the next after it', () => {
    const back = event({ version: 11, at: at(1), agentConnected: true });
    expect(judge([event(), back], facts())).toEqual({ open: [], over: ['a'] });
    const again = event({ version: 12, at: at(2) });
    expect(judge([event(), again, back], facts({ version: 12 })).open).toEqual([
      { instance: 'a', version: 12, since: at(2), at: at(2) },
    ]);
  });

  it('judges each instance by itself', () => {
    const events = [event(), event({ instance: 'b' }), event({ instance: 'c' })];
    const judged = judgeEvents(events, {
      found: [facts(), facts({ id: 'b', agentConnected: true, version: 11 })],
      missing: ['c'],
    });
    expect(judged).toEqual({ open: [open], over: ['b', 'c'] });
  });

  it('takes no events for none', () => {
    expect(judgeEvents([], undefined)).toEqual({ open: [], over: [] });
  });
});
