import { AwsError } from '../../service.ts';
import { eventOverheadBytes, type LogGroup } from './store.ts';

/** Limits of a batch. @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html */
const longestBatch = 10_000;
const largestBatchBytes = 1_048_576;
const largestEventBytes = 1_048_576;
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** awslogs drivers split what is longer, so that each part still fits an event. */
const driverEventBytes = 262_144 - eventOverheadBytes;

interface InputEvent {
  timestamp?: number | undefined;
  message?: string | undefined;
}

/** A batch sorted out: what is taken, and what CloudWatch reports as too new, too old or expired. */
export interface Batch {
  accepted: { timestamp: number; message: string }[];
  rejected?: { tooNewLogEventStartIndex?: number; tooOldLogEventEndIndex?: number; expiredLogEventEndIndex?: number };
}

const refuse = (message: string) => new AwsError('InvalidParameterException', message);

/** Applies CloudWatch's rules for a batch. @throws AwsError InvalidParameterException */
export const checkBatch = (group: LogGroup, given: InputEvent[], now: number): Batch => {
  const events = given.map(({ timestamp = 0, message = '' }) => ({ timestamp, message }));
  if (events.length < 1 || events.length > longestBatch) {
    throw refuse(
      "1 validation error detected: Value at 'logEvents' failed to satisfy constraint: Member must have length less than or equal to 10000 and greater than or equal to 1",
    );
  }
  checkSizes(events);
  if (events.some(({ timestamp }, index) => timestamp < (events[index - 1]?.timestamp ?? 0))) {
    throw refuse('Log events in a single PutLogEvents request must be in chronological order.');
  }
  const retentionMs = (group.retentionInDays ?? Number.POSITIVE_INFINITY) * dayMs;
  const oldEnd = events.findLastIndex(({ timestamp }) => timestamp < now - 14 * dayMs) + 1;
  const expiredEnd = events.findLastIndex(({ timestamp }) => timestamp < now - retentionMs) + 1;
  const newStart = events.findIndex(({ timestamp }) => timestamp > now + 2 * hourMs);
  const accepted = events.slice(Math.max(oldEnd, expiredEnd), newStart < 0 ? undefined : newStart);
  if ((accepted.at(-1)?.timestamp ?? 0) - (accepted[0]?.timestamp ?? 0) > dayMs) {
    throw refuse('The batch of log events in a single PutLogEvents request cannot span more than 24 hours.');
  }
  if (accepted.length === events.length) return { accepted };
  return {
    accepted,
    rejected: {
      ...(newStart >= 0 ? { tooNewLogEventStartIndex: newStart } : {}),
      ...(oldEnd > 0 ? { tooOldLogEventEndIndex: oldEnd } : {}),
      ...(expiredEnd > 0 ? { expiredLogEventEndIndex: expiredEnd } : {}),
    },
  };
};

const checkSizes = (events: { message: string }[]): void => {
  if (events.some(({ message }) => message === '')) {
    throw refuse(
      "1 validation error detected: Value '' at 'logEvents.message' failed to satisfy constraint: Member must have length greater than or equal to 1",
    );
  }
  const sizes = events.map(({ message }) => Buffer.byteLength(message) + eventOverheadBytes);
  const largest = Math.max(...sizes);
  if (largest > largestEventBytes) {
    throw refuse(`Log event too large: ${largest} bytes exceeds limit of ${largestEventBytes}`);
  }
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (total > largestBatchBytes) {
    throw refuse(`Upload too large: ${total} bytes exceeds limit of ${largestBatchBytes}`);
  }
};

/** Splits a message as awslogs drivers do, never inside a character; an empty line has no event. */
export const splitMessage = (message: string): string[] => {
  const bytes = Buffer.from(message);
  if (bytes.length <= driverEventBytes) return message === '' ? [] : [message];
  const parts: string[] = [];
  let start = 0;
  while (start < bytes.length) {
    let end = Math.min(start + driverEventBytes, bytes.length);
    while (end < bytes.length && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
    parts.push(bytes.toString('utf8', start, end));
    start = end;
  }
  return parts;
};
