import type * as client from '@aws-sdk/client-sqs';
import type { Operations } from '../../service.ts';
import type { World } from '../../world.ts';
import { batchOf } from './batch.ts';
import { checkMessage, type GivenMessage } from './check-message.ts';
import { md5Of, md5OfAttributes } from './checksums.ts';
import { missingParameter, outOfBounds, overLimit } from './errors.ts';
import type { Queue } from './queue.ts';
import type { Queues } from './queues.ts';
import { asAsked, checkReceive, waitForMessages } from './receive.ts';

type SqsOperations = Operations<typeof client>;

/** The operations on messages. */
export const messageOperations = (world: World, queues: Queues) =>
  ({
    SendMessage: ({ QueueUrl = '', ...given }) => send(queues.byUrl(QueueUrl), given),
    SendMessageBatch({ QueueUrl = '', Entries }) {
      const queue = queues.byUrl(QueueUrl);
      return batchOf('SendMessageBatch', Entries, (entry) => send(queue, entry));
    },
    ReceiveMessage: (input, { signal }) => receive(world, queues, input, signal),
    DeleteMessage({ QueueUrl = '', ReceiptHandle = '' }) {
      queues.byUrl(QueueUrl).delete(ReceiptHandle);
      return {};
    },
    DeleteMessageBatch({ QueueUrl = '', Entries }) {
      const queue = queues.byUrl(QueueUrl);
      return batchOf('DeleteMessageBatch', Entries, ({ ReceiptHandle = '' }) => {
        queue.delete(ReceiptHandle);
        return {};
      });
    },
    ChangeMessageVisibility({ QueueUrl = '', ...change }) {
      changeVisibility(queues.byUrl(QueueUrl), change);
      return {};
    },
    ChangeMessageVisibilityBatch({ QueueUrl = '', Entries }) {
      const queue = queues.byUrl(QueueUrl);
      return batchOf('ChangeMessageVisibilityBatch', Entries, (entry) => {
        changeVisibility(queue, entry);
        return {};
      });
    },
  }) satisfies SqsOperations;

const send = (queue: Queue, given: GivenMessage) => {
  checkMessage(queue, given);
  const { MessageBody: body = '', MessageAttributes: attributes = {}, MessageSystemAttributes, DelaySeconds } = given;
  const traceHeader = MessageSystemAttributes?.['AWSTraceHeader']?.StringValue;
  const { id } = queue.send({ body, attributes, traceHeader, delaySeconds: DelaySeconds });
  const md5OfOwn = md5OfAttributes(attributes);
  const md5OfSystem = md5OfAttributes(MessageSystemAttributes ?? {});
  return {
    MessageId: id,
    MD5OfMessageBody: md5Of(body),
    ...(md5OfOwn !== undefined && { MD5OfMessageAttributes: md5OfOwn }),
    ...(md5OfSystem !== undefined && { MD5OfMessageSystemAttributes: md5OfSystem }),
  };
};

/** Polls as long as is asked, or as the queue says; the queue may be deleted meanwhile. */
const receive = async (
  { clock }: World,
  queues: Queues,
  { QueueUrl = '', ReceiveRequestAttemptId: _ofFifoQueues, ...request }: client.ReceiveMessageCommandInput,
  signal: AbortSignal,
) => {
  checkReceive(request);
  const queue = () => queues.byUrl(QueueUrl);
  const take = () => queue().receive(request.MaxNumberOfMessages ?? 1, request.VisibilityTimeout);
  const seconds = request.WaitTimeSeconds ?? queue().number('ReceiveMessageWaitTimeSeconds');
  if (seconds === 0 && queue().isFull()) throw overLimit();
  const endsAt = clock.now() + seconds * 1_000;
  let received = take();
  while (received.length === 0 && clock.now() < endsAt) {
    await waitForMessages(clock, queue(), { seconds: (endsAt - clock.now()) / 1_000, signal });
    received = take();
  }
  return received.length === 0 ? {} : { Messages: received.map((message) => asAsked(message, request)) };
};

const changeVisibility = (
  queue: Queue,
  { ReceiptHandle = '', VisibilityTimeout: hidden }: { ReceiptHandle?: string; VisibilityTimeout?: number },
): void => {
  if (hidden === undefined) throw missingParameter('VisibilityTimeout');
  if (hidden < 0 || hidden > 43_200) throw outOfBounds('VisibilityTimeout', hidden, '>= 0 and <= 43200');
  queue.changeVisibility(ReceiptHandle, hidden);
};
