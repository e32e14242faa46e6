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
    ['reconnected', { end: 'RECONNECTED' }, { status: 'PASS', detail: 'connected again; container instance a' }],
    [
      'gone',
      { end: 'GONE', flaps: 1 },
      { status: 'PASS', detail: expect.stringMatching(/again 1 time; container instance a$/) },
    ],
    ['stopped', { end: 'STOPPED' }, { status: 'PASS' }],
    ['offline', { end: 'OFFLINE' }, { status: 'WARN', remedy: expect.stringContaining('switched off') }],
    [
      'followed by an unnamed run',
      { facts: { ...facts, host: 'UNKNOWN', isExternal: true } },
      {
        status: 'WARN',
        detail: expect.stringMatching(
          /external, ACTIVE, .*nobody could be asked.*followed by another run; container instance a$/,
        ),
      },
    ],
  ])('tells of an instance that is %s', (_name, changes, finding) => {
    const one = { id: 'a', ...outage({ facts, looks: 2, ...changes }) };
    expect(outageFinding(one, { now: at(0), isOthers: true })).toMatchObject(finding);
  });

  it('needs no facts', () => {
    const one = { id: 'a', ...outage({ confirmedAt: at(0) }) };
    expect(outageFinding(one, { now: at(0), isOthers: false })).toEqual({
      check: 'agent on container instance a',
      status: 'FAIL',
      detail: 'away since 05:50:20Z (2 min)',
    });
  });

  it('says what was done about it, in short', () => {
    const actions: Outage['actions'] = [
      { action: 'restart-agent', status: 'FAILED', at: at(0), detail: 'x'.repeat(200) },
      { action: 'drain', status: 'PLANNED', at: at(0), detail: 'dryRun: would be done' },
    ];
    const { detail } = outageFinding({ id: 'a', ...outage({ actions }) }, { now: at(0), isOthers: false });
    expect(detail).toMatch(/; restart-agent FAILED: x{119}…; drain PLANNED: dryRun: would be done$/);
  });
});
