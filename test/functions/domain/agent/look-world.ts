import type { HostState, InstanceFacts } from '../../../../functions/domain/agent/container-instance.ts';
import { emptyLedger, type Ledger, newOutage, type Outage } from '../../../../functions/domain/agent/ledger.ts';
import type { Observation } from '../../../../functions/domain/agent/observe.ts';
import { type Look, verifyDisconnects } from '../../../../functions/domain/agent/verify.ts';

export const clusterArn = 'arn:aws:ecs:us-east-1:111122223333:cluster/prod';

/** ARNs of executions: this run's, and those of two others. */
const executionArn = (name: string) =>
  `arn:aws:states:us-east-1:111122223333:execution:ecs-runbooks-prod-agent-disconnect:${name}`;
export const me = executionArn('me');
export const other = executionArn('other');
export const dead = executionArn('dead');

/** `05:52:00` plus some seconds. */
export const at = (seconds: number): string => new Date(Date.UTC(2026, 10, 21, 5, 52) + seconds * 1_000).toISOString();

/** A container instance whose agent is away, on EC2 instance `i-<id>`. */
export const away = (id: string, changes: Partial<InstanceFacts> = {}): InstanceFacts => ({
  id,
  version: 4,
  status: 'ACTIVE',
  agentConnected: false,
  instanceId: `i-${id}`,
  isExternal: false,
  availabilityZone: 'us-east-1a',
  osType: 'linux',
  runningTasks: 2,
  pendingTasks: 0,
  ...changes,
});

/** The same, connected again. */
export const back = (id: string, changes: Partial<InstanceFacts> = {}): InstanceFacts =>
  away(id, { agentConnected: true, version: 5, ...changes });

/** What a look saw; machines that are not named run. */
export const observed = (
  facts: InstanceFacts[],
  {
    now = at(0),
    hosts = {},
    missing = [],
  }: { now?: string; hosts?: Record<string, HostState>; missing?: string[] } = {},
): Observation => ({
  facts: new Map(facts.map((one) => [one.id, one])),
  missing: new Set(missing),
  hosts: new Map(facts.map(({ instanceId }) => [instanceId ?? '', hosts[instanceId ?? ''] ?? 'RUNNING'])),
  now,
});

export const outage = (changes: Partial<Outage> = {}): Outage => ({ ...newOutage(4, at(-100)), ...changes });

/** One that this run has confirmed and alerted. */
export const alerted = (changes: Partial<Outage> = {}): Outage =>
  outage({ owner: me, firstSeenAt: at(0), looks: 2, confirmedAt: at(30), alertedAt: at(31), ...changes });

export const ledgerOf = (outages: Record<string, Outage>): Ledger => ({ ...emptyLedger(clusterArn), outages });

/** What looks are made with where a test says nothing else. */
export const request = {
  graceSeconds: 60,
  confirmations: 2,
  confirmationSeconds: 30,
  offlineExternal: 'report' as const,
};

/** A look of this run, its first where a test says nothing else. */
export const look = (observation: Observation, changes: Partial<Look> = {}): Look => ({
  ...observation,
  execution: me,
  isFollowed: true,
  endedOwners: new Set([dead]),
  request,
  look: 1,
  ...changes,
});

/** Looks one after the other, 30 s apart. */
export const looks = (ledger: Ledger, seen: Observation[], changes: Partial<Look> = {}) =>
  seen.reduce(
    ({ ledger: current }, observation, index) =>
      verifyDisconnects(current, look({ ...observation, now: at(index * 30) }, { look: index + 1, ...changes })),
    verifyDisconnects(ledger, look(observed([]), { look: 99, ...changes })),
  );
