import * as v from 'valibot';
import type { Clients } from '../../clients/index.ts';
import { sns } from '../../clients/index.ts';
import { publish } from '../../clients/sns.ts';
import { worstFirst, worstStatus } from '../../domain/finding.ts';
import { lockLeftFindings } from '../../domain/report/lock-left.ts';
import { resultMessage } from '../../domain/report/message.ts';
import type { RunbookResult } from '../../domain/runbook.ts';
import { executionSchema, findingSchema, triggerSchema } from '../../domain/step-schemas.ts';
import { lambdaStep, type StepContext } from '../../runtime/lambda-step.ts';

const environment = v.object({ RESULT_TOPIC_ARN: v.optional(v.string(), '') });
type Settings = v.InferOutput<typeof environment>;

const schema = v.object({
  runbook: v.string(),
  summary: v.string(),
  findings: v.array(findingSchema),
  data: v.optional(v.record(v.string(), v.unknown())),
  links: v.optional(v.record(v.string(), v.string())),
  execution: executionSchema,
  /** What failed beside the run's work, as a Catch left it. */
  failure: v.optional(v.record(v.string(), v.unknown())),
  /** Told already, or nothing to tell: the result is the same, and is not published. */
  quiet: v.optional(v.boolean()),
  trigger: triggerSchema,
});

/**
 * Ends a runbook: builds its result and publishes it where a topic is set, unless it is quiet. A topic that cannot be reached becomes a
 * WARN finding, because the question was answered. Not exactly once: a retry may publish twice.
 */
export const notifyResult =
  ({ sns }: Pick<Clients, 'sns'>, { settings, logger }: StepContext<Settings>) =>
  async ({
    execution,
    trigger,
    quiet = false,
    failure = {},
    ...answer
  }: v.InferOutput<typeof schema>): Promise<RunbookResult> => {
    const found = [...(answer.findings as RunbookResult['findings']), ...lockLeftFindings(failure)];
    const result = { ...answer, findings: worstFirst(found) };
    const judged: RunbookResult = { ...result, outcome: worstStatus(result.findings) } as RunbookResult;
    const topicArn = settings.RESULT_TOPIC_ARN;
    if (!topicArn || quiet) return judged;
    try {
      await publish(sns, topicArn, resultMessage(judged, execution, trigger));
      return judged;
    } catch (error) {
      const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      logger.warn('result not published', { topicArn, reason });
      const finding = {
        check: 'notification',
        status: 'WARN' as const,
        detail: `the result was not published (${reason})`,
      };
      const findings = worstFirst([...judged.findings, finding]);
      return { ...judged, findings, outcome: worstStatus(findings) };
    }
  };

export const handler = lambdaStep(notifyResult, { input: schema, clients: { sns }, environment });
