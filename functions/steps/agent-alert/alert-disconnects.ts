import * as v from 'valibot';
import { publishAlert } from '../../clients/agent/alerts.ts';
import { changeLedger, readLedger } from '../../clients/agent/ledger.ts';
import { writeNoticeList } from '../../clients/agent/notice-list.ts';
import { type Clients, s3, sns } from '../../clients/index.ts';
import { alertNotice, issueRecords } from '../../domain/agent/notice/alert.ts';
import { noticeContext } from '../../domain/agent/notice/context.ts';
import { listObject } from '../../domain/agent/notice/digest.ts';
import { markAlerted, toAlert } from '../../domain/agent/notice/untold.ts';
import { actedSchema, runState, type Told } from '../../domain/agent/run-state.ts';
import { lambdaStep, type StepContext } from '../../runtime/lambda-step.ts';
import { type PrintMetrics, printMetrics } from '../../runtime/metrics.ts';

const environment = v.object({ ALERT_TOPIC_ARN: v.string(), REPORTS_BUCKET: v.string() });
type Settings = v.InferOutput<typeof environment>;

const schema = v.object({
  ...runState,
  acted: v.nullish(actedSchema, null),
  failure: v.optional(v.record(v.string(), v.unknown()), {}),
});

type Outside = Pick<Clients, 's3' | 'sns'> & { printMetrics: PrintMetrics };

/**
 * Alerts what the run has confirmed and nobody was told of: one message, then the mark in the ledger, then metrics and a log line of each
 * instance. A repetition after the mark finds nothing to tell. One that dies between message and mark is told twice, and never not at all;
 * a mark that cannot be set is left to the next state that looks, because a repetition of this one would tell again.
 *
 * @throws what reading the ledger throws; SNS's errors, which the machine answers with KeepAlert
 */
export const alertDisconnects =
  ({ s3, sns, printMetrics }: Outside, { now, settings, logger }: StepContext<Settings>) =>
  async ({ acted, failure, ...state }: v.InferOutput<typeof schema>): Promise<Told> => {
    const { watch, execution } = state;
    const ref = { bucket: settings.REPORTS_BUCKET, clusterArn: watch.clusterArn };
    const ledger = await readLedger(s3, ref);
    const outages = toAlert(ledger, execution.id);
    if (outages.length === 0) return { messageId: null, instances: 0, at: now };
    const context = noticeContext(state, ledger, now);
    const list = await writeNoticeList(s3, ref.bucket, listObject(outages, 'alert', context), context);
    if (list.problem !== null) logger.warn('list of instances not written', { reason: list.problem });
    const notice = alertNotice(outages, { acted, failure, listLink: list.link }, context);
    const messageId = await publishAlert(sns, settings.ALERT_TOPIC_ARN, notice);
    const mark = { execution: execution.id, now };
    try {
      await changeLedger(s3, ref, (current) => ({ ledger: markAlerted(current, outages, mark), result: null }));
    } catch (error) {
      const { name, message } = error instanceof Error ? error : new Error(String(error));
      logger.warn('alert told and not marked: the next look marks it', { errorName: name, errorMessage: message });
    }
    printMetrics(notice.metrics);
    for (const issue of issueRecords(outages, context)) {
      logger.warn('ISSUE: the ECS agent of a container instance is disconnected', { ...issue });
    }
    return { messageId, instances: outages.length, at: now };
  };

export const handler = lambdaStep(alertDisconnects, { input: schema, clients: { s3, sns, printMetrics }, environment });
