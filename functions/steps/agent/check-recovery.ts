import * as v from 'valibot';
import { changeLedger, readLedger } from '../../clients/agent/ledger.ts';
import { lookAtInstances } from '../../clients/agent/look.ts';
import type { Clients } from '../../clients/index.ts';
import { ec2, ecs, s3, ssm } from '../../clients/index.ts';
import { withChange } from '../../domain/agent/ledger.ts';
import { type Recovery, recoverySchema, runState, verificationSchema } from '../../domain/agent/run-state.ts';
import { type TrackingLook, trackedIds, trackRecovery } from '../../domain/agent/track.ts';
import { lambdaStep, type StepContext } from '../../runtime/lambda-step.ts';

const environment = v.object({ REPORTS_BUCKET: v.string() });
type Settings = v.InferOutput<typeof environment>;

const schema = v.object({
  ...runState,
  verification: verificationSchema,
  /** The look before; absent at the first. */
  recovery: v.optional(recoverySchema),
  tracking: v.object({ attempts: v.number() }),
});

/**
 * Looks whether the outages of this run are over, and what is to be told. Changes the cluster's ledger only. Safe to retry.
 *
 * @throws LedgerContendedError, LedgerUnreadableError, LedgerLostError
 */
export const checkRecovery =
  (clients: Pick<Clients, 'ecs' | 'ec2' | 'ssm' | 's3'>, { settings, now, logger }: StepContext<Settings>) =>
  async ({
    request,
    watch,
    execution,
    verification,
    recovery: before,
    tracking,
  }: v.InferOutput<typeof schema>): Promise<Recovery> => {
    const ref = { bucket: settings.REPORTS_BUCKET, clusterArn: watch.clusterArn };
    const ids = trackedIds(await readLedger(clients.s3, ref), execution.id);
    const { refusals, ...seen } = await lookAtInstances(clients, watch.clusterArn, ids);
    if (refusals.length > 0) logger.warn('machines not looked at', { refusals });
    const beganAt = verification.lookedAt;
    const given: TrackingLook = {
      ...seen,
      now,
      request,
      execution: execution.id,
      beganAt,
      expected: before?.remaining ?? verification.confirmed,
      attempts: tracking.attempts,
    };
    const recovery = await changeLedger(clients.s3, ref, (current) => {
      const { ledger: changed, recovery: result } = trackRecovery(current, given);
      return withChange(current, changed, result);
    });
    logger.info('recovery looked at', { cluster: watch.clusterName, ...recovery });
    return recovery;
  };

export const handler = lambdaStep(checkRecovery, { input: schema, clients: { ecs, ec2, ssm, s3 }, environment });
