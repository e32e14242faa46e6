import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListDeadLetterSourceQueuesCommand,
  ListQueuesCommand,
  ListQueueTagsCommand,
  PurgeQueueCommand,
  SetQueueAttributesCommand,
  TagQueueCommand,
  UntagQueueCommand,
} from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type StartedSqs, startSqs } from './started.ts';

let test: StartedSqs;
beforeEach(async () => {
  test = await startSqs();
});
afterEach(() => test.close());

const create = (QueueName: string, Attributes?: Record<string, string>) =>
  test.client.send(new CreateQueueCommand({ QueueName, ...(Attributes && { Attributes }) }));
const urlOf = (name: string) => `${test.endpoint.url}/000000000000/${name}`;
const arnOf = (name: string) => `arn:aws:sqs:us-east-1:000000000000:${name}`;
const attributes = async (name: string, ...AttributeNames: string[]) => {
  const asked = { QueueUrl: urlOf(name), AttributeNames: AttributeNames as 'All'[] };
  return (await test.client.send(new GetQueueAttributesCommand(asked))).Attributes;
};

describe('SQS queues', () => {
  it('are created once, found by name and listed', async () => {
    expect(await create('b', { DelaySeconds: '60' })).toMatchObject({ QueueUrl: urlOf('b') });
    expect(await create('b', { DelaySeconds: '60' })).toMatchObject({ QueueUrl: urlOf('b') });
    expect(await create('b')).toMatchObject({ QueueUrl: urlOf('b') });
    await create('a');
    const found = await test.client.send(new GetQueueUrlCommand({ QueueName: 'b' }));
    expect(found.QueueUrl).toBe(urlOf('b'));
    const { QueueUrls } = await test.client.send(new ListQueuesCommand({}));
    expect(QueueUrls).toEqual([urlOf('a'), urlOf('b')]);
    const named = await test.client.send(new ListQueuesCommand({ QueueNamePrefix: 'b' }));
    expect(named.QueueUrls).toEqual([urlOf('b')]);
  });

  it('are listed in pages where a page is asked for', async () => {
    for (const name of ['a', 'b', 'c']) await create(name);
    const first = await test.client.send(new ListQueuesCommand({ MaxResults: 2 }));
    expect(first.QueueUrls).toEqual([urlOf('a'), urlOf('b')]);
    const page = { MaxResults: 2, NextToken: first.NextToken };
    expect(await test.client.send(new ListQueuesCommand(page))).toMatchObject({ QueueUrls: [urlOf('c')] });
    await expect(test.client.send(new ListQueuesCommand({ MaxResults: 1_001 }))).rejects.toMatchObject({
      message: expect.stringContaining('between 1 and 1000'),
    });
  });

  it('have the defaults of SQS', async () => {
    await create('q');
    expect(await attributes('q', 'All')).toEqual({
      ApproximateNumberOfMessages: '0',
      ApproximateNumberOfMessagesDelayed: '0',
      ApproximateNumberOfMessagesNotVisible: '0',
      CreatedTimestamp: '1767225600',
      DelaySeconds: '0',
      LastModifiedTimestamp: '1767225600',
      MaximumMessageSize: '1048576',
      MessageRetentionPeriod: '345600',
      QueueArn: arnOf('q'),
      ReceiveMessageWaitTimeSeconds: '0',
      SqsManagedSseEnabled: 'true',
      VisibilityTimeout: '30',
    });
    expect(await attributes('q', 'QueueArn', 'Policy')).toEqual({ QueueArn: arnOf('q') });
    expect(await attributes('q')).toBeUndefined();
  });

  it('keep what they are set to, and the key that encrypts them', async () => {
    await create('q', { KmsMasterKeyId: 'alias/own', VisibilityTimeout: '120' });
    const change = { QueueUrl: urlOf('q'), Attributes: { DelaySeconds: '5', KmsMasterKeyId: '' } };
    expect(await attributes('q', 'KmsMasterKeyId', 'SqsManagedSseEnabled')).toEqual({
      KmsMasterKeyId: 'alias/own',
      SqsManagedSseEnabled: 'false',
    });
    await test.client.send(new SetQueueAttributesCommand(change));
    expect(await attributes('q', 'KmsMasterKeyId', 'DelaySeconds', 'VisibilityTimeout')).toEqual({
      DelaySeconds: '5',
      VisibilityTimeout: '120',
    });
  });

  it('count their messages by what can be done with them', async () => {
    const { arn } = test.sqs.createQueue('q');
    for (const body of ['a', 'b']) await test.sqs.send(arn, body);
    test.sqs.reader.receive(arn, 1);
    await test.client.send(
      new SetQueueAttributesCommand({ QueueUrl: urlOf('q'), Attributes: { DelaySeconds: '900' } }),
    );
    await test.sqs.send(arn, 'c');
    expect(
      await attributes(
        'q',
        ...[
          'ApproximateNumberOfMessages',
          'ApproximateNumberOfMessagesDelayed',
          'ApproximateNumberOfMessagesNotVisible',
        ],
      ),
    ).toEqual({
      ApproximateNumberOfMessages: '1',
      ApproximateNumberOfMessagesDelayed: '1',
      ApproximateNumberOfMessagesNotVisible: '1',
    });
  });

  it('name the queues whose dead letters they get', async () => {
    await create('dead');
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arnOf('dead'), maxReceiveCount: '3' });
    await create('source', { RedrivePolicy });
    const { queueUrls } = await test.client.send(new ListDeadLetterSourceQueuesCommand({ QueueUrl: urlOf('dead') }));
    expect(queueUrls).toEqual([urlOf('source')]);
    expect(await attributes('source', 'RedrivePolicy')).toEqual({ RedrivePolicy });
  });

  it('are tagged', async () => {
    await create('q');
    const QueueUrl = urlOf('q');
    const tags = async () => (await test.client.send(new ListQueueTagsCommand({ QueueUrl }))).Tags;
    expect(await tags()).toBeUndefined();
    await test.client.send(new TagQueueCommand({ QueueUrl, Tags: { team: 'ops', stage: 'prod' } }));
    await test.client.send(new UntagQueueCommand({ QueueUrl, TagKeys: ['stage'] }));
    expect(await tags()).toEqual({ team: 'ops' });
    const many = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`t${index}`, 'x']));
    await expect(test.client.send(new TagQueueCommand({ QueueUrl, Tags: many }))).rejects.toThrow('Too many tags');
  });

  it('are emptied at most once a minute', async () => {
    const { arn } = test.sqs.createQueue('q');
    await test.sqs.send(arn, 'a');
    const purge = () => test.client.send(new PurgeQueueCommand({ QueueUrl: urlOf('q') }));
    await purge();
    expect(test.sqs.messages(arn)).toEqual([]);
    await expect(purge()).rejects.toMatchObject({
      name: 'PurgeQueueInProgress',
      message: 'Only one PurgeQueue operation on q is allowed every 60 seconds.',
    });
    await test.clock.sleep(60_000);
    await purge();
  });

  it('are gone when they are deleted, and cannot be made again for a minute', async () => {
    await create('q');
    await test.client.send(new DeleteQueueCommand({ QueueUrl: urlOf('q') }));
    await expect(attributes('q', 'All')).rejects.toMatchObject({
      name: 'QueueDoesNotExist',
      message: 'The specified queue does not exist.',
      $metadata: { httpStatusCode: 400 },
    });
    await expect(create('q')).rejects.toMatchObject({ name: 'QueueDeletedRecently' });
    await test.clock.sleep(60_000);
    expect(await create('q')).toMatchObject({ QueueUrl: urlOf('q') });
  });

  const policy = (value: unknown) => ({ RedrivePolicy: typeof value === 'string' ? value : JSON.stringify(value) });
  it.each<[string, string, Record<string, string>, string, string]>([
    ['a FIFO queue', 'q.fifo', {}, 'AWS.SimpleQueueService.UnsupportedOperation', 'no FIFO queues'],
    [
      'a setting of FIFO queues',
      'q',
      { FifoQueue: 'true' },
      'AWS.SimpleQueueService.UnsupportedOperation',
      'leave FifoQueue out',
    ],
    [
      'a choice of who may use it for dead letters',
      'q',
      { RedriveAllowPolicy: '{"redrivePermission":"denyAll"}' },
      'AWS.SimpleQueueService.UnsupportedOperation',
      'leave RedriveAllowPolicy out',
    ],
    ['a name with a dot', 'a.b', {}, 'InvalidParameterValue', '1 to 80 in length'],
    ['an unknown attribute', 'q', { Delay: '1' }, 'InvalidAttributeName', 'Unknown Attribute Delay.'],
    ['a delay of an hour', 'q', { DelaySeconds: '3600' }, 'InvalidAttributeValue', 'the parameter DelaySeconds.'],
    ['an odd switch', 'q', { SqsManagedSseEnabled: 'yes' }, 'InvalidAttributeValue', 'SqsManagedSseEnabled'],
    ['a policy that is no JSON', 'q', policy('x'), 'InvalidParameterValue', 'not a valid JSON map'],
    ['a policy without a count', 'q', policy({ deadLetterTargetArn: 'x' }), 'InvalidParameterValue', 'mandatory'],
    [
      'a policy with a count too high',
      'q',
      policy({ deadLetterTargetArn: 'x', maxReceiveCount: 1_001 }),
      'InvalidParameterValue',
      'between 1 and 1000',
    ],
    [
      'a dead-letter queue that is not there',
      'q',
      policy({ deadLetterTargetArn: 'arn:aws:sqs:us-east-1:000000000000:ghost', maxReceiveCount: 3 }),
      'InvalidParameterValue',
      'Dead letter target does not exist.',
    ],
    ['other attributes than it has', 'there', { DelaySeconds: '9' }, 'QueueAlreadyExists', 'attribute DelaySeconds'],
  ])('are refused with %s, by the code that callers know', async (_, name, given, code, message) => {
    await create('there');
    await expect(create(name, given)).rejects.toMatchObject({ Code: code, message: expect.stringContaining(message) });
  });

  it('of another account are not there', async () => {
    await create('q');
    const asked = { QueueName: 'q', QueueOwnerAWSAccountId: '111122223333' };
    await expect(test.client.send(new GetQueueUrlCommand(asked))).rejects.toMatchObject({ name: 'QueueDoesNotExist' });
    const QueueUrl = `${test.endpoint.url}/111122223333/q`;
    await expect(test.client.send(new PurgeQueueCommand({ QueueUrl }))).rejects.toMatchObject({
      name: 'QueueDoesNotExist',
    });
  });

  it('have no attributes but their own', async () => {
    await create('q');
    await expect(attributes('q', 'Colour')).rejects.toMatchObject({ name: 'InvalidAttributeName' });
  });
});
