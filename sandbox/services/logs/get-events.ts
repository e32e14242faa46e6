import { AwsError } from '../../service.ts';
import { eventOverheadBytes, indexOfId, type LogEvent, spellId } from './store.ts';

/** A page ends at whichever comes first. */
const longestPage = 10_000;
const largestPageBytes = 1_048_576;

interface PageRequest {
  startTime?: number | undefined;
  endTime?: number | undefined;
  nextToken?: string | undefined;
  limit?: number | undefined;
  startFromHead?: boolean | undefined;
}

/** A page of a stream with the tokens that lead on and back. */
export interface EventPage {
  events: LogEvent[];
  nextForwardToken: string;
  nextBackwardToken: string;
}

/** `f/<id>` goes on behind that id, `b/<id>` before it. */
const parseToken = (token: string): { direction: 'f' | 'b'; id: bigint } => {
  const [, direction, digits = ''] = /^([fb])\/(\d{56})\/s$/.exec(token) ?? [];
  if (direction !== 'f' && direction !== 'b') {
    throw new AwsError('InvalidParameterException', 'The specified nextToken is invalid.');
  }
  return { direction, id: BigInt(digits) };
};

const token = (direction: 'f' | 'b', id: bigint): string => `${direction}/${spellId(id)}/s`;

/** @throws AwsError InvalidParameterException for a limit out of bounds */
export const checkLimit = (limit: number | undefined, most: number): number => {
  if (limit === undefined) return most;
  if (limit >= 1 && limit <= most) return limit;
  const bound = limit < 1 ? 'greater than or equal to 1' : `less than or equal to ${most}`;
  throw new AwsError(
    'InvalidParameterException',
    `1 validation error detected: Value '${limit}' at 'limit' failed to satisfy constraint: Member must have value ${bound}`,
  );
};

/**
 * A page as GetLogEvents gives it: oldest first, read forward or backward. A token whose side holds no more events
 * comes back unchanged, which is how a reader knows that it has reached the end.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetLogEvents.html
 */
export const eventPage = (all: LogEvent[], request: PageRequest): EventPage => {
  const { startTime = 0, endTime = Number.POSITIVE_INFINITY } = request;
  const limit = checkLimit(request.limit, longestPage);
  const from = request.nextToken === undefined ? undefined : parseToken(request.nextToken);
  const isForward = from ? from.direction === 'f' : request.startFromHead === true;
  const events = all.filter(({ timestamp }) => timestamp >= startTime && timestamp < endTime);

  const page = isForward
    ? takeForward(events, from ? indexOfId(events, from.id + 1n) : 0, limit)
    : takeBackward(events, from ? indexOfId(events, from.id) : events.length, limit);
  const [first, last] = [page[0], page.at(-1)];
  if (first && last) {
    return { events: page, nextForwardToken: token('f', last.id), nextBackwardToken: token('b', first.id) };
  }
  // An empty page lies between two events: forward starts behind the one, backward before the other.
  const id = from?.id ?? 0n;
  if (!from || from.direction === 'f') {
    return { events: [], nextForwardToken: token('f', id), nextBackwardToken: token('b', id + 1n) };
  }
  return { events: [], nextForwardToken: token('f', id > 0n ? id - 1n : 0n), nextBackwardToken: token('b', id) };
};

const sizeOf = ({ message }: LogEvent): number => Buffer.byteLength(message) + eventOverheadBytes;

const takeForward = (events: LogEvent[], start: number, limit: number): LogEvent[] => {
  let bytes = 0;
  let end = start;
  for (; end < events.length && end - start < limit; end += 1) {
    const event = events[end];
    if (!event) break;
    bytes += sizeOf(event);
    if (bytes > largestPageBytes && end > start) break;
  }
  return events.slice(start, end);
};

const takeBackward = (events: LogEvent[], end: number, limit: number): LogEvent[] => {
  let bytes = 0;
  let start = end;
  for (; start > 0 && end - start < limit; start -= 1) {
    const event = events[start - 1];
    if (!event) break;
    bytes += sizeOf(event);
    if (bytes > largestPageBytes && start < end) break;
  }
  return events.slice(start, end);
};
