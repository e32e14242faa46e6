import type { HostState, InstanceFacts } from './container-instance.ts';
import { isSameOutage, type Outage } from './ledger.ts';

/** What a look saw, by container instance id and by host. What could not be described is in none of them. */
export interface Observation {
  facts: ReadonlyMap<string, InstanceFacts>;
  /** Ids that ECS does not know (any more). */
  missing: ReadonlySet<string>;
  /** By `i-…` or `mi-…`. */
  hosts: ReadonlyMap<string, HostState>;
  /** ISO 8601. */
  now: string;
}

/** What a look says of one outage; undefined where it saw nothing of it. */
export type Sight =
  | { is: 'OVER'; end: NonNullable<Outage['end']>; facts: Outage['facts'] }
  | { is: 'AWAY'; version: number; host: HostState; facts: NonNullable<Outage['facts']> };

/**
 * Instances in other states are on their way in or out of the cluster, where an agent that is not connected is no issue.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/container-instance-life-cycle.html
 */
const isInService = ({ status }: InstanceFacts): boolean => status === 'ACTIVE' || status === 'DRAINING';

const hostEnds: Partial<Record<HostState, 'GONE' | 'STOPPED'>> = { GONE: 'GONE', STOPPED: 'STOPPED' };

/** What a look saw of a container instance; undefined where it could not be described. */
export const sightOf = (id: string, { facts, missing, hosts }: Observation): Sight | undefined => {
  if (missing.has(id)) return { is: 'OVER', end: 'GONE', facts: null };
  const found = facts.get(id);
  if (!found) return undefined;
  const host = (found.instanceId !== null && hosts.get(found.instanceId)) || 'UNKNOWN';
  const { instanceId, isExternal, availabilityZone, osType, status, runningTasks, pendingTasks, version } = found;
  const known = { instanceId, isExternal, availabilityZone, osType, status, runningTasks, pendingTasks, host };
  if (found.agentConnected) return { is: 'OVER', end: 'RECONNECTED', facts: { ...known, host: 'RUNNING' } };
  const end = isInService(found) ? hostEnds[host] : 'GONE';
  return end ? { is: 'OVER', end, facts: known } : { is: 'AWAY', version, host, facts: known };
};

/** An outage that is over since a look. What was known of the instance is kept where ECS knows it no more. */
export const endOutage = (outage: Outage, end: NonNullable<Outage['end']>, facts: Outage['facts'], now: string) => ({
  ...outage,
  endedAt: now,
  end,
  facts: facts ?? outage.facts,
});

/** Whether a look that found the agent away found it in the outage that is known, without its having been back. */
export const goesOn = (outage: Outage, version: number): boolean => isSameOutage(outage.version, version);
