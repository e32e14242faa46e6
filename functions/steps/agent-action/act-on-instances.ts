import * as v from 'valibot';
import { carryOut } from '../../clients/agent/carry-out.ts';
import { changeLedger, readLedger } from '../../clients/agent/ledger.ts';
import { describeNodes } from '../../clients/agent/nodes.ts';
import type { Clients } from '../../clients/index.ts';
import { ecs, s3, ssm } from '../../clients/index.ts';
import {
  type Acting,
  type ActionOutcome,
  actedOf,
  machinesToAsk,
  noteOutcomes,
  planActions,
} from '../../domain/agent/actions.ts';
import { type Acted, runState, verificationSchema } from '../../domain/agent/run-state.ts';
import { isRefusal } from '../../domain/errors/aws.ts';
import { lambdaStep, type StepContext } from '../../runtime/lambda-step.ts';

const schema = v.object({ ...runState, verification: verificationSchema });

const environment = v.object({ REPORTS_BUCKET: v.string() });
type Settings = v.InferOutput<typeof environment>;

/** What Systems Manager says of machines; its words where it refuses to say. */
const nodesOf = async (ssm: Clients['ssm'], machines: string[]): Promise<Acting['nodes']> => {
  try {
    return await describeNodes(ssm, machines);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return error instanceof Error ? `${error.name}: ${error.message}` : 'it was refused';
  }
};

/**
 * Drains the instances of confirmed outages or restarts their agents, as the request's `actions` say: reserves it in the ledger, does it, and
 * notes what came of it. Safe to retry: what an attempt that broke off began is done again, what it finished is not.
 *
 * @throws what passes by itself, such as throttling, when what was done until then has been noted
 */
export const actOnInstances =
  ({ ecs, s3, ssm }: Pick<Clients, 'ecs' | 's3' | 'ssm'>, { now, settings, logger }: StepContext<Settings>) =>
  async ({ request, watch, execution, verification }: v.InferOutput<typeof schema>): Promise<Acted> => {
    const ref = { bucket: settings.REPORTS_BUCKET, clusterArn: watch.clusterArn };
    const acting = {
      execution: execution.id,
      isFollowed: watch.isFollowed,
      request,
      registered: watch.registered,
      affected: verification.affected,
      now,
    };
    const nodes = await nodesOf(ssm, machinesToAsk(await readLedger(s3, ref), acting));
    const { held, orders } = await changeLedger(s3, ref, (ledger) => planActions(ledger, { ...acting, nodes }));
    const { outcomes, error } = await carryOut({ ecs, ssm }, watch.clusterArn, orders);
    const acted = await changeLedger(s3, ref, (ledger) => {
      const after = noteOutcomes(ledger, outcomes, now);
      const result = actedOf(after, { ...acting, held, startedAt: execution.startedAt });
      return outcomes.length > 0 ? { ledger: after, result } : { result };
    });
    const failed = outcomes.filter(({ status }: ActionOutcome) => status === 'FAILED').slice(0, 10);
    logger.info('actions taken', { cluster: watch.clusterName, actions: request.actions, ...acted, failed });
    if (error !== undefined) throw error;
    return acted;
  };

export const handler = lambdaStep(actOnInstances, { input: schema, clients: { ecs, s3, ssm }, environment });
