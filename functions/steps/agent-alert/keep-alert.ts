import * as v from 'valibot';
import { keepMessage } from '../../clients/agent/alerts.ts';
import { changeLedger, readLedger } from '../../clients/agent/ledger.ts';
import { type Clients, s3, sqs } from '../../clients/index.ts';
import { issueRecords } from '../../domain/agent/notice/alert.ts';
import { noticeContext } from '../../domain/agent/notice/context.ts';
import { keptMessage, untoldOf } from '../../domain/agent/notice/kept.ts';
import { actedSchema, recoverySchema, runState, type Told } from '../../domain/agent/run-state.ts';
import { lambdaStep, type StepContext } from '../../runtime/lambda-step.ts';
import { type PrintMetrics, printMetrics } from '../../runtime/metrics.ts';

const environment = v.object({
  ALERT_TOPIC_ARN: v.string(),
  ALERT_DEAD_LETTER_QUEUE_URL: v.string(),
  REPORTS_BUCKET: v.string(),
});
type Settings = v.InferOutput<typeof environment>;

const schema = v.object({
  ...runState,
  acted: v.nullish(actedSchema, null),
  recovery: v.nullish(recoverySchema, null),
  failure: v.optional(v.record(v.string(), v.unknown()), {}),
});

type Outside = Pick<Clients, 's3' | 'sqs'> & { printMetrics: PrintMetrics };

/**
 * Puts the message that SNS did not take into the dead-letter queue, whose alarm calls a person, and marks it told. It makes the message
 * anew from the ledger, so that nothing of it has to fit into the state. As with the alert, a repetition after the mark finds nothing.
 *
 * @throws LedgerContendedError, LedgerUnreadableError; SQS's errors
 */
export const keepAlert =
  ({ s3, sqs, printMetrics }: Outside, { now, settings, logger }: StepContext<Settings>) =>
  async (state: v.InferOutput<typeof schema>): Promise<Told> => {
    const ref = { bucket: settings.REPORTS_BUCKET, clusterArn: state.watch.clusterArn };
    const ledger = await readLedger(s3, ref);
    const context = noticeContext(state, ledger, now);
    const untold = untoldOf(ledger, state, context);
    if (!untold) return { messageId: null, instances: 0, at: now };
    const message = keptMessage(untold, settings.ALERT_TOPIC_ARN, context);
    const messageId = await keepMessage(sqs, settings.ALERT_DEAD_LETTER_QUEUE_URL, message);
    await changeLedger(s3, ref, (current) => ({ ledger: untold.mark(current), result: null }));
    printMetrics(untold.notice.metrics);
    for (const issue of issueRecords(untold.alerted, context)) {
      logger.warn('ISSUE: the ECS agent of a container instance is disconnected', { ...issue });
    }
    logger.warn('message kept in the dead-letter queue', { messageId, error: message.error, cause: message.cause });
    return { messageId, instances: untold.instances, at: now };
  };

export const handler = lambdaStep(keepAlert, { input: schema, clients: { s3, sqs, printMetrics }, environment });
