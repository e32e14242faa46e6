import * as client from '@aws-sdk/client-sqs';
import { defineService } from '../../service.ts';
import type { World } from '../../world.ts';
import { md5Of } from './checksums.ts';
import type { KeptMessage } from './kept-message.ts';
import type { QueueMessage, QueueReader } from './message.ts';
import { messageOperations } from './message-operations.ts';
import { moveTaskOperations } from './move-tasks.ts';
import { queueOperations } from './queue-operations.ts';
import { Queues } from './queues.ts';
import { systemAttributesOf } from './receive.ts';

/** A message that lies in a queue. */
export interface LyingMessage {
  messageId: string;
  body: string;
  /** The sender's own attributes; bytes are left out. */
  attributes: Record<string, string>;
  state: 'VISIBLE' | 'DELAYED' | 'IN_FLIGHT';
  /** ISO 8601. */
  sentAt: string;
  receiveCount: number;
}

/**
 * SQS: standard queues in memory.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/Welcome.html
 */
export const sqsService = (world: World) => {
  const queues = new Queues(world);
  const reader: QueueReader = {
    receive: (arn, most) => queues.byArn(arn).receive(most).map(asQueueMessage),
    visibilityTimeoutSeconds: (arn) => queues.find(arn)?.number('VisibilityTimeout'),
    delete: (arn, receiptHandle) => queues.byArn(arn).delete(receiptHandle),
    waitForMessage: async (arn, signal) => queues.byArn(arn).waitForMessage(signal),
  };
  return {
    service: defineService('sqs', client, {
      ...queueOperations(world, queues),
      ...messageOperations(world, queues),
      ...moveTaskOperations(world, queues),
    }),
    /** Makes a queue, or gives the one that is there with the same attributes. @throws AwsError as CreateQueue does */
    createQueue: (name: string, attributes: Record<string, string> = {}): { url: string; arn: string } => {
      const queue = queues.create(name, attributes);
      return { url: queues.urlOf(queue), arn: queue.arn };
    },
    /** Sends as the SendMessage operation does; scripted faults apply. @throws AwsError as the service would */
    send: async (
      queueArn: string,
      body: string,
      attributes: Record<string, client.MessageAttributeValue> = {},
    ): Promise<void> => {
      await world.faults.meet({ service: 'sqs', operation: 'SendMessage' }, () => {
        queues.byArn(queueArn).send({ body, attributes });
      });
    },
    reader,
    /** What lies in a queue, in the order in which it came; nothing is received by looking. @throws AwsError QueueDoesNotExist */
    messages: (queueArn: string): LyingMessage[] =>
      queues
        .byArn(queueArn)
        .messages()
        .map((message) => lying(message, world.clock.now())),
  };
};

const asQueueMessage = (message: KeptMessage): QueueMessage => ({
  messageId: message.id,
  receiptHandle: message.receiptHandle ?? '',
  body: message.body,
  md5OfBody: md5Of(message.body),
  attributes: systemAttributesOf(message),
});

const lying = (message: KeptMessage, now: number): LyingMessage => ({
  messageId: message.id,
  body: message.body,
  attributes: Object.fromEntries(
    Object.entries(message.attributes).map(([name, { StringValue = '' }]) => [name, StringValue]),
  ),
  state: message.visibleAt <= now ? 'VISIBLE' : message.receivedAt === undefined ? 'DELAYED' : 'IN_FLIGHT',
  sentAt: new Date(message.sentAt).toISOString(),
  receiveCount: message.receiveCount,
});
