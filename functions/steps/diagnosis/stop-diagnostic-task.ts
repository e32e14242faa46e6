import * as v from 'valibot';
import { stopTask } from '../../clients/ecs.ts';
import type { Clients } from '../../clients/index.ts';
import { ecs } from '../../clients/index.ts';
import { startedSchema } from '../../domain/diagnosis/step-schemas.ts';
import { executionSchema } from '../../domain/step-schemas.ts';
import { lambdaStep, type StepContext } from '../../runtime/lambda-step.ts';

const schema = v.object({ started: startedSchema, execution: executionSchema });

/** Stops the diagnostic task: it ran too long, or the runbook cannot go on. Safe to repeat. */
export const stopDiagnosticTask =
  ({ ecs }: Pick<Clients, 'ecs'>, { now, logger }: StepContext<unknown>) =>
  async ({ started, execution }: v.InferOutput<typeof schema>): Promise<{ stoppedAt: string }> => {
    const { taskArn, clusterArn } = started;
    await stopTask(ecs, { cluster: clusterArn, task: taskArn }, `stopped by runbook execution ${execution.name}`);
    logger.info('diagnostic task stopped', { taskArn });
    return { stoppedAt: now };
  };

export const handler = lambdaStep(stopDiagnosticTask, { input: schema, clients: { ecs } });
