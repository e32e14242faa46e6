import * as v from 'valibot';
import { describeContainerInstances } from '../clients/agent/container-instances.ts';
import { changeLedger } from '../clients/agent/ledger.ts';
import { partsOf } from '../clients/agent/parts.ts';
import { type Clients, ecs, s3, sfn } from '../clients/index.ts';
import { type DisconnectEvent, readDisconnectEvent } from '../domain/agent/disconnect-event.ts';
import { type Described, judgeEvents, type OpenDisconnect } from '../domain/agent/judge-events.ts';
import { noteEvents } from '../domain/agent/note-events.ts';
import { lambdaQueue, type QueueContext, type QueuedMessage } from '../runtime/lambda-queue.ts';
import { startWindow, windowSettings } from './start-window.ts';

const environment = v.object({ REPORTS_BUCKET: v.string(), ...windowSettings });

type Outside = Pick<Clients, 'ecs' | 's3' | 'sfn'>;
type Doing = QueueContext<v.InferOutput<typeof environment>>;

/** A message that tells of a disconnection. */
interface Told {
  messageId: string;
  event: DisconnectEvent;
}

/** Where every call is throttled a cluster takes 14 s: three rounds of them are within the function's minute. */
const clustersAtOnce = 8;

/** What became of the messages of a cluster. */
interface Done {
  /** Container instances whose disconnection is over. */
  over: string[];
  /** Those whose disconnection lasts. */
  open: number;
  isStarted: boolean;
  /** Ids of messages that are to come again. */
  failed: string[];
}

/** A clock that is ahead makes no windows in the future, which executions would wait for. */
const notAfter = (now: string, at: string): string => (Date.parse(at) > Date.parse(now) ? now : at);

/** Sorts out what is none; that is logged, comes again, and is left to a person in the dead-letter queue at last. */
const readMessages = ({ now, logger }: Doing, messages: readonly QueuedMessage[]) => {
  const told: Told[] = [];
  const malformed: string[] = [];
  for (const { messageId, body } of messages) {
    const read = readDisconnectEvent(body);
    if ('event' in read) {
      told.push({ messageId, event: { ...read.event, at: notAfter(now, read.event.at) } });
    } else {
      logger.error('event not readable', { messageId, problem: read.problem });
      malformed.push(messageId);
    }
  }
  return { told, malformed };
};

const warn = ({ logger }: Doing, message: string, clusterArn: string, error: unknown): void => {
  const { name, message: errorMessage } = error instanceof Error ? error : new Error(String(error));
  logger.warn(message, { clusterArn, errorName: name, errorMessage });
};

/** Undefined where ECS could not be asked, for whatever reason: an execution then looks. */
const askAbout = async (
  { ecs }: Outside,
  doing: Doing,
  clusterArn: string,
  ids: string[],
): Promise<Described | undefined> => {
  try {
    return await describeContainerInstances(ecs, clusterArn, ids, { abortSignal: doing.abortSignal });
  } catch (error) {
    if (error instanceof Error && error.name === 'ClusterNotFoundException') return { found: [], missing: ids };
    warn(doing, 'instances not described: an execution looks', clusterArn, error);
    return undefined;
  }
};

/** Whether the beginnings are noted. Where they are not, the outages are found by looking nevertheless, and are noted later. */
const note = async ({ s3 }: Outside, doing: Doing, clusterArn: string, open: OpenDisconnect[]): Promise<boolean> => {
  const { now, settings, abortSignal } = doing;
  try {
    return await changeLedger(
      s3,
      { bucket: settings.REPORTS_BUCKET, clusterArn },
      (ledger) => {
        const noted = noteEvents(ledger, open, now);
        return noted ? { ledger: noted, result: true } : { result: true };
      },
      { abortSignal },
    );
  } catch (error) {
    warn(doing, 'disconnections not noted', clusterArn, error);
    return false;
  }
};

const start = async (outside: Outside, doing: Doing, clusterArn: string, open: OpenDisconnect[]): Promise<boolean> => {
  const { now, settings, abortSignal } = doing;
  const at = new Date(Math.max(...open.map((one) => Date.parse(one.at)))).toISOString();
  try {
    await startWindow(outside, { clusterArn, settings, abortSignal }, { at, now });
    return true;
  } catch (error) {
    warn(doing, 'execution not started', clusterArn, error);
    return false;
  }
};

/** Never throws: one cluster's trouble harms no other. */
const takeCluster = async (outside: Outside, doing: Doing, clusterArn: string, told: Told[]): Promise<Done> => {
  const events = told.map(({ event }) => event);
  const described = await askAbout(
    outside,
    doing,
    clusterArn,
    events.map(({ instance }) => instance),
  );
  const { open, over } = judgeEvents(events, described);
  if (open.length === 0) return { over, open: 0, isStarted: false, failed: [] };
  const isNoted = await note(outside, doing, clusterArn, open);
  const isStarted = await start(outside, doing, clusterArn, open);
  const lasting = new Set(open.map(({ instance }) => instance));
  const again = isNoted && isStarted ? [] : told.filter(({ event }) => lasting.has(event.instance));
  return {
    over,
    open: open.length,
    isStarted,
    failed: again.map(({ messageId }) => messageId),
  };
};

/**
 * Judges disconnections whose grace period is over, and starts an execution for each cluster in which one still lasts. Most are over: for
 * those nothing is started, which is what the cost of a day of flapping agents depends on. Safe to repeat. What could not be noted or
 * started fails, and comes again.
 *
 * @returns ids of the messages that failed
 * @see docs/decisions/0024-disconnects-by-window.md
 */
export const startAgentDisconnect =
  (outside: Outside, doing: Doing) =>
  async (messages: QueuedMessage[]): Promise<string[]> => {
    const { told, malformed } = readMessages(doing, messages);
    const clusters = [...Map.groupBy(told, ({ event }) => event.clusterArn)];
    const takePart = async (part: [string, Told[]][]) =>
      Promise.all(part.map(([clusterArn, some]) => takeCluster(outside, doing, clusterArn, some)));
    const all = (await partsOf(clusters, 1, takePart, clustersAtOnce)).flat();
    const failed = all.flatMap((one) => one.failed);
    const over = all.flatMap((one) => one.over);
    doing.logger.info('disconnections judged', {
      messages: messages.length,
      malformed: malformed.length,
      clusters: clusters.length,
      over: over.length,
      open: all.reduce((sum, one) => sum + one.open, 0),
      started: all.filter(({ isStarted }) => isStarted).length,
      failed: failed.length,
      // who drops for a moment again and again: a query counts them, and the ids of a day cost two cents
      overInstances: over,
    });
    return [...malformed, ...failed];
  };

export const handler = lambdaQueue(startAgentDisconnect, { clients: { ecs, s3, sfn }, environment });
