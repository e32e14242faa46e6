import { describe, expect, it } from '@jest/globals';
import type { Outage } from '../../../../functions/domain/agent/ledger.ts';
import { outageFinding } from '../../../../functions/domain/agent/report-outage.ts';
import { at, outage } from './look-world.ts';

const facts = {
  instanceId: 'i-a',
  isExternal: false,
  availabilityZone: 'us-east-1a',
  osType: 'linux' as const,
  status: 'ACTIVE',
  runningTasks: 1,
  pendingTasks: 0,
  host: 'RUNNING' as const,
};

describe('outageFinding', () => {
  it.each<[string, Partial<Outage>, object]>([
    ['reconnected', { end: 'RECONNECTED' }, { status: 'PASS', detail: 'the agent is connected again' }],
    ['gone', { end: 'GONE', flaps: 1 }, { status: 'PASS', detail: expect.stringMatching(/again 1 time$/) }],
    ['stopped', { end: 'STOPPED' }, { status: 'PASS' }],
    ['offline', { end: 'OFFLINE' }, { status: 'WARN', remedy: expect.stringContaining('switched off') }],
    [
      'followed by an unnamed run',
      { facts: { ...facts, host: 'UNKNOWN', isExternal: true } },
      {
        status: 'WARN',
        detail: expect.stringMatching(/external, ACTIVE, .*nobody could be asked.*followed by another run$/),
      },
    ],
  ])('tells of an instance that is %s', (_name, changes, finding) => {
    const one = { id: 'a', ...outage({ facts, looks: 2, ...changes }) };
    expect(outageFinding(one, { now: at(0), isOthers: true })).toMatchObject(finding);
  });

  it('needs no facts', () => {
    const one = { id: 'a', ...outage({ confirmedAt: at(0) }) };
    expect(outageFinding(one, { now: at(0), isOthers: false })).toEqual({
      check: 'container instance a',
      status: 'FAIL',
      detail: 'agent away since 05:50:20Z (2 min)',
    });
  });
});
