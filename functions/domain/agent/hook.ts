import { createHash } from 'node:crypto';
import { parseArn, shortId } from '../ecs/arn.ts';
import { type Ledger, type Outage, outagesToActOn } from './ledger.ts';

/** What the user's own state machine is told of an instance. */
export interface HookInstance {
  containerInstanceArn: string;
  /** `i-…` or `mi-…`; null where ECS says none. */
  instanceId: string | null;
  isExternal: boolean;
  availabilityZone: string | null;
  osType: 'linux' | 'windows';
  /** Of the container instance: `ACTIVE`, `DRAINING`. */
  status: string;
  /** Of the machine: `RUNNING`, or `UNKNOWN` where nobody could be asked. */
  host: string;
  runningTasks: number;
  /** When the agent disconnected, ISO 8601; null where no event told: then it was before `firstSeenAt`. */
  since: string | null;
  firstSeenAt: string | null;
  flaps: number;
}

/** Input of the user's own state machine. */
export interface HookInput extends Record<string, unknown> {
  cluster: string;
  clusterArn: string;
  /** ARN of the execution of agent-disconnect. */
  execution: string;
  /** ISO 8601; null for runs by hand. */
  window: string | null;
  /** 1 to `parts`: many instances are divided among executions. */
  part: number;
  parts: number;
  /** Confirmed outages of the cluster that last, and its container instances: to tell a storm. */
  affected: number;
  registered: number;
  instances: HookInstance[];
}

/** An execution to start. */
export interface HookStart {
  name: string;
  input: HookInput;
}

/** An instance takes up to 600 bytes, an input holds 262,144. */
const mostInstances = 400;

/** The ARN of a container instance; those of the format before 2018 have a UUID and no cluster. */
export const containerInstanceArn = (clusterArn: string, id: string): string => {
  const { partition, region, accountId } = parseArn(clusterArn) ?? { partition: 'aws', region: '', accountId: '' };
  const path = id.includes('-') ? id : `${shortId(clusterArn)}/${id}`;
  return `arn:${partition}:ecs:${region}:${accountId}:container-instance/${path}`;
};

const instanceOf = (clusterArn: string, id: string, { facts, since, firstSeenAt, flaps }: Outage): HookInstance => ({
  containerInstanceArn: containerInstanceArn(clusterArn, id),
  instanceId: facts?.instanceId ?? null,
  isExternal: facts?.isExternal ?? false,
  availabilityZone: facts?.availabilityZone ?? null,
  osType: facts?.osType ?? 'linux',
  status: facts?.status ?? 'ACTIVE',
  host: facts?.host ?? 'UNKNOWN',
  runningTasks: facts?.runningTasks ?? 0,
  since,
  firstSeenAt,
  flaps,
});

/** At most 80 characters, the same for the same execution and part. */
const nameOf = (execution: string, part: number): string => {
  const name = execution.slice(execution.lastIndexOf(':') + 1).replace(/[^A-Za-z0-9_-]/g, '-');
  return `${name.slice(0, 60)}-${createHash('sha256').update(execution).digest('hex').slice(0, 10)}-${part}`;
};

interface Hooked
  extends Pick<HookInput, 'cluster' | 'clusterArn' | 'execution' | 'window' | 'affected' | 'registered'> {
  isFollowed: boolean;
}

/**
 * The executions of the user's own state machine for the confirmed outages of a run. What has been alerted by a run before has had its own.
 * None where there are no outages.
 */
export const hookStarts = (ledger: Ledger, { isFollowed, ...hooked }: Hooked): HookStart[] => {
  const instances = outagesToActOn(ledger, { execution: hooked.execution, isFollowed })
    .filter(([, { alertedAt }]) => alertedAt === null)
    .map(([id, outage]) => instanceOf(hooked.clusterArn, id, outage));
  const parts = Math.ceil(instances.length / mostInstances);
  return Array.from({ length: parts }, (_, index) => ({
    name: nameOf(hooked.execution, index + 1),
    input: {
      ...hooked,
      part: index + 1,
      parts,
      instances: instances.slice(index * mostInstances, (index + 1) * mostInstances),
    },
  }));
};
