import type { BatchResultErrorEntry } from '@aws-sdk/client-sqs';
import { AwsError } from '../../service.ts';
import { type GivenMessage, sizeOf } from './check-message.ts';

const mostEntries = 10;
const largestBatchBytes = 1_048_576;

/** An entry of any batch. */
interface Entry extends GivenMessage {
  Id: string | undefined;
}

/** What is wrong with a batch as a whole. @throws AwsError in SQS's words */
const checkBatch = (operation: string, entries: Entry[]): void => {
  if (entries.length === 0) {
    throw new AwsError('EmptyBatchRequest', `There should be at least one ${operation}RequestEntry in the request.`);
  }
  if (entries.length > mostEntries) {
    throw new AwsError(
      'TooManyEntriesInBatchRequest',
      `Maximum number of entries per request are ${mostEntries}. You have sent ${entries.length}.`,
    );
  }
  const ids = entries.map(({ Id = '' }) => Id);
  if (ids.some((id) => !/^[\w-]{1,80}$/.test(id))) {
    throw new AwsError(
      'InvalidBatchEntryId',
      'A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.',
    );
  }
  const repeated = ids.find((id, index) => ids.indexOf(id) !== index);
  if (repeated !== undefined) throw new AwsError('BatchEntryIdsNotDistinct', `Id ${repeated} repeated.`);
  const bytes = entries.reduce((sum, entry) => sum + sizeOf(entry), 0);
  if (bytes > largestBatchBytes) {
    throw new AwsError(
      'BatchRequestTooLong',
      `Batch requests cannot be longer than ${largestBatchBytes} bytes. You have sent ${bytes} bytes.`,
    );
  }
};

/**
 * Does a batch's work entry by entry; one that fails is told of, and the others go on.
 *
 * @throws AwsError for what is wrong with the batch as a whole
 */
export const batchOf = <Given extends Entry, Result extends object>(
  operation: string,
  entries: Given[] = [],
  work: (entry: Given) => Result,
) => {
  checkBatch(operation, entries);
  const Successful: (Result & { Id: string })[] = [];
  const Failed: BatchResultErrorEntry[] = [];
  for (const entry of entries) {
    const { Id = '' } = entry;
    try {
      Successful.push({ Id, ...work(entry) });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      Failed.push({ Id, Code: error.code, Message: error.message, SenderFault: error.status < 500 });
    }
  }
  const orNone = <Item>(items: Item[]) => (items.length > 0 ? items : undefined);
  return { Successful: orNone(Successful), Failed: orNone(Failed) };
};
