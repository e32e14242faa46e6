import { ListMessageMoveTasksCommand, StartMessageMoveTaskCommand } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type StartedSqs, startSqs } from './started.ts';

let test: StartedSqs;
let dead: string;
let source: string;
let other: string;
beforeEach(async () => {
  test = await startSqs();
  dead = test.sqs.createQueue('dead').arn;
  other = test.sqs.createQueue('other').arn;
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: dead, maxReceiveCount: 1 });
  source = test.sqs.createQueue('source', { RedrivePolicy, VisibilityTimeout: '1' }).arn;
});
afterEach(() => test.close());

/** A message of the source that was received too often. */
const killOne = async () => {
  await test.sqs.send(source, 'poison');
  test.sqs.reader.receive(source, 1);
  await test.clock.sleep(1_000);
  test.sqs.reader.receive(source, 1);
};
const start = (input: { SourceArn: string; DestinationArn?: string; MaxNumberOfMessagesPerSecond?: number }) =>
  test.client.send(new StartMessageMoveTaskCommand(input));
const tasks = async () =>
  (await test.client.send(new ListMessageMoveTasksCommand({ SourceArn: dead, MaxResults: 10 }))).Results;

describe('dead letters', () => {
  it('go back to where they came from, as new messages', async () => {
    await killOne();
    const [before] = test.sqs.messages(dead);
    expect(await start({ SourceArn: dead })).toMatchObject({ TaskHandle: expect.any(String) });
    expect(test.sqs.messages(dead)).toEqual([]);
    const [after] = test.sqs.messages(source);
    expect(after).toMatchObject({ body: 'poison', receiveCount: 0 });
    expect(after?.messageId).not.toBe(before?.messageId);
    expect(await tasks()).toEqual([
      {
        Status: 'COMPLETED',
        SourceArn: dead,
        ApproximateNumberOfMessagesMoved: 1,
        ApproximateNumberOfMessagesToMove: 1,
        StartedTimestamp: test.clock.now(),
      },
    ]);
  });

  it('that a service sent there go to a destination alone', async () => {
    await test.sqs.send(dead, 'an event', { RULE_ARN: { DataType: 'String', StringValue: 'r' } });
    await start({ SourceArn: dead });
    expect(test.sqs.messages(dead)).toHaveLength(1);
    await start({ SourceArn: dead, DestinationArn: other });
    expect(test.sqs.messages(other)).toMatchObject([{ body: 'an event', attributes: { RULE_ARN: 'r' } }]);
    expect(await tasks()).toMatchObject([
      { Status: 'COMPLETED', DestinationArn: other },
      { Status: 'FAILED', FailureReason: 'CouldNotDetermineMessageSource', ApproximateNumberOfMessagesMoved: 0 },
    ]);
  });

  it('stay where they are while they are received', async () => {
    await killOne();
    test.sqs.reader.receive(dead, 1);
    await start({ SourceArn: dead });
    expect(test.sqs.messages(dead)).toHaveLength(1);
  });

  const ghost = 'arn:aws:sqs:us-east-1:000000000000:ghost';
  it.each([
    ['a source that is not there', () => ({ SourceArn: ghost }), 'ResourceNotFoundException', 'SourceArn'],
    [
      'a destination that is not there',
      () => ({ SourceArn: dead, DestinationArn: ghost }),
      'ResourceNotFoundException',
      'DestinationArn',
    ],
    ['a source that gets no dead letters', () => ({ SourceArn: other }), 'InvalidParameterValue', 'Dead Letter Queue'],
    [
      'itself for a destination',
      () => ({ SourceArn: dead, DestinationArn: dead }),
      'InvalidParameterValue',
      'are the same',
    ],
    [
      'a rate',
      () => ({ SourceArn: dead, MaxNumberOfMessagesPerSecond: 5 }),
      'AWS.SimpleQueueService.UnsupportedOperation',
      'leave MaxNumberOfMessagesPerSecond out',
    ],
  ])('are not moved with %s', async (_, input, Code, message) => {
    await expect(start(input())).rejects.toMatchObject({ Code, message: expect.stringContaining(message) });
  });

  it.each([
    [{ SourceArn: ghost }, 'SourceArn'],
    [{ SourceArn: 'arn:aws:sqs:us-east-1:000000000000:dead', MaxResults: 11 }, 'between 1 and 10'],
  ])('are not asked about with %j', async (input, message) => {
    await expect(test.client.send(new ListMessageMoveTasksCommand(input))).rejects.toThrow(message);
  });
});
