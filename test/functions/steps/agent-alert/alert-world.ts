import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { changeLedger, readLedger } from '../../../../functions/clients/agent/ledger.ts';
import { emptyLedger, type Outage } from '../../../../functions/domain/agent/ledger.ts';
import type { MetricsLine } from '../../../../functions/domain/agent/notice/metrics.ts';
import { alertDisconnects } from '../../../../functions/steps/agent-alert/alert-disconnects.ts';
import { keepAlert } from '../../../../functions/steps/agent-alert/keep-alert.ts';
import { tellRecovery } from '../../../../functions/steps/agent-alert/tell-recovery.ts';
import { startSandbox } from '../../../../sandbox/index.ts';
import { executionOf, now, recovery, request, watchOf } from '../../domain/agent/notice/notice-world.ts';

/** The steps that tell, in a sandbox with a bucket, a topic with a reader, and a dead-letter queue. */
export const startAlertWorld = async () => {
  const sandbox = await startSandbox({ clock: 'turned', stack: false });
  const { sns: topics, s3: buckets, sqs: queues } = sandbox.services;
  const options = {
    endpoint: sandbox.url,
    region: sandbox.region,
    credentials: { accessKeyId: 'sandbox', secretAccessKey: 'sandbox' },
    maxAttempts: 1,
  };
  const s3 = new S3Client({ ...options, forcePathStyle: true });
  const [sns, sqs] = [new SNSClient(options), new SQSClient(options)];
  buckets.createBucket('reports');
  const topicArn = topics.createTopic('alerts');
  await sns.send(new SubscribeCommand({ TopicArn: topicArn, Protocol: 'email', Endpoint: 'ops@example.com' }));
  const queue = queues.createQueue('dead-letters');
  const log: { message: string; [key: string]: unknown }[] = [];
  const metrics: MetricsLine[] = [];
  const record = (message: unknown, ...extra: unknown[]) => {
    log.push(Object.assign({ message: String(message) }, ...extra));
  };
  const settings = { ALERT_TOPIC_ARN: topicArn, ALERT_DEAD_LETTER_QUEUE_URL: queue.url, REPORTS_BUCKET: 'reports' };
  const watch = watchOf();
  const ref = { bucket: 'reports', clusterArn: watch.clusterArn };
  const outside = {
    s3,
    sns,
    sqs,
    printMetrics: (lines: readonly object[]) => void metrics.push(...(lines as MetricsLine[])),
  };
  const state = { watch, request, execution: executionOf(), acted: null, failure: {} };
  const context = (changes: object) => ({
    now,
    settings: { ...settings, ...changes },
    logger: { info: record, warn: record },
  });
  return {
    sandbox,
    topicArn,
    log,
    metrics,
    /** Puts outages into the cluster's ledger, in place of what is there. */
    put: (outages: Record<string, Outage>) =>
      changeLedger(s3, ref, () => ({ ledger: { ...emptyLedger(ref.clusterArn), outages }, result: null })),
    outages: async () => (await readLedger(s3, ref)).outages,
    alert: (changes: object = {}) => alertDisconnects(outside, context(changes))(state),
    tell: (look: Partial<typeof recovery> = {}) =>
      tellRecovery(outside, context({}))({ ...state, recovery: { ...recovery, ...look } }),
    keep: (given: object = {}) => keepAlert(outside, context({}))({ ...state, recovery: null, ...given }),
    /** What people got, and what everybody else got. */
    mails: () => topics.mailbox().filter(({ to }) => to === 'ops@example.com'),
    notifications: () => topics.mailbox().filter(({ to }) => to === undefined),
    kept: () => queues.messages(queue.arn).map(({ body }) => JSON.parse(body)),
    text: async (key: string) => {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'reports', Key: key }));
      return (await Body?.transformToString()) ?? '';
    },
    keys: () => buckets.keys('reports').filter((key) => !key.startsWith('ledgers/')),
    close: async () => {
      for (const client of [s3, sns, sqs]) client.destroy();
      await sandbox.close();
    },
  };
};

export type AlertWorld = Awaited<ReturnType<typeof startAlertWorld>>;
