import {
  CreateTopicCommand,
  DeleteTopicCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  ListTopicsCommand,
  PublishCommand,
  SetTopicAttributesCommand,
  SNSClient,
  SubscribeCommand,
} from '@aws-sdk/client-sns';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Endpoint } from '../../../sandbox/endpoint/index.ts';
import { snsService } from '../../../sandbox/services/sns.ts';
import { turnedClock } from '../../../sandbox/turned-clock.ts';
import { describeWith } from '../../support/programs.ts';
import { aws, clientConfig, createWorld, start } from '../endpoint/started.ts';

const world = createWorld(turnedClock());
const sns = snsService(world);
const TopicArn = sns.createTopic('results', { DisplayName: 'Results' });
let endpoint: Endpoint;
let client: SNSClient;

beforeAll(async () => {
  endpoint = await start(world, [sns.service]);
  client = new SNSClient(clientConfig(endpoint));
});
afterAll(async () => {
  client.destroy();
  await endpoint.close();
  world.clock.stop();
});

describe('SNS topics', () => {
  it('are created once, described, listed and deleted', async () => {
    const { TopicArn: arn } = await client.send(new CreateTopicCommand({ Name: 'alarms' }));
    expect(arn).toBe('arn:aws:sns:us-east-1:000000000000:alarms');
    expect(await client.send(new CreateTopicCommand({ Name: 'alarms' }))).toMatchObject({ TopicArn: arn });
    const { Topics } = await client.send(new ListTopicsCommand({}));
    expect(Topics).toEqual([{ TopicArn: arn }, { TopicArn }]);
    await client.send(new DeleteTopicCommand({ TopicArn: arn }));
    await expect(client.send(new GetTopicAttributesCommand({ TopicArn: arn }))).rejects.toMatchObject({
      name: 'NotFoundException',
      message: 'Topic does not exist',
      $metadata: { httpStatusCode: 404 },
    });
  });

  it('keep their attributes', async () => {
    const { Attributes } = await client.send(new GetTopicAttributesCommand({ TopicArn }));
    expect(Attributes).toMatchObject({ DisplayName: 'Results', Owner: '000000000000', TopicArn });
  });
});

describe('attributes of SNS topics', () => {
  const create = (Attributes: Record<string, string>) =>
    client.send(new CreateTopicCommand({ Name: 'attributes', Attributes }));
  it('are set and read', async () => {
    const arn = sns.createTopic('encrypted', { KmsMasterKeyId: 'alias/alerts' });
    const set = new SetTopicAttributesCommand({
      TopicArn: arn,
      AttributeName: 'SignatureVersion',
      AttributeValue: '2',
    });
    await client.send(set);
    const { Attributes } = await client.send(new GetTopicAttributesCommand({ TopicArn: arn }));
    expect(Attributes).toMatchObject({ KmsMasterKeyId: 'alias/alerts', SignatureVersion: '2' });
  });

  it.each([
    [{ Colour: 'red' }, 'Unknown attribute Colour'],
    [{ SignatureVersion: '3' }, 'Invalid value for SignatureVersion: 3'],
    [{ FifoTopic: 'true' }, 'the sandbox has no topics with FifoTopic'],
  ])('of %j are refused', async (attributes, message) => {
    await expect(create(attributes)).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: expect.stringContaining(message),
    });
  });

  it('are no others than at first', async () => {
    await create({ DisplayName: 'A' });
    await expect(create({ DisplayName: 'B' })).rejects.toMatchObject({
      message: expect.stringContaining('already exists'),
    });
  });
});

