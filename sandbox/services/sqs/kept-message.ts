import type { MessageAttributeValue } from '@aws-sdk/client-sqs';

/** A message as a queue keeps it; times in ms since the epoch. */
export interface KeptMessage {
  id: string;
  /** Its number among those of its queue. */
  number: number;
  body: string;
  attributes: Record<string, MessageAttributeValue>;
  traceHeader: string | undefined;
  /** When it was first sent: it stays when the message goes to a dead-letter queue. */
  sentAt: number;
  /** When it can be received again; delayed or hidden until then. */
  visibleAt: number;
  receiveCount: number;
  firstReceivedAt: number | undefined;
  /** When it was received last from this queue. */
  receivedAt: number | undefined;
  receiptHandle: string | undefined;
  /** The queue that it was received from too often. */
  deadLetterSourceArn: string | undefined;
}

/** What is sent. */
export interface SentMessage {
  body: string;
  attributes?: Record<string, MessageAttributeValue>;
  traceHeader?: string | undefined;
  delaySeconds?: number | undefined;
}
