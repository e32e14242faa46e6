import type { Message, MessageAttributeValue } from '@aws-sdk/client-sqs';
import { type Clock, isTurned } from '../../clock.ts';
import { md5Of, md5OfAttributes } from './checksums.ts';
import { invalidParameter, outOfBounds } from './errors.ts';
import type { KeptMessage } from './kept-message.ts';
import type { Queue } from './queue.ts';

/** Who SQS says has sent a message; here all callers are the same. */
export const senderId = 'AIDASANDBOXSANDBOX00';

/** What ReceiveMessage is asked. */
export interface ReceiveRequest {
  MaxNumberOfMessages?: number | undefined;
  VisibilityTimeout?: number | undefined;
  WaitTimeSeconds?: number | undefined;
  AttributeNames?: string[] | undefined;
  MessageSystemAttributeNames?: string[] | undefined;
  MessageAttributeNames?: string[] | undefined;
}

/** System attributes of a message that was received. */
export const systemAttributesOf = (message: KeptMessage) => ({
  ApproximateReceiveCount: String(message.receiveCount),
  SentTimestamp: String(message.sentAt),
  SenderId: senderId,
  ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt),
  ...(message.traceHeader !== undefined && { AWSTraceHeader: message.traceHeader }),
  ...(message.deadLetterSourceArn !== undefined && { DeadLetterQueueSourceArn: message.deadLetterSourceArn }),
});

const knownSystemAttributes = new Set([
  ...['All', 'AWSTraceHeader', 'ApproximateFirstReceiveTimestamp', 'ApproximateReceiveCount'],
  ...['DeadLetterQueueSourceArn', 'MessageDeduplicationId', 'MessageGroupId', 'SenderId', 'SentTimestamp'],
  'SequenceNumber',
]);

/** @throws AwsError InvalidParameterValue */
export const checkReceive = (request: ReceiveRequest): void => {
  const { MaxNumberOfMessages: most = 1, VisibilityTimeout: hidden = 0, WaitTimeSeconds: wait = 0 } = request;
  if (most < 1 || most > 10) throw outOfBounds('MaxNumberOfMessages', most, 'between 1 and 10');
  if (wait < 0 || wait > 20) throw outOfBounds('WaitTimeSeconds', wait, '>= 0 and <= 20');
  if (hidden < 0 || hidden > 43_200) throw outOfBounds('VisibilityTimeout', hidden, '>= 0 and <= 43200');
  const wrong = askedSystemAttributes(request).find((name) => !knownSystemAttributes.has(name));
  if (wrong !== undefined) throw invalidParameter(`Unknown Attribute ${wrong}.`);
};

/** `AttributeNames` is the older name of the same. */
const askedSystemAttributes = ({ AttributeNames = [], MessageSystemAttributeNames = [] }: ReceiveRequest): string[] => [
  ...AttributeNames,
  ...MessageSystemAttributeNames,
];

const isAsked = (name: string, asked: string[]): boolean =>
  asked.some((each) =>
    each === 'All' || each === '.*' ? true : each.endsWith('.*') ? name.startsWith(each.slice(0, -2)) : each === name,
  );

/** A message as the caller asked for it; nothing of attributes that are none. */
export const asAsked = (message: KeptMessage, request: ReceiveRequest): Message => {
  const { body, id, receiptHandle, attributes } = message;
  const system = Object.entries(systemAttributesOf(message)).filter(([name]) =>
    isAsked(name, askedSystemAttributes(request)),
  );
  const own: Record<string, MessageAttributeValue> = Object.fromEntries(
    Object.entries(attributes).filter(([name]) => isAsked(name, request.MessageAttributeNames ?? [])),
  );
  const md5 = md5OfAttributes(own);
  return {
    MessageId: id,
    ReceiptHandle: receiptHandle ?? '',
    MD5OfBody: md5Of(body),
    Body: body,
    ...(system.length > 0 && { Attributes: Object.fromEntries(system) }),
    ...(md5 !== undefined && { MessageAttributes: own, MD5OfMessageAttributes: md5 }),
  };
};

/**
 * Long polling: waits on the sandbox's clock until a message is visible or the time is over. The request that waits
 * does not hold a turned clock still.
 */
export const waitForMessages = async (
  clock: Clock,
  queue: Queue,
  { seconds, signal }: { seconds: number; signal: AbortSignal },
): Promise<void> => {
  const ended = new AbortController();
  const either = AbortSignal.any([signal, ended.signal]);
  const wait = () => Promise.race([queue.waitForMessage(either), clock.sleep(seconds * 1_000, either)]);
  try {
    await (isTurned(clock) ? clock.whileSuspended(wait) : wait());
  } finally {
    ended.abort();
  }
};
