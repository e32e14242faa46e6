import * as v from 'valibot';
import { changeLedger, readLedger } from '../../clients/agent/ledger.ts';
import { listAway, lookAtInstances } from '../../clients/agent/look.ts';
import { endedExecutions } from '../../clients/agent/owners.ts';
import type { Clients } from '../../clients/index.ts';
import { ec2, ecs, s3, sfn, ssm } from '../../clients/index.ts';
import { claimableIds } from '../../domain/agent/claim.ts';
import { type Ledger, withChange } from '../../domain/agent/ledger.ts';
import { runState, type Verification, verificationSchema } from '../../domain/agent/run-state.ts';
import { type Look, verifiedIds, verifyDisconnects as verify } from '../../domain/agent/verify.ts';
import { lambdaStep, type StepContext } from '../../runtime/lambda-step.ts';

const environment = v.object({ REPORTS_BUCKET: v.string() });
type Settings = v.InferOutput<typeof environment>;

/** `verification` is the look before; absent at the first. */
const schema = v.object({ ...runState, verification: v.optional(verificationSchema) });

const ownersIn = ({ outages }: Ledger, execution: string): string[] =>
  Object.values(outages)
    .map(({ owner }) => owner)
    .filter((owner) => owner !== null && owner !== execution) as string[];

/**
 * Looks at a cluster's instances whose agents are disconnected: the first look at all of them, each further one at those that this run has
 * taken. Changes the cluster's ledger only, as it is at that moment. Safe to retry: a look counts once.
 *
 * @throws LedgerContendedError, LedgerUnreadableError
 */
export const verifyDisconnects =
  (clients: Pick<Clients, 'ecs' | 'ec2' | 'ssm' | 's3' | 'sfn'>, { settings, now, logger }: StepContext<Settings>) =>
  async ({ request, watch, execution, verification }: v.InferOutput<typeof schema>): Promise<Verification> => {
    const { clusterArn, isFollowed } = watch;
    const ref = { bucket: settings.REPORTS_BUCKET, clusterArn };
    const look = (verification?.looks ?? 0) + 1;
    const ledger = await readLedger(clients.s3, ref);
    const endedOwners = await endedExecutions(clients.sfn, ownersIn(ledger, execution.id));
    const looker = { execution: execution.id, isFollowed, endedOwners };
    const ids =
      look === 1
        ? [
            ...(await listAway(clients.ecs, clusterArn)),
            ...claimableIds(ledger, looker),
            ...verifiedIds(ledger, looker),
          ]
        : verifiedIds(ledger, looker);
    const { refusals, ...seen } = await lookAtInstances(clients, clusterArn, ids);
    if (refusals.length > 0) logger.warn('machines not looked at', { refusals });
    const given: Look = { ...seen, ...looker, now, request, look };
    const after = await changeLedger(clients.s3, ref, (current) => {
      const { ledger: changed, verification: result } = verify(current, given);
      return withChange(current, changed, result);
    });
    logger.info('disconnects looked at', { cluster: watch.clusterName, ...after });
    return after;
  };

export const handler = lambdaStep(verifyDisconnects, {
  input: schema,
  clients: { ecs, ec2, ssm, s3, sfn },
  environment,
});
