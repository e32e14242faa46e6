import * as v from 'valibot';
import type { Clients } from '../../clients/index.ts';
import { sns } from '../../clients/index.ts';
import { publish } from '../../clients/sns.ts';
import { failureOf } from '../../domain/report/failure.ts';
import { failureMessage } from '../../domain/report/message.ts';
import { executionSchema } from '../../domain/step-schemas.ts';
import { lambdaStep, type StepContext } from '../../runtime/lambda-step.ts';

const environment = v.object({ RESULT_TOPIC_ARN: v.optional(v.string(), '') });
type Settings = v.InferOutput<typeof environment>;

const schema = v.object({ runbook: v.string(), state: v.unknown(), execution: executionSchema });

/**
 * Reports that a runbook could not do its work, and names the failing step's own error for RunbookFailed. A topic that
 * cannot be reached is logged: the failure itself must not be hidden behind it.
 */
export const notifyFailure =
  ({ sns }: Pick<Clients, 'sns'>, { settings, logger }: StepContext<Settings>) =>
  async ({ runbook, state, execution }: v.InferOutput<typeof schema>): Promise<{ error: string; cause: string }> => {
    const failure = failureOf(state);
    logger.warn('runbook failed', { runbook, ...failure });
    const topicArn = settings.RESULT_TOPIC_ARN;
    if (topicArn) {
      try {
        await publish(sns, topicArn, failureMessage(runbook, failure, execution));
      } catch (error) {
        logger.warn('failure not published', { topicArn, reason: error instanceof Error ? error.name : String(error) });
      }
    }
    return { error: failure.error, cause: failure.cause };
  };

export const handler = lambdaStep(notifyFailure, { input: schema, clients: { sns }, environment });
