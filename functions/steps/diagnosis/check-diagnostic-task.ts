import * as v from 'valibot';
import { describeTask } from '../../clients/ecs.ts';
import type { Clients } from '../../clients/index.ts';
import { ecs } from '../../clients/index.ts';
import { assessDiagnosticTask, type DiagnosticTaskState } from '../../domain/diagnosis/diagnostic-task.ts';
import { startedSchema } from '../../domain/diagnosis/step-schemas.ts';
import { TaskNotFoundError } from '../../domain/errors/ecs.ts';
import { lambdaStep, type StepContext } from '../../runtime/lambda-step.ts';

const schema = v.object({ started: startedSchema, timeoutSeconds: v.number() });

/** DescribeTasks may not know a task in its first moments: ECS is eventually consistent. */
const settlesWithinMs = 60_000;

/**
 * Looks at the diagnostic task once. Safe to retry.
 *
 * @throws TaskNotFoundError when ECS does not know the task a minute after it was started
 */
export const checkDiagnosticTask =
  ({ ecs }: Pick<Clients, 'ecs'>, { now, logger }: StepContext<unknown>) =>
  async ({ started, timeoutSeconds }: v.InferOutput<typeof schema>): Promise<DiagnosticTaskState> => {
    const { taskArn, clusterArn, startedAt } = started;
    const task = await describeTask(ecs, { cluster: clusterArn, task: taskArn });
    if (!task && Date.parse(now) - Date.parse(startedAt) > settlesWithinMs) {
      throw new TaskNotFoundError({ cluster: clusterArn, task: taskArn });
    }
    const state = assessDiagnosticTask(task ?? { lastStatus: 'PROVISIONING' }, { startedAt, now, timeoutSeconds });
    logger.info('diagnostic task checked', { taskArn, status: state.status, reason: state.reason });
    return state;
  };

export const handler = lambdaStep(checkDiagnosticTask, { input: schema, clients: { ecs } });
