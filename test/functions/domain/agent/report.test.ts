import { describe, expect, it } from '@jest/globals';
import type { Outage } from '../../../../functions/domain/agent/ledger.ts';
import { type DisconnectState, disconnectReport } from '../../../../functions/domain/agent/report.ts';
import type { Acted, Recovery, Verification, Watch } from '../../../../functions/domain/agent/run-state.ts';
import { alerted, at, clusterArn, ledgerOf, me, other, outage } from './look-world.ts';

const watch: Watch = {
  clusterArn,
  clusterName: 'prod',
  isWatched: true,
  reason: 'all clusters are watched',
  registered: 40,
  isFollowed: true,
  waitSeconds: 0,
};
const verification: Verification = {
  status: 'DECIDED',
  looks: 2,
  confirmed: 0,
  reconnected: 0,
  gone: 0,
  offline: 0,
  flapping: 0,
  followedByOthers: 0,
  flaps: 0,
  affected: 0,
  lookedAt: at(30),
  waitSeconds: 30,
};
const recovery: Recovery = {
  status: 'QUIET',
  remaining: 0,
  reconnected: 0,
  gone: 0,
  isReminderDue: false,
  isOverdue: false,
  lookedAt: at(90),
  waitSeconds: 30,
};
const acted: Acted = { held: null, started: 0, done: 1, failed: 0, skipped: 0 };
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
const request = {
  window: '2026-11-21T05:50:00Z',
  actions: [] as DisconnectState['request']['actions'],
  limitHours: 24,
  offlineExternal: 'report' as const,
};

const report = (state: Partial<DisconnectState> = {}, outages: Record<string, Outage> = {}) => {
  const given = { request, watch, verification, ...state };
  const looker = { execution: me, isFollowed: given.watch.isFollowed, endedOwners: new Set<string>(), now: at(100) };
  return disconnectReport(ledgerOf(outages), given, looker);
};

const byHand = { watch: { ...watch, isFollowed: false }, request: { ...request, window: undefined } };

describe('disconnectReport of a run of the rule', () => {
  it('has nothing to say of a cluster that is not watched', () => {
    const given = { watch: { ...watch, isWatched: false, reason: 'it has been deleted' }, verification: undefined };
    expect(report(given)).toMatchObject({
      summary: 'prod is not looked at: it has been deleted',
      findings: [{ check: 'agents of prod', status: 'PASS', detail: 'not looked at: it has been deleted' }],
      data: { cluster: clusterArn, verification: null, recovery: null, acted: null },
      quiet: true,
    });
  });

  it('says that no agent is away any more', () => {
    expect(report({ verification: { ...verification, reconnected: 3, gone: 1 } })).toMatchObject({
      summary: '0 of 40 agents disconnected in prod; 3 connected again, 1 gone or stopped',
      findings: [{ status: 'PASS', detail: 'none of 40 is away' }],
      links: {
        cluster: 'https://us-east-1.console.aws.amazon.com/ecs/v2/clusters/prod/infrastructure?region=us-east-1',
      },
    });
  });

  it('says that other runs follow what is away', () => {
    const { summary, findings } = report({ verification: { ...verification, followedByOthers: 2 } });
    expect(summary).toBe('0 of 40 agents disconnected in prod; 2 followed by other runs');
    expect(findings).toMatchObject([{ status: 'PASS', detail: '2 outages followed by other runs, none for this one' }]);
  });

  it('says that what it followed is over', () => {
    const { summary, findings } = report({ verification: { ...verification, confirmed: 3 }, recovery });
    expect(summary).toBe('0 of 40 agents disconnected in prod; 3 over');
    expect(findings).toMatchObject([{ status: 'PASS', detail: '3 outages followed, all are over' }]);
  });

  it('says that the limit is reached', () => {
    const given = { verification: { ...verification, confirmed: 3 }, recovery: { ...recovery, remaining: 1 } };
    expect(report(given).findings).toEqual([
      {
        check: 'agents of prod',
        status: 'FAIL',
        detail: '1 of 3 outages last; the limit of 24 h is reached',
        remedy: 'start agent-disconnect cluster=prod for what they are now',
      },
    ]);
  });

  it('warns of a flapping agent of its own, and leaves out what others follow', () => {
    const outages = {
      a: outage({ owner: me, facts, looks: 1, flaps: 5, firstSeenAt: at(70) }),
      b: outage({ owner: other, facts }),
      c: outage({ owner: me }),
    };
    const { summary, findings } = report({ verification: { ...verification, flapping: 1, offline: 1 } }, outages);
    expect(summary).toBe('0 of 40 agents disconnected in prod; 1 flapping, 1 offline');
    expect(findings).toMatchObject([
      {
        check: 'agent on i-a',
        status: 'WARN',
        detail: expect.stringMatching(/too short to tell; .*it was back and away again 5 times; container instance a$/),
      },
    ]);
  });
});

