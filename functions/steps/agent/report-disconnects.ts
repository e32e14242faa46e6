import * as v from 'valibot';
import { changeLedger } from '../../clients/agent/ledger.ts';
import type { Clients } from '../../clients/index.ts';
import { s3 } from '../../clients/index.ts';
import { emptyLedger, type Ledger, withChange } from '../../domain/agent/ledger.ts';
import {
  type DisconnectReport,
  type DisconnectState,
  disconnectReport,
  settleLedger,
} from '../../domain/agent/report.ts';
import { runState } from '../../domain/agent/run-state.ts';
import { lambdaStep, type StepContext } from '../../runtime/lambda-step.ts';

const environment = v.object({ REPORTS_BUCKET: v.string() });
type Settings = v.InferOutput<typeof environment>;

/** The rest of the state is what its own steps left in it, with every key that the definition selects. */
const schema = v.looseObject(runState);

/**
 * Says what was found and what became of it, and leaves the outages that this run has followed to the next. Safe to retry; what was never
 * alerted is then known by its count alone.
 *
 * @throws LedgerContendedError, LedgerUnreadableError
 */
export const reportDisconnects =
  ({ s3 }: Pick<Clients, 's3'>, { settings, now }: StepContext<Settings>) =>
  async (state: v.InferOutput<typeof schema>): Promise<DisconnectReport> => {
    const { watch, execution } = state;
    const looker = { execution: execution.id, isFollowed: watch.isFollowed, endedOwners: new Set<string>(), now };
    const report = (ledger: Ledger) => disconnectReport(ledger, state as DisconnectState, looker);
    // a cluster that is gone may have been named, and a ledger lies by ARN
    if (!watch.isWatched) return report(emptyLedger(watch.clusterArn));
    return changeLedger(s3, { bucket: settings.REPORTS_BUCKET, clusterArn: watch.clusterArn }, (ledger) =>
      withChange(ledger, settleLedger(ledger, execution.id), report(ledger)),
    );
  };

export const handler = lambdaStep(reportDisconnects, { input: schema, clients: { s3 }, environment });
