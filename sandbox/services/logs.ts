import * as client from '@aws-sdk/client-cloudwatch-logs';
import { AwsError, defineService, type Operations } from '../service.ts';
import type { World } from '../world.ts';
import { filterEvents } from './logs/filter-events.ts';
import { checkLimit, eventPage } from './logs/get-events.ts';
import { checkBatch, splitMessage } from './logs/put-events.ts';
import { checkRetention, createStore, type LogEvent, type LogGroup, type LogStream } from './logs/store.ts';
import { pageOf } from './pages.ts';

/** Events that have just arrived in a stream. */
export interface Arrival {
  group: string;
  stream: string;
  events: Pick<LogEvent, 'timestamp' | 'message'>[];
}

/** CloudWatch Logs as far as the runbooks, the task log driver and an operator's CLI use it. */
export const logsService = (world: World) => {
  const now = () => world.clock.now();
  const store = createStore(now);
  const listeners = new Set<(arrival: Arrival) => void>();

  const append = (group: string, stream: string, entries: { timestamp: number; message: string }[]): void => {
    const events = store.append(group, stream, entries);
    if (events.length === 0) return;
    for (const listener of listeners) listener({ group, stream, events });
  };

  return {
    service: defineService('logs', client, {
      ...groupOperations(world, store),
      ...streamOperations(world, store),
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
    put(group: string, stream: string, messages: (string | { timestamp: number; message: string })[]): void {
      if (!store.group(group).streams.has(stream)) store.createStream(group, stream);
      const entries = messages.flatMap((entry) => {
        const { timestamp, message } = typeof entry === 'string' ? { timestamp: now(), message: entry } : entry;
        return splitMessage(message).map((part) => ({ timestamp, message: part }));
      });
      append(group, stream, entries);
    },

    /** Calls `listener` for every arrival from now on; the returned function ends that. */
    onEvents(listener: (arrival: Arrival) => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
};

/** A group named plainly or by its ARN. */
const groupNameOf = (input: { logGroupName?: string | undefined; logGroupIdentifier?: string | undefined }): string => {
  const { logGroupName, logGroupIdentifier } = input;
  if ((logGroupName === undefined) === (logGroupIdentifier === undefined)) {
    throw new AwsError(
      'InvalidParameterException',
      'You must include either logGroupIdentifier or logGroupName in your request, but not both.',
    );
  }
  return logGroupName ?? logGroupIdentifier?.replace(/^arn:[^:]*:logs:[^:]*:[^:]*:log-group:/, '') ?? '';
};

type Store = ReturnType<typeof createStore>;
type LogOperations = Operations<typeof client>;

const groupOperations = ({ accountId, region }: World, store: Store) => {
  const describe = (group: LogGroup) => {
    const arn = `arn:aws:logs:${region}:${accountId}:log-group:${group.name}`;
    const { name: logGroupName, creationTime, storedBytes, retentionInDays } = group;
    return {
      logGroupName,
      creationTime,
      storedBytes,
      metricFilterCount: 0,
      arn: `${arn}:*`,
      logGroupArn: arn,
      logGroupClass: 'STANDARD' as const,
      ...(retentionInDays === undefined ? {} : { retentionInDays }),
    };
  };
  return {
    CreateLogGroup({ logGroupName = '', tags }) {
      store.createGroup(logGroupName, tags);
      return {};
    },
    DeleteLogGroup({ logGroupName = '' }) {
      store.groups.delete(store.group(logGroupName).name);
      return {};
    },
    DescribeLogGroups({ logGroupNamePrefix = '', logGroupNamePattern = '', nextToken, limit }) {
      const groups = [...store.groups.values()]
        .filter(({ name }) => name.startsWith(logGroupNamePrefix))
        .filter(({ name }) => name.toLowerCase().includes(logGroupNamePattern.toLowerCase()))
        .sort((a, b) => (a.name < b.name ? -1 : 1));
      const page = pageOf(groups, nextToken, checkLimit(limit ?? 50, 50), 'InvalidParameterException');
      return { logGroups: page.items.map(describe), ...page.next };
    },
    PutRetentionPolicy({ logGroupName = '', retentionInDays = 0 }) {
      checkRetention(retentionInDays);
      store.group(logGroupName).retentionInDays = retentionInDays;
      return {};
    },
    DeleteRetentionPolicy({ logGroupName = '' }) {
      delete store.group(logGroupName).retentionInDays;
      return {};
    },
  } satisfies LogOperations;
};

const streamOperations = ({ accountId, region }: World, store: Store) => {
  const describe = (group: string, { name, creationTime, lastIngestionTime, events }: LogStream) => {
    const [first, last] = [events[0], events.at(-1)];
    return {
      logStreamName: name,
      creationTime,
      arn: `arn:aws:logs:${region}:${accountId}:log-group:${group}:log-stream:${name}`,
      storedBytes: 0,
      uploadSequenceToken: '1',
      ...(first && last ? { firstEventTimestamp: first.timestamp, lastEventTimestamp: last.timestamp } : {}),
      ...(lastIngestionTime === undefined ? {} : { lastIngestionTime }),
    };
  };
  return {
    CreateLogStream({ logGroupName = '', logStreamName = '' }) {
      store.createStream(logGroupName, logStreamName);
      return {};
    },
    DeleteLogStream({ logGroupName = '', logStreamName = '' }) {
      store.group(logGroupName).streams.delete(store.stream(logGroupName, logStreamName).name);
      return {};
    },
    DescribeLogStreams({ orderBy = 'LogStreamName', descending = false, ...input }) {
      const { logStreamNamePrefix = '', nextToken, limit } = input;
      if (orderBy === 'LastEventTime' && logStreamNamePrefix !== '') {
        throw new AwsError('InvalidParameterException', 'Cannot order by LastEventTime with a logStreamNamePrefix.');
      }
      const group = store.group(groupNameOf(input));
      const byTime = (stream: LogStream) => stream.events.at(-1)?.timestamp ?? 0;
      const streams = [...group.streams.values()]
        .filter(({ name }) => name.startsWith(logStreamNamePrefix))
        .sort((a, b) => (orderBy === 'LastEventTime' ? byTime(a) - byTime(b) : a.name < b.name ? -1 : 1));
      if (descending) streams.reverse();
      const page = pageOf(streams, nextToken, checkLimit(limit ?? 50, 50), 'InvalidParameterException');
      return { logStreams: page.items.map((stream) => describe(group.name, stream)), ...page.next };
    },
  } satisfies LogOperations;
};
