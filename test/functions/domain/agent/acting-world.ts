import type { Acting } from '../../../../functions/domain/agent/actions.ts';
import { emptyLedger, type Ledger, newOutage, type Outage } from '../../../../functions/domain/agent/ledger.ts';
import type { ManagedNode } from '../../../../functions/domain/agent/reason-to-skip.ts';

export const clusterArn = 'arn:aws:ecs:us-east-1:111122223333:cluster/prod';
export const execution = 'arn:aws:states:us-east-1:111122223333:execution:ecs-runbooks-prod-agent-disconnect:run';
export const now = '2026-11-21T06:00:00.000Z';

export const node: ManagedNode = { ping: 'Online', platform: 'Linux', system: 'Amazon Linux' };

export const facts: NonNullable<Outage['facts']> = {
  instanceId: 'i-0123456789abcdef0',
  isExternal: false,
  availabilityZone: 'us-east-1a',
  osType: 'linux',
  status: 'ACTIVE',
  runningTasks: 3,
  pendingTasks: 0,
  host: 'RUNNING',
};

/** A confirmed outage that this execution follows. */
export const confirmed = (given: Partial<Outage> = {}): Outage => ({
  ...newOutage(4, '2026-11-21T05:55:00Z'),
  firstSeenAt: '2026-11-21T05:57:00.000Z',
  looks: 2,
  owner: execution,
  confirmedAt: '2026-11-21T05:58:00.000Z',
  facts,
  ...given,
});

export const ledgerOf = (outages: Record<string, Outage>, given: Partial<Ledger> = {}): Ledger => ({
  ...emptyLedger(clusterArn),
  outages,
  ...given,
});

/** Drains up to five in a cluster of forty. */
export const acting = ({
  request,
  ...given
}: Partial<Omit<Acting, 'request'>> & { request?: Partial<Acting['request']> } = {}): Acting => ({
  execution,
  isFollowed: true,
  request: { actions: ['drain'], maxActionsPerHour: 5, dryRun: false, ...request },
  registered: 40,
  affected: 1,
  nodes: new Map([['i-0123456789abcdef0', node]]),
  now,
  ...given,
});
