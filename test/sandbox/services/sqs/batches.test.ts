import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
} from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type StartedSqs, startSqs } from './started.ts';

let test: StartedSqs;
let QueueUrl: string;
let arn: string;
beforeEach(async () => {
  test = await startSqs();
  ({ url: QueueUrl, arn } = test.sqs.createQueue('q'));
});
afterEach(() => test.close());

/** The receipt handle of the next message. */
const receiveOne = async () => {
  const { Messages } = await test.client.send(new ReceiveMessageCommand({ QueueUrl }));
  return Messages?.[0]?.ReceiptHandle ?? '';
};

describe('SQS batches', () => {
  const sendBatch = (...Entries: { Id: string; MessageBody: string; DelaySeconds?: number }[]) =>
    test.client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));

  it('are sent, hidden and deleted entry by entry', async () => {
    const sent = await sendBatch({ Id: 'a', MessageBody: 'one' }, { Id: 'b', MessageBody: 'x', DelaySeconds: 901 });
    expect(sent.Successful).toMatchObject([{ Id: 'a', MD5OfMessageBody: 'f97c5d29941bfb1b2fdab0874906ab82' }]);
    expect(sent.Failed).toMatchObject([{ Id: 'b', Code: 'InvalidParameterValue', SenderFault: true }]);
    const ReceiptHandle = await receiveOne();
    const Entries = [{ Id: 'a', ReceiptHandle, VisibilityTimeout: 0 }];
    const changed = await test.client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }));
    expect(changed).toMatchObject({ Successful: [{ Id: 'a' }] });
    const again = await receiveOne();
    const handles = [
      { Id: 'a', ReceiptHandle: again },
      { Id: 'b', ReceiptHandle: 'x' },
    ];
    const deleted = await test.client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries: handles }));
    expect(deleted).toMatchObject({ Successful: [{ Id: 'a' }], Failed: [{ Id: 'b', Code: 'ReceiptHandleIsInvalid' }] });
    expect(test.sqs.messages(arn)).toEqual([]);
  });

  const entries = (count: number, MessageBody = 'x') =>
    Array.from({ length: count }, (_, index) => ({ Id: `${index}`, MessageBody }));
  it.each<[string, { Id: string; MessageBody: string }[], string, string]>([
    ['no entry', [], 'EmptyBatchRequest', 'There should be at least one SendMessageBatchRequestEntry in the request.'],
    ['eleven entries', entries(11), 'TooManyEntriesInBatchRequest', 'You have sent 11.'],
    ['an id twice', [...entries(1), ...entries(1)], 'BatchEntryIdsNotDistinct', 'Id 0 repeated.'],
    ['an id with a space', [{ Id: 'a b', MessageBody: 'x' }], 'InvalidBatchEntryId', 'at most 80 letters'],
    ['too much in all', entries(2, 'x'.repeat(600_000)), 'BatchRequestTooLong', 'You have sent 1200000 bytes.'],
  ])('with %s are refused as a whole', async (_, given, name, message) => {
    await expect(sendBatch(...given)).rejects.toMatchObject({ name, message: expect.stringContaining(message) });
    expect(test.sqs.messages(arn)).toEqual([]);
  });
});
