import * as v from 'valibot';
import type { Clients } from '../clients/index.ts';
import { s3 } from '../clients/index.ts';
import { listLocks, releaseLock } from '../clients/locks.ts';
import { lambdaStep, type StepContext } from '../runtime/lambda-step.ts';

const environment = v.object({ REPORTS_BUCKET: v.string() });
type Settings = v.InferOutput<typeof environment>;

/** EventBridge's `Step Functions Execution Status Change`, as far as it is read. */
const schema = v.object({ detail: v.object({ executionArn: v.string(), status: v.string() }) });

/**
 * Releases every lock of an execution that ended where its machine could not: timed out, aborted, or failed in the machine
 * itself. Safe to repeat. A lock that cannot be read is left to those who want it, and keeps no other from being released.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html
 */
export const releaseLocks =
  ({ s3 }: Pick<Clients, 's3'>, { settings, logger }: StepContext<Settings>) =>
  async ({ detail }: v.InferOutput<typeof schema>): Promise<{ released: string[] }> => {
    const bucket = settings.REPORTS_BUCKET;
    const { executionArn: owner, status } = detail;
    const released: string[] = [];
    for (const key of await listLocks(s3, bucket)) {
      try {
        if ((await releaseLock(s3, { bucket, key }, { owner })) === 'RELEASED') released.push(key);
      } catch (error) {
        if (!(error instanceof Error) || error.name !== 'LockUnreadableError') throw error;
        logger.warn('lock not readable', { key });
      }
    }
    logger.info('locks released', { owner, status, released });
    return { released };
  };

export const handler = lambdaStep(releaseLocks, { input: schema, clients: { s3 }, environment });
