import * as client from '@aws-sdk/client-cloudwatch-logs';
import { defineService, type Operations } from '../service.ts';
import type { World } from '../world.ts';
import { filterEvents } from './logs/filter-events.ts';
import { eventPage } from './logs/get-events.ts';
import { groupOperations } from './logs/group-operations.ts';
import { checkBatch, splitMessage } from './logs/put-events.ts';
import { checkRetention, createStore, type LogEvent, type LogStore } from './logs/store.ts';
import { groupNameOf, streamOperations } from './logs/stream-operations.ts';

/** A line with its time in milliseconds since the epoch. */
type Stamped = Pick<LogEvent, 'timestamp' | 'message'>;

/** Events that have just arrived in a stream. */
export interface Arrival {
  group: string;
  stream: string;
  events: Stamped[];
}

/** CloudWatch Logs as far as the runbooks, the task log driver and an operator's CLI use it. */
export const logsService = (world: World) => {
  const now = () => world.clock.now();
  const store = createStore(now);
  const listeners = new Set<(arrival: Arrival) => void>();

  const append: Append = (group, stream, entries) => {
    const events = store.append(group, stream, entries);
    if (events.length === 0) return;
    for (const listener of listeners) listener({ group, stream, events });
  };

  return {
    service: defineService('logs', client, {
      ...groupOperations(world, store),
      ...streamOperations(world, store),
      ...eventOperations(now, store, append),
    }),

    /** Creates a log group. @throws AwsError ResourceAlreadyExistsException */
    createGroup(name: string, retentionInDays?: number): void {
      if (retentionInDays !== undefined) checkRetention(retentionInDays);
      Object.assign(store.createGroup(name), { retentionInDays });
    },

    hasGroup: (name: string): boolean => store.groups.has(name),

    /**
     * Writes lines as a log driver does: the stream is created when absent, long lines are split, empty ones dropped.
     *
     * @param messages lines stamped with the sandbox's time, or with their own (milliseconds since the epoch)
     * @throws AwsError ResourceNotFoundException for a missing group
     */
    put(group: string, stream: string, messages: (string | Stamped)[]): void {
      if (!store.group(group).streams.has(stream)) store.createStream(group, stream);
      append(group, stream, driverEvents(messages, now()));
    },

    /** Calls `listener` for every arrival from now on; the returned function ends that. */
    onEvents(listener: (arrival: Arrival) => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
};

/** What a log driver sends for its lines. */
const driverEvents = (messages: (string | Stamped)[], now: number): Stamped[] =>
  messages.flatMap((entry) => {
    const { timestamp, message } = typeof entry === 'string' ? { timestamp: now, message: entry } : entry;
    return splitMessage(message).map((part) => ({ timestamp, message: part }));
  });

/** Writes events and tells those who follow. */
type Append = (group: string, stream: string, entries: Stamped[]) => void;

const eventOperations = (now: () => number, store: LogStore, append: Append) =>
  ({
    PutLogEvents({ logGroupName = '', logStreamName = '', logEvents = [] }) {
      store.stream(logGroupName, logStreamName);
      const { accepted, rejected } = checkBatch(store.group(logGroupName), logEvents, now());
      append(logGroupName, logStreamName, accepted);
      return rejected ? { rejectedLogEventsInfo: rejected } : {};
    },
    GetLogEvents(input) {
      const { events, ...tokens } = eventPage(
        store.stream(groupNameOf(input), input.logStreamName ?? '').events,
        input,
      );
      return {
        events: events.map(({ timestamp, message, ingestionTime }) => ({ timestamp, message, ingestionTime })),
        ...tokens,
      };
    },
    FilterLogEvents: (input) => filterEvents(store.group(groupNameOf(input)), input),
  }) satisfies Operations<typeof client>;
