import * as v from 'valibot';
import { shortId } from '../ecs/arn.ts';
import { ownerName, type ServiceRef } from './ownership.ts';

/** A lock on a service, as it is stored. */
export interface Lock {
  /** ARN of the execution that holds it. */
  owner: string;
  /** Name of the owner's runbook. */
  runbook: string;
  /** ISO 8601. */
  acquiredAt: string;
  /** ISO 8601; later than the owner's machine can run. */
  expiresAt: string;
}

/** A stored lock and what its store needs to change it. */
export interface StoredLock {
  lock: Lock;
  /** Changes with the lock; asked for when it is replaced or removed. */
  etag: string;
}

/** A lock that this run holds and has to release. */
export interface HeldLock {
  key: string;
  etag: string;
}

export const lockPrefix = 'locks/';

/** Where the lock of a service lies: `locks/prod/web.json`. */
export const lockKey = (service: ServiceRef): string => `${lockPrefix}${ownerName(service)}.json`;

const serviceSchema = v.object({ cluster: v.string(), service: v.string() });

/** What of a run's state names the services it works on; where several do, the first of them holds. */
export const lockedStateSchema = v.object({
  replacement: v.optional(v.object({ services: v.array(serviceSchema) })),
  resolved: v.optional(serviceSchema),
  request: v.optional(
    v.object({
      cluster: v.optional(v.string()),
      service: v.optional(v.string()),
      breakLock: v.optional(v.string()),
      lockedBy: v.optional(v.string()),
    }),
  ),
});

/** A run's state, as far as locks go. */
export type LockedState = v.InferOutput<typeof lockedStateSchema>;

/**
 * The services that a run works on, each once, in the order of their names: two runs that want the same ones never wait
 * for each other in a circle. Empty where the state names none.
 */
export const servicesToLock = ({ replacement, resolved, request }: LockedState): ServiceRef[] => {
  const { cluster, service } = request ?? {};
  const asked = cluster !== undefined && service !== undefined ? [{ cluster, service }] : [];
  const named = replacement?.services ?? (resolved ? [resolved] : asked);
  const byName = new Map(
    named.map(({ cluster, service }) => {
      const ref = { cluster: shortId(cluster), service: shortId(service) };
      return [ownerName(ref), ref];
    }),
  );
  return [...byName].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, ref]) => ref);
};

/** `arn:…:execution:ecs-runbooks-prod-deploy-service:run-1` of the stack `ecs-runbooks-prod` → `deploy-service`. */
export const runbookOf = (executionArn: string, stack: string): string => {
  const machine = executionArn.split(':')[6] ?? executionArn;
  return machine.startsWith(`${stack}-`) ? machine.slice(stack.length + 1) : machine;
};

interface Taking {
  owner: string;
  runbook: string;
  /** ISO 8601. */
  now: string;
  /** How long the lock holds if nobody releases it. */
  lockSeconds: number;
}

/** The lock that an execution takes. */
export const newLock = ({ owner, runbook, now, lockSeconds }: Taking): Lock => ({
  owner,
  runbook,
  acquiredAt: now,
  expiresAt: new Date(Date.parse(now) + lockSeconds * 1_000).toISOString(),
});

const lockSchema = v.object({
  owner: v.pipe(v.string(), v.startsWith('arn:')),
  runbook: v.string(),
  acquiredAt: v.pipe(v.string(), v.isoTimestamp()),
  expiresAt: v.pipe(v.string(), v.isoTimestamp()),
});

/** Reads a stored lock; undefined for what is none. */
export const parseLock = (text: string): Lock | undefined => {
  try {
    const result = v.safeParse(lockSchema, JSON.parse(text));
    return result.success ? result.output : undefined;
  } catch {
    return undefined;
  }
};

/**
 * DescribeExecution is eventually consistent: an execution that it does not know may have started just now.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeExecution.html
 */
const unseenForMs = 60_000;

/**
 * Whether the execution that holds a lock still works.
 *
 * @param status what DescribeExecution says; undefined where it knows no such execution
 * @param now ISO 8601
 */
export const ownerRuns = (status: string | undefined, { acquiredAt }: Lock, now: string): boolean =>
  status === undefined
    ? Date.parse(now) - Date.parse(acquiredAt) < unseenForMs
    : status === 'RUNNING' || status === 'PENDING_REDRIVE';

/**
 * What a run does about a lock it found: it is its `OWN` (an answer was lost), it may `TAKE` it over, it works under it
 * (`INHERIT`, its parent holds it), or the service is `BUSY`.
 */
export type LockVerdict = 'OWN' | 'TAKE' | 'INHERIT' | 'BUSY';

interface Judging {
  /** ARN of this execution. */
  execution: string;
  /** ISO 8601. */
  now: string;
  request: LockedState['request'];
  /** Whether the owner's execution runs. */
  ownerRuns: boolean;
}

/** Judges a lock that is there. A lock whose owner has ended or whose time is over is nobody's, not even a child's. */
export const judgeLock = (lock: Lock, { execution, now, request, ownerRuns }: Judging): LockVerdict => {
  if (lock.owner === execution) return 'OWN';
  if (Date.parse(lock.expiresAt) <= Date.parse(now) || !ownerRuns) return 'TAKE';
  if (request?.lockedBy === lock.owner) return 'INHERIT';
  return request?.breakLock === lock.owner ? 'TAKE' : 'BUSY';
};
