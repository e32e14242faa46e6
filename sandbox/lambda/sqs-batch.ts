import type { SQSRecord } from 'aws-lambda';
import type { QueueMessage } from '../services/sqs/message.ts';

/** Largest event that a function can be invoked with. */
const payloadMaxBytes = 6_291_456;
const envelopeBytes = Buffer.byteLength('{"Records":[]}');

/**
 * The messages that a function is to be given at once.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
 */
export class SqsBatch {
  readonly messages: QueueMessage[] = [];
  readonly #queueArn: string;
  readonly #mostMessages: number;
  readonly #records: string[] = [];
  #sizeBytes = envelopeBytes;
  #isClosed = false;

  constructor(queueArn: string, mostMessages: number) {
    this.#queueArn = queueArn;
    this.#mostMessages = mostMessages;
  }

  /** How many more messages it takes; 0 once it is full or one was too large for what is left. */
  get room(): number {
    return this.#isClosed ? 0 : this.#mostMessages - this.messages.length;
  }

  /** Adds a message; false where the event would grow too large, and then no more fit. */
  add(message: QueueMessage): boolean {
    const record = JSON.stringify(recordOf(message, this.#queueArn));
    const addedBytes = Buffer.byteLength(record) + 1;
    if (this.messages.length > 0 && this.#sizeBytes + addedBytes > payloadMaxBytes) {
      this.#isClosed = true;
      return false;
    }
    this.#sizeBytes += addedBytes;
    this.messages.push(message);
    this.#records.push(record);
    return true;
  }

  /** The event, as JSON text. */
  toEvent(): string {
    return `{"Records":[${this.#records.join(',')}]}`;
  }
}

/** A message as functions see it. The sandbox's queues keep no message attributes. */
const recordOf = (message: QueueMessage, queueArn: string): SQSRecord => ({
  messageId: message.messageId,
  receiptHandle: message.receiptHandle,
  body: message.body,
  attributes: message.attributes,
  messageAttributes: {},
  md5OfBody: message.md5OfBody,
  eventSource: 'aws:sqs',
  eventSourceARN: queueArn,
  awsRegion: queueArn.split(':')[3] ?? '',
});

/**
 * Which messages a function that reports failures says it could not take. An answer that Lambda cannot read, or that names what was not
 * in the batch, fails all of them; none, or one without a list, fails none.
 *
 * @param payload the function's answer, JSON text
 * @returns ids of the failed messages
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting
 */
export const failedIds = (payload: string, messages: QueueMessage[]): Set<string> => {
  const all = new Set(messages.map(({ messageId }) => messageId));
  const answer = parsed(payload);
  if (answer === null) return new Set();
  if (typeof answer !== 'object' || Array.isArray(answer)) return all;
  const failures = (answer as { batchItemFailures?: unknown }).batchItemFailures ?? [];
  if (!Array.isArray(failures)) return all;
  const named = failures.map((failure: unknown) => (failure as { itemIdentifier?: unknown } | null)?.itemIdentifier);
  return named.every((id) => typeof id === 'string' && all.has(id)) ? new Set(named as string[]) : all;
};

/** Undefined for what is no JSON. */
const parsed = (payload: string): unknown => {
  try {
    return JSON.parse(payload);
  } catch {
    return undefined;
  }
};
