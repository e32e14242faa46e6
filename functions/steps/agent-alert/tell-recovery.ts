import * as v from 'valibot';
import { publishAlert } from '../../clients/agent/alerts.ts';
import { changeLedger, readLedger } from '../../clients/agent/ledger.ts';
import { writeNoticeList } from '../../clients/agent/notice-list.ts';
import { type Clients, s3, sns } from '../../clients/index.ts';
import { noticeContext } from '../../domain/agent/notice/context.ts';
import { listNameOf, listObject } from '../../domain/agent/notice/digest.ts';
import { newsNotice, toldOf } from '../../domain/agent/notice/news.ts';
import { isNews, markTold, newsOf } from '../../domain/agent/notice/untold.ts';
import { recoverySchema, runState, type Told } from '../../domain/agent/run-state.ts';
import { lambdaStep, type StepContext } from '../../runtime/lambda-step.ts';
import { type PrintMetrics, printMetrics } from '../../runtime/metrics.ts';

const environment = v.object({ ALERT_TOPIC_ARN: v.string(), REPORTS_BUCKET: v.string() });
type Settings = v.InferOutput<typeof environment>;

const schema = v.object({ ...runState, recovery: recoverySchema });

type Outside = Pick<Clients, 's3' | 'sns'> & { printMetrics: PrintMetrics };

/**
 * Tells what a look found: outages that are over, a reminder of those that last, or that the run's limit is reached. Then those that are
 * over leave the ledger, and at the limit nobody follows the others. As with the alert, a repetition after that finds nothing to tell, and
 * one that dies before it is told twice.
 *
 * @throws LedgerContendedError, LedgerUnreadableError; SNS's errors, which the machine answers with KeepAlert
 */
export const tellRecovery =
  ({ s3, sns, printMetrics }: Outside, { now, settings, logger }: StepContext<Settings>) =>
  async ({ recovery, ...state }: v.InferOutput<typeof schema>): Promise<Told> => {
    const { watch, execution } = state;
    const ref = { bucket: settings.REPORTS_BUCKET, clusterArn: watch.clusterArn };
    const ledger = await readLedger(s3, ref);
    const news = newsOf(ledger, execution.id, recovery);
    if (!isNews(news)) return { messageId: null, instances: 0, at: now };
    const context = noticeContext(state, ledger, now);
    const told = toldOf(news);
    const object = listObject(told, listNameOf(recovery.lookedAt), context);
    const list = await writeNoticeList(s3, ref.bucket, object, context);
    if (list.problem !== null) logger.warn('list of instances not written', { reason: list.problem });
    const notice = newsNotice(news, list.link, context);
    const messageId = await publishAlert(sns, settings.ALERT_TOPIC_ARN, notice);
    await changeLedger(s3, ref, (current) => ({
      ledger: markTold(current, news, { execution: execution.id, now }),
      result: null,
    }));
    printMetrics(notice.metrics);
    logger.info('told', { cluster: watch.clusterName, ended: news.ended.length, lasting: news.lasting.length });
    return { messageId, instances: told.length, at: now };
  };

export const handler = lambdaStep(tellRecovery, { input: schema, clients: { s3, sns, printMetrics }, environment });
