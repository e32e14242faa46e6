import { setTimeout as sleep } from 'node:timers/promises';
import type { HistoryEvent } from '@aws-sdk/client-sfn';
import type { Clients } from '../../functions/clients/index.ts';
import {
  describeExecution,
  type HistoryPosition,
  historyStart,
  readHistory,
} from '../../functions/clients/step-functions.ts';
import { FollowingTooLongError } from '../errors.ts';
import { changesIn, hasEnded, type StateChange } from './changes.ts';
import { type ExecutionDocument, executionDocument } from './document.ts';
import { type LogStream, logFollower, logStreamIn } from './log-stream.ts';
import { patiently } from './patience.ts';

/** Looks that may fail one after the other before following is given up: 9 s in a sandbox, 2 minutes elsewhere. */
const failedLooks = 60;

/** What a follower is told as it happens. */
export interface Audience {
  change(change: StateChange): void;
  log(message: string): void;
}

/** An execution to follow, and how. */
export interface Following {
  clients: Pick<Clients, 'sfn' | 'logs'>;
  executionArn: string;
  /** Between two looks. */
  pollMs: number;
  /** The machine's own limit and some slack: an execution still running then is reported, not waited for. */
  limitSeconds: number;
  signal: AbortSignal;
}

/**
 * Follows an execution to its end, and the log of the task it starts.
 *
 * @throws FollowingTooLongError beyond the limit; the signal's AbortError when it aborts
 */
export const followExecution = async (following: Following, audience: Audience): Promise<ExecutionDocument> => {
  const { clients, executionArn, pollMs, limitSeconds, signal } = following;
  const deadlineMs = Date.now() + limitSeconds * 1_000;
  const look = <T>(read: () => Promise<T>): Promise<T> =>
    patiently(read, { signal, deadlineMs: Date.now() + failedLooks * pollMs, firstWaitMs: pollMs });
  const history: HistoryEvent[] = [];
  let position: HistoryPosition = historyStart;
  let readLog: ReturnType<typeof logFollower> | undefined;
  const call = { abortSignal: signal };

  for (;;) {
    const page = await look(() => readHistory(clients.sfn, executionArn, position, call));
    const told = history.length;
    history.push(...page.events);
    position = page.position;
    const stream: LogStream | undefined = readLog ? undefined : logStreamIn(page.events);
    if (stream) readLog = logFollower(clients.logs, stream);
    const messages = readLog ? await look(() => readLog?.(signal) ?? Promise.resolve([])) : [];
    const changes = changesIn(history, told);
    tell(changes, messages, audience);
    if (hasEnded(page.events)) break;
    if (Date.now() > deadlineMs) {
      throw new FollowingTooLongError(`${executionArn} still runs after ${limitSeconds} s, its machine's own limit`);
    }
    await sleep(pollMs, undefined, { signal });
  }
  const described = await look(() => describeExecution(clients.sfn, executionArn, call));
  return executionDocument(described, history);
};

/** The log of a task lies between the state that started it and those that found it stopped. */
const tell = (changes: StateChange[], messages: string[], audience: Audience): void => {
  const started = changes.findIndex(({ kind }) => kind === 'left') + 1;
  for (const change of changes.slice(0, started)) audience.change(change);
  for (const message of messages) audience.log(message);
  for (const change of changes.slice(started)) audience.change(change);
};

/** Reads an execution as it is now, without following it. */
export const readExecution = async ({
  clients,
  executionArn,
  signal,
}: Pick<Following, 'clients' | 'executionArn' | 'signal'>): Promise<ExecutionDocument> => {
  const call = { abortSignal: signal };
  const described = await describeExecution(clients.sfn, executionArn, call);
  const { events } = await readHistory(clients.sfn, executionArn, historyStart, call);
  return executionDocument(described, events);
};