describe('disconnectReport of actions and the hook', () => {
  const actions: DisconnectState['request']['actions'] = ['restart-agent', 'drain'];
  const acting = { request: { ...request, actions }, verification: { ...verification, confirmed: 1 }, recovery };

  it.each<[string, Partial<DisconnectState>, object]>([
    ['taken', { acted }, { status: 'PASS', detail: '1 done, 0 failed, 0 skipped' }],
    ['failed', { acted: { ...acted, failed: 1 } }, { status: 'WARN', detail: '1 done, 1 failed, 0 skipped' }],
    [
      'held by a storm',
      { acted: { ...acted, done: 0, held: 'STORM' } },
      {
        status: 'WARN',
        detail: 'nothing was done: more than a quarter of the cluster is affected',
      },
    ],
    [
      'held by the cap',
      { acted: { ...acted, held: 'CAP', skipped: 2 } },
      {
        status: 'WARN',
        detail: 'no more was done: the most actions per hour have been taken (1 done, 0 failed, 2 skipped)',
      },
    ],
    ['of a dry run', { acted: { ...acted, held: 'DRY_RUN' } }, { status: 'PASS' }],
    ['not wanted', { acted: { ...acted, held: 'NONE_WANTED' } }, { status: 'PASS' }],
    [
      'that could not be decided',
      { failure: { ActOnInstances: {} } },
      { status: 'WARN', detail: 'they failed; see ActOnInstances in the history of the execution' },
    ],
  ])('tells of actions %s', (_name, state, finding) => {
    expect(report({ ...acting, ...state }).findings).toContainEqual(
      expect.objectContaining({ check: 'actions restart-agent, drain', ...finding }),
    );
  });

  it('tells nothing of actions that were not reached, and of a hook that was not started', () => {
    expect(report({ ...acting, hook: { started: [] } }).findings).toHaveLength(1);
  });

  it.each<[Partial<DisconnectState>, object]>([
    [{ hook: { started: ['arn:one'] } }, { check: 'hook', status: 'PASS', detail: 'started 1 execution' }],
    [{ failure: { StartHook: {} } }, { check: 'hook', status: 'WARN' }],
  ])('tells of a hook %j', (state, finding) => {
    expect(report({ ...acting, ...state }).findings).toContainEqual(expect.objectContaining(finding));
  });
});

describe('disconnectReport by hand', () => {
  it('lists all that is away, whoever follows it, and is published', () => {
    const outages = {
      a: outage({ facts, looks: 2, firstSeenAt: at(0), confirmedAt: at(60) }),
      b: alerted({ owner: other, facts: { ...facts, instanceId: null, osType: 'windows' } }),
      noted: outage(),
    };
    const given = { ...byHand, verification: { ...verification, confirmed: 2, followedByOthers: 1 } };
    const { quiet, summary, findings } = report(given, outages);
    expect(quiet).toBe(false);
    expect(summary).toBe('2 of 40 agents disconnected in prod');
    expect(findings).toEqual([
      {
        check: 'agent on i-a',
        status: 'FAIL',
        detail:
          'away since 05:50:20Z (3 min); EC2 in us-east-1a, ACTIVE, 1 task running, its machine runs; ' +
          'container instance a',
        remedy: 'aws ssm start-session --target i-a, then: sudo systemctl status ecs; sudo systemctl restart ecs',
      },
      {
        check: 'agent on container instance b',
        status: 'FAIL',
        detail: expect.stringMatching(/; followed by other, alerted 05:52:31Z$/),
        remedy: 'on the instance: Get-Service AmazonECS; Restart-Service AmazonECS',
      },
    ]);
  });

  it('counts what is away and not confirmed yet beside', () => {
    const outages = { a: outage({ owner: other, facts, looks: 1 }), b: outage({ owner: other, facts, flaps: 1 }) };
    const given = { ...byHand, verification: { ...verification, followedByOthers: 2 } };
    expect(report(given, outages).summary).toBe('0 of 40 agents disconnected in prod; 2 more away, not confirmed yet');
  });

  it('names the worst twenty and counts the others', () => {
    const many = Object.fromEntries(
      Array.from({ length: 30 }, (_, index) => [
        `i${index}`,
        index < 5 ? outage({ facts, end: 'STOPPED', endedAt: at(0) }) : outage({ facts, confirmedAt: at(0) }),
      ]),
    );
    const { findings } = report({ ...byHand, verification: { ...verification, confirmed: 25 } }, many);
    expect(findings).toHaveLength(21);
    expect(
      findings.slice(0, 20).every(({ check, status }) => check !== 'container instances' && status === 'FAIL'),
    ).toBe(true);
    expect(findings[20]).toMatchObject({ check: 'container instances', status: 'FAIL' });
    expect(Buffer.byteLength(JSON.stringify(findings))).toBeLessThan(16_000);
  });

  it('says so where nothing is away', () => {
    expect(report(byHand)).toMatchObject({
      summary: '0 of 40 agents disconnected in prod',
      findings: [{ status: 'PASS', detail: 'none of 40 is away' }],
    });
  });
});