describe('SNS Publish', () => {
  const publish = (input: object) => client.send(new PublishCommand({ TopicArn, Message: 'text', ...input }));

  it('puts the message into the mailbox, stamped with the time of the sandbox', async () => {
    const { MessageId } = await publish({ Subject: 'autodiag: PASS', Message: 'a <b> & "c"\n' });
    expect(sns.mailbox().at(-1)).toEqual({
      topicArn: TopicArn,
      messageId: MessageId,
      subject: 'autodiag: PASS',
      message: 'a <b> & "c"\n',
      publishedAt: new Date(world.clock.now()).toISOString(),
    });
  });

  it('gives email subscribers their own text of a JSON structure', async () => {
    const arn = sns.createTopic('mailed');
    const subscribe = () =>
      client.send(new SubscribeCommand({ TopicArn: arn, Protocol: 'email', Endpoint: 'ops@example.com' }));
    const { SubscriptionArn } = await subscribe();
    expect(await subscribe()).toMatchObject({ SubscriptionArn });
    const Message = JSON.stringify({ default: 'short', email: 'long' });
    await client.send(new PublishCommand({ TopicArn: arn, Message, MessageStructure: 'json' }));
    const copies = sns.mailbox().filter(({ topicArn }) => topicArn === arn);
    expect(copies.map(({ to, message }) => [to, message])).toEqual([
      [undefined, 'short'],
      ['ops@example.com', 'long'],
    ]);
    const { Subscriptions } = await client.send(new ListSubscriptionsByTopicCommand({ TopicArn: arn }));
    expect(Subscriptions).toEqual([expect.objectContaining({ SubscriptionArn, Endpoint: 'ops@example.com' })]);
  });

  it.each([
    ['a long subject', { Subject: 'x'.repeat(101) }, 'Invalid parameter: Subject'],
    ['a subject beyond ASCII', { Subject: 'grün' }, 'Invalid parameter: Subject'],
    ['a subject of two lines', { Subject: 'a\nb' }, 'Invalid parameter: Subject'],
    ['an empty message', { Message: '' }, 'Invalid parameter: Empty message'],
    ['a message over 256 KB', { Message: 'x'.repeat(262_145) }, 'Invalid parameter: Message too long'],
    ['JSON without a default', { Message: '{}', MessageStructure: 'json' }, 'No default entry in JSON message body'],
    ['a structure that is no JSON', { Message: '{', MessageStructure: 'json' }, 'JSON message body failed to parse'],
    ['a number for deduplication', { MessageDeduplicationId: '1' }, 'not valid for this topic type'],
    ['a text message', { PhoneNumber: '+15550100' }, 'sends no text messages'],
    ['an ARN that is none', { TopicArn: 'results' }, 'Invalid parameter: TopicArn'],
    ['no topic', { TopicArn: undefined }, 'no value for required parameter'],
  ])('refuses %s', async (_name, input, message) => {
    await expect(publish(input)).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: expect.stringContaining(message),
    });
  });

  it('answers NotFound for a topic that does not exist', async () => {
    await expect(publish({ TopicArn: `${TopicArn}-ghost` })).rejects.toMatchObject({ name: 'NotFoundException' });
  });

  it('shows mails as they arrive: to each subscriber, or the form for mail where there is none', async () => {
    const arn = sns.createTopic('watched');
    const seen: unknown[] = [];
    const end = sns.onMail(({ to, subject, message }) => void seen.push([to, subject, message]));
    const publishTwo = () =>
      publish({
        TopicArn: arn,
        Subject: 'drop',
        Message: JSON.stringify({ default: '{"version":"1.0"}', email: 'two lines\nof text' }),
        MessageStructure: 'json',
      });
    await publishTwo();
    for (const Endpoint of ['ops@example.com', 'dev@example.com'])
      sns.subscribe({ TopicArn: arn, Protocol: 'email', Endpoint });
    await publishTwo();
    end();
    await publishTwo();
    expect(seen).toEqual([
      [undefined, 'drop', 'two lines\nof text'],
      ['ops@example.com', 'drop', 'two lines\nof text'],
      ['dev@example.com', 'drop', 'two lines\nof text'],
    ]);
    expect(sns.mailbox().filter(({ topicArn }) => topicArn === arn)).toHaveLength(1 + 3 + 3);
  });
});

describeWith(['aws'], 'SNS from the AWS CLI', () => {
  it('creates a topic with attributes and publishes', async () => {
    const created = await aws(endpoint, 'sns', 'create-topic', '--name', 'cli', '--attributes', 'DisplayName=CLI');
    expect(created.output).toEqual({ TopicArn: 'arn:aws:sns:us-east-1:000000000000:cli' });
    const arn = 'arn:aws:sns:us-east-1:000000000000:cli';
    const published = await aws(endpoint, 'sns', 'publish', '--topic-arn', arn, '--message', 'from the CLI');
    expect(published.output).toEqual({ MessageId: sns.mailbox().at(-1)?.messageId });
  }, 30_000);
});
