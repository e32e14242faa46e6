import * as v from 'valibot';
import type { Clients } from '../../clients/index.ts';
import { s3, sfn } from '../../clients/index.ts';
import { isLockConflict, readLock, releaseLock, writeLock } from '../../clients/locks.ts';
import { describeExecution } from '../../clients/step-functions.ts';
import { LockContendedError, RunbookBusyError } from '../../domain/errors/lock.ts';
import { InvalidStepInputError } from '../../domain/errors/request.ts';
import {
  type HeldLock,
  judgeLock,
  type Lock,
  lockedStateSchema,
  lockKey,
  newLock,
  ownerRuns,
  runbookOf,
  servicesToLock,
} from '../../domain/service/lock.ts';
import { ownerName, type ServiceRef } from '../../domain/service/ownership.ts';
import { executionSchema } from '../../domain/step-schemas.ts';
import { lambdaStep, type StepContext } from '../../runtime/lambda-step.ts';

const environment = v.object({
  REPORTS_BUCKET: v.string(),
  /** Name of the stack, with which the names of its machines begin. */
  RUNBOOKS_SERVICE: v.string(),
  /** More than any machine's TimeoutSeconds. */
  LOCK_SECONDS: v.pipe(v.string(), v.transform(Number), v.integer(), v.minValue(1)),
});
type Settings = v.InferOutput<typeof environment>;

const schema = v.object({ ...lockedStateSchema.entries, execution: executionSchema });
type Input = v.InferOutput<typeof schema>;

interface Locked {
  /** Locks that this run holds, in the order of the names of their services. */
  keys: HeldLock[];
  /** Whether it works under a lock that `request.lockedBy` holds and releases. */
  inherited: boolean;
}

/** Each round ends with a lock, a verdict, or the knowledge that somebody was faster. */
const rounds = 5;

/** Takes the locks of one run, one after the other. */
const lockTaker = (
  { s3, sfn }: Pick<Clients, 's3' | 'sfn'>,
  { now, settings, logger }: StepContext<Settings>,
  { request, execution }: Input,
) => {
  const owner = execution.id;
  const runbook = runbookOf(owner, settings.RUNBOOKS_SERVICE);
  const lock = newLock({ owner, runbook, now, lockSeconds: settings.LOCK_SECONDS });

  const isOwnerRunning = async (found: Lock): Promise<boolean> => {
    if (found.owner === owner) return true;
    try {
      const { status } = await describeExecution(sfn, found.owner);
      return ownerRuns(status, found, now);
    } catch (error) {
      if (error instanceof Error && error.name === 'ExecutionDoesNotExist') return ownerRuns(undefined, found, now);
      // an owner that is no execution of this region holds its lock until it expires
      if (error instanceof Error && error.name === 'InvalidArn') return true;
      throw error;
    }
  };

  const tryOnce = async (service: ServiceRef): Promise<HeldLock | 'INHERITED' | 'OVERTAKEN'> => {
    const key = lockKey(service);
    const ref = { bucket: settings.REPORTS_BUCKET, key };
    const etag = await writeLock(s3, ref, lock);
    if (etag !== undefined) return { key, etag };
    const found = await readLock(s3, ref);
    if (!found) return 'OVERTAKEN';
    const ownerRuns = await isOwnerRunning(found.lock);
    const verdict = judgeLock(found.lock, { execution: owner, now, request, ownerRuns });
    if (verdict === 'BUSY') throw new RunbookBusyError(ownerName(service), found.lock);
    if (verdict === 'OWN') return { key, etag: found.etag };
    if (verdict === 'INHERIT') return 'INHERITED';
    logger.warn('lock taken over', { key, former: found.lock.owner });
    const replaced = await writeLock(s3, ref, lock, found.etag);
    return replaced === undefined ? 'OVERTAKEN' : { key, etag: replaced };
  };

  /** @returns undefined where the lock is inherited */
  return async (service: ServiceRef): Promise<HeldLock | undefined> => {
    for (let round = 1; round <= rounds; round += 1) {
      try {
        const taken = await tryOnce(service);
        if (taken === 'INHERITED') return undefined;
        if (taken !== 'OVERTAKEN') return taken;
      } catch (error) {
        // A conflict that lasts is left to the machine, which waits before it tries again.
        if (!isLockConflict(error) || round === rounds) throw error;
      }
    }
    throw new LockContendedError(ownerName(service));
  };
};

/**
 * Locks the services that a run works on, all or none. Safe to retry: a lock that this execution holds already is its own.
 *
 * A lock is taken over when it has expired, when its owner's execution has ended, or when `request.breakLock` names the
 * owner; a run whose `request.lockedBy` names the owner works under that lock.
 *
 * @throws RunbookBusyError that names the run that holds a lock; LockContendedError, LockUnreadableError
 */
export const lockService =
  (clients: Pick<Clients, 's3' | 'sfn'>, context: StepContext<Settings>) =>
  async (input: Input): Promise<Locked> => {
    const take = lockTaker(clients, context, input);
    const services = servicesToLock(input);
    if (services.length === 0) throw new InvalidStepInputError([{ field: 'resolved', expected: 'a service to lock' }]);
    const keys: HeldLock[] = [];
    try {
      for (const service of services) {
        const held = await take(service);
        if (held) keys.push(held);
      }
    } catch (error) {
      await giveBack(clients, context, { owner: input.execution.id, keys });
      throw error;
    }
    return { keys, inherited: keys.length < services.length };
  };

/** What cannot be given back now is given back by UnlockService, and is nobody's when the execution has ended. */
const giveBack = async (
  { s3 }: Pick<Clients, 's3'>,
  { settings, logger }: StepContext<Settings>,
  { owner, keys }: { owner: string; keys: HeldLock[] },
): Promise<void> => {
  for (const { key, etag } of keys) {
    try {
      await releaseLock(s3, { bucket: settings.REPORTS_BUCKET, key }, { owner, etag });
    } catch (error) {
      logger.warn('lock not released', { key, reason: error instanceof Error ? error.name : String(error) });
    }
  }
};

export const handler = lambdaStep(lockService, { input: schema, clients: { s3, sfn }, environment });
