import * as v from 'valibot';
import { startHook as startHookExecution } from '../../clients/agent/hook.ts';
import { readLedger } from '../../clients/agent/ledger.ts';
import type { Clients } from '../../clients/index.ts';
import { s3, sfn } from '../../clients/index.ts';
import { hookStarts } from '../../domain/agent/hook.ts';
import { runState, verificationSchema } from '../../domain/agent/run-state.ts';
import { lambdaStep, type StepContext } from '../../runtime/lambda-step.ts';

const schema = v.object({ ...runState, verification: verificationSchema });

const environment = v.object({ REPORTS_BUCKET: v.string(), HOOK_STATE_MACHINE_ARN: v.string() });
type Settings = v.InferOutput<typeof environment>;

/** What was started of the user's own. */
interface Hook {
  /** ARNs of the executions; empty where no state machine is configured, by hand, and with dryRun. */
  started: string[];
  /** Instances they are about. */
  instances: number;
}

/**
 * Starts the user's own state machine with the confirmed instances of a run, in parts where there are many. A look by hand that is not
 * followed starts nothing. Safe to retry: the names are derived from the execution.
 *
 * @throws what StartExecution throws, such as StateMachineDoesNotExist
 */
export const startHook =
  ({ s3, sfn }: Pick<Clients, 's3' | 'sfn'>, { settings, logger }: StepContext<Settings>) =>
  async ({ request, watch, execution, verification }: v.InferOutput<typeof schema>): Promise<Hook> => {
    const machineArn = settings.HOOK_STATE_MACHINE_ARN;
    if (machineArn === '' || !watch.isFollowed || request.dryRun) return { started: [], instances: 0 };
    const ledger = await readLedger(s3, { bucket: settings.REPORTS_BUCKET, clusterArn: watch.clusterArn });
    const starts = hookStarts(ledger, {
      cluster: watch.clusterName,
      clusterArn: watch.clusterArn,
      execution: execution.id,
      isFollowed: watch.isFollowed,
      window: request.window ?? null,
      affected: verification.affected,
      registered: watch.registered,
    });
    const started: string[] = [];
    for (const start of starts) started.push(await startHookExecution(sfn, { machineArn, ...start }));
    const instances = starts.reduce((sum, { input }) => sum + input.instances.length, 0);
    logger.info('hook started', { cluster: watch.clusterName, machineArn, started, instances });
    return { started, instances };
  };

export const handler = lambdaStep(startHook, { input: schema, clients: { s3, sfn }, environment });
