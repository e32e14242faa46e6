import { AwsError } from '../../service.ts';
import { pageOf } from '../pages.ts';
import { parseFilterPattern } from './filter-pattern.ts';
import { checkLimit } from './get-events.ts';
import { type LogGroup, spellId } from './store.ts';

const longestPage = 10_000;

interface FilterRequest {
  logStreamNames?: string[] | undefined;
  logStreamNamePrefix?: string | undefined;
  startTime?: number | undefined;
  endTime?: number | undefined;
  filterPattern?: string | undefined;
  nextToken?: string | undefined;
  limit?: number | undefined;
}

/**
 * Searches a group's streams, oldest event first. Unlike GetLogEvents, `endTime` is inclusive.
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html
 */
export const filterEvents = (group: LogGroup, request: FilterRequest) => {
  const { logStreamNames, logStreamNamePrefix, startTime = 0, endTime = Number.POSITIVE_INFINITY } = request;
  if (logStreamNames && logStreamNamePrefix !== undefined) {
    throw new AwsError('InvalidParameterException', 'logStreamNamePrefix and logStreamNames cannot be used together.');
  }
  const missing = logStreamNames?.find((name) => !group.streams.has(name));
  if (missing !== undefined) {
    throw new AwsError('ResourceNotFoundException', 'The specified log stream does not exist.');
  }
  const isMatch = parseFilterPattern(request.filterPattern ?? '');
  const found = [...group.streams.values()]
    .filter(({ name }) => logStreamNames?.includes(name) ?? name.startsWith(logStreamNamePrefix ?? ''))
    .flatMap(({ name, events }) =>
      events
        .filter(({ timestamp, message }) => timestamp >= startTime && timestamp <= endTime && isMatch(message))
        .map(({ id, timestamp, message, ingestionTime }) => ({
          logStreamName: name,
          timestamp,
          message,
          ingestionTime,
          eventId: spellId(id),
        })),
    )
    .sort((a, b) => (a.eventId < b.eventId ? -1 : 1));
  const page = pageOf(found, request.nextToken, checkLimit(request.limit, longestPage), 'InvalidParameterException');
  return { events: page.items, searchedLogStreams: [], ...page.next };
};
