import type * as client from '@aws-sdk/client-cloudwatch-logs';
import { AwsError, type Operations } from '../../service.ts';
import type { World } from '../../world.ts';
import { pageOf } from '../pages.ts';
import { checkLimit } from './get-events.ts';
import type { LogStore, LogStream } from './store.ts';

/** A group named plainly or by its ARN. @throws AwsError InvalidParameterException */
export const groupNameOf = (input: {
  logGroupName?: string | undefined;
  logGroupIdentifier?: string | undefined;
}): string => {
  const { logGroupName, logGroupIdentifier } = input;
  if ((logGroupName === undefined) === (logGroupIdentifier === undefined)) {
    throw new AwsError(
      'InvalidParameterException',
      'You must include either logGroupIdentifier or logGroupName in your request, but not both.',
    );
  }
  return logGroupName ?? logGroupIdentifier?.replace(/^arn:[^:]*:logs:[^:]*:[^:]*:log-group:/, '') ?? '';
};

const describe = (
  { accountId, region }: World,
  group: string,
  { name, creationTime, lastIngestionTime, events }: LogStream,
) => {
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
/** Operations on log streams. */
export const streamOperations = (world: World, store: LogStore) =>
  ({
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
      return { logStreams: page.items.map((stream) => describe(world, group.name, stream)), ...page.next };
    },
  }) satisfies Operations<typeof client>;
