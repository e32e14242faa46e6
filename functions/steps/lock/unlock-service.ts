import * as v from 'valibot';
import type { Clients } from '../../clients/index.ts';
import { s3 } from '../../clients/index.ts';
import { releaseLock } from '../../clients/locks.ts';
import { lockedStateSchema, lockKey, servicesToLock } from '../../domain/service/lock.ts';
import { executionSchema } from '../../domain/step-schemas.ts';
import { lambdaStep, type StepContext } from '../../runtime/lambda-step.ts';

const environment = v.object({ REPORTS_BUCKET: v.string() });
type Settings = v.InferOutput<typeof environment>;

/** `locked` is absent where LockService failed, or its answer was lost. */
const schema = v.object({
  ...lockedStateSchema.entries,
  execution: executionSchema,
  locked: v.optional(v.object({ keys: v.array(v.object({ key: v.string(), etag: v.string() })) })),
});
type Input = v.InferOutput<typeof schema>;

interface Unlocked {
  /** Keys of the locks that are no more. */
  released: string[];
  /** Keys of locks that this run held and that another run has taken over since. */
  kept: string[];
}

interface Candidate {
  key: string;
  etag?: string;
}

const candidatesOf = ({ locked, ...state }: Input): Candidate[] =>
  locked?.keys ?? servicesToLock(state).map((service) => ({ key: lockKey(service) }));

/**
 * Releases the locks that this execution holds, and no others. Safe to repeat: a lock that is gone is released. Also for
 * the failure path, where nobody may know whether a lock was taken.
 */
export const unlockService =
  ({ s3 }: Pick<Clients, 's3'>, { settings, logger }: StepContext<Settings>) =>
  async (input: Input): Promise<Unlocked> => {
    const released: string[] = [];
    const kept: string[] = [];
    const owner = input.execution.id;
    for (const { key, ...known } of candidatesOf(input)) {
      const outcome = await releaseLock(s3, { bucket: settings.REPORTS_BUCKET, key }, { owner, ...known });
      if (outcome === 'RELEASED') released.push(key);
      else if (input.locked) kept.push(key);
    }
    if (kept.length > 0) logger.warn('locks were taken over by another run', { kept });
    return { released, kept };
  };

export const handler = lambdaStep(unlockService, { input: schema, clients: { s3 }, environment });
