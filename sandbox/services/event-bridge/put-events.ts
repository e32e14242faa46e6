import type { PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { isObject, type JsonObject } from '../../engine/json.ts';
import { constraint, validationError } from './errors.ts';
import type { EmittedEvent } from './event.ts';

const mostEntries = 10;
/** One request's entries together. */
const largestRequestBytes = 1_048_576;

/** An entry as it counts: time, texts and resources in bytes of UTF-8. */
const sizeOf = ({ Source = '', DetailType = '', Detail = '', Resources = [], Time }: PutEventsRequestEntry): number =>
  [Source, DetailType, Detail, ...Resources].reduce((sum, text) => sum + Buffer.byteLength(text), Time ? 14 : 0);

/** @throws AwsError ValidationException for what is wrong with a whole request */
export const checkEntries = (entries: PutEventsRequestEntry[]): void => {
  if (entries.length === 0) throw constraint('entries', 'have length greater than or equal to 1');
  if (entries.length > mostEntries) throw constraint('entries', `have length less than or equal to ${mostEntries}`);
  const bytes = entries.reduce((sum, entry) => sum + sizeOf(entry), 0);
  if (bytes > largestRequestBytes) {
    throw validationError('Total size of the entries in the request is over the limit.');
  }
};

/** Why an entry failed, as the answer lists it. */
export interface FailedEntry {
  ErrorCode: string;
  ErrorMessage: string;
}

const missing = (parameter: string): FailedEntry => ({
  ErrorCode: 'InvalidArgument',
  ErrorMessage: `Parameter ${parameter} is not valid. Reason: ${parameter} is a required argument.`,
});

const parseDetail = (text: string): JsonObject | undefined => {
  try {
    const detail: unknown = JSON.parse(text);
    return isObject(detail) ? detail : undefined;
  } catch {
    return undefined;
  }
};

/** Reads one entry, or says why it fails; the others of its request go on. */
export const readEntry = (entry: PutEventsRequestEntry): (EmittedEvent & { time?: Date }) | FailedEntry => {
  const { Source, DetailType, Detail, Resources = [], Time } = entry;
  if (!Source) return missing('Source');
  if (!DetailType) return missing('DetailType');
  if (!Detail) return missing('Detail');
  if (Source.startsWith('aws.')) {
    return { ErrorCode: 'NotAuthorizedForSourceException', ErrorMessage: 'Not authorized for the source.' };
  }
  const detail = parseDetail(Detail);
  if (!detail) return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
  return { source: Source, detailType: DetailType, resources: Resources, detail, ...(Time ? { time: Time } : {}) };
};
