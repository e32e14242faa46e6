import { createVerify, X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { describeWith } from '../../../support/programs.ts';
import { aws } from '../../endpoint/started.ts';
import { startSns } from './started.ts';

type Started = Awaited<ReturnType<typeof startSns>>;
let started: Started;
beforeAll(async () => {
  started = await startSns();
});
afterAll(() => started.close());
beforeEach(() => {
  started.posted.length = 0;
  started.statuses.length = 0;
});

const queueArn = 'arn:aws:sqs:us-east-1:000000000000:dead-letters';

/** The last document that the endpoint got. */
const lastDocument = () => JSON.parse(started.posted.at(-1)?.body ?? '{}') as Record<string, string>;

const subscribe = async (name: string, attributes: Record<string, string> = {}, topic: Record<string, string> = {}) => {
  const { sns, url } = started;
  const TopicArn = sns.createTopic(name, topic);
  const SubscriptionArn = sns.subscribe({ TopicArn, Protocol: 'http', Endpoint: url, Attributes: attributes });
  await sns.settled();
  return { TopicArn, SubscriptionArn };
};
const confirmed = async (...given: Parameters<typeof subscribe>) => {
  const subscription = await subscribe(...given);
  await fetch(lastDocument()['SubscribeURL'] ?? '');
  started.posted.length = 0;
  return subscription;
};

/** Whether the last document is signed by the key that it names, over the fields that AWS signs. */
const isSigned = async (names: string[], algorithm: string): Promise<boolean> => {
  const document = lastDocument();
  const answer = await fetch(document['SigningCertURL'] ?? '');
  const { publicKey } = new X509Certificate(await answer.text());
  const text = names.map((name) => `${name}\n${document[name]}\n`).join('');
  return createVerify(algorithm)
    .update(text)
    .verify(publicKey, document['Signature'] ?? '', 'base64');
};

describe('an HTTP endpoint', () => {
  it('is asked to confirm, and told nothing before', async () => {
    const { client, sns, url, posted } = started;
    const { TopicArn = '' } = await client.createTopic({ Name: 'asked' });
    const answer = await client.subscribe({ TopicArn, Protocol: 'http', Endpoint: url });
    expect(answer).toMatchObject({ SubscriptionArn: 'pending confirmation' });
    await client.publish({ TopicArn, Message: 'too early' });
    await sns.settled();
    expect(posted).toHaveLength(1);
    expect(posted[0]).toMatchObject({
      method: 'POST',
      headers: {
        'x-amz-sns-message-type': 'SubscriptionConfirmation',
        'x-amz-sns-message-id': lastDocument()['MessageId'],
        'x-amz-sns-topic-arn': TopicArn,
        'content-type': 'text/plain; charset=UTF-8',
        'user-agent': 'Amazon Simple Notification Service Agent',
      },
    });
    expect(lastDocument()).toMatchObject({
      Type: 'SubscriptionConfirmation',
      Token: expect.stringMatching(/^[0-9a-f]{192}$/),
      Message: expect.stringContaining(`You have chosen to subscribe to the topic ${TopicArn}.\n`),
      SignatureVersion: '1',
    });
    const names = ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'];
    expect(await isSigned(names, 'RSA-SHA1')).toBe(true);
  });

  it('confirms by the link of the message or by its token, and is then notified', async () => {
    const { client, sns, posted } = started;
    const { TopicArn, SubscriptionArn } = await subscribe('confirmed', {}, { SignatureVersion: '2' });
    const { Token = '', SubscribeURL = '' } = lastDocument();
    await expect(client.confirmSubscription({ TopicArn, Token: 'x' })).rejects.toMatchObject({
      message: 'Invalid parameter: Token',
    });
    expect(await (await fetch(SubscribeURL)).text()).toContain(`<SubscriptionArn>${SubscriptionArn}</SubscriptionArn>`);
    expect(await client.confirmSubscription({ TopicArn, Token })).toMatchObject({ SubscriptionArn });
    const MessageAttributes = { kind: { DataType: 'String', StringValue: 'alert' } };
    await client.publish({ TopicArn, Subject: 'agents lost', Message: 'three', MessageAttributes });
    await sns.settled();
    expect(posted.at(-1)?.headers).toMatchObject({
      'x-amz-sns-message-type': 'Notification',
      'x-amz-sns-subscription-arn': SubscriptionArn,
    });
    expect(lastDocument()).toMatchObject({
      Type: 'Notification',
      TopicArn,
      Subject: 'agents lost',
      Message: 'three',
      Timestamp: new Date(started.world.clock.now()).toISOString(),
      SignatureVersion: '2',
      MessageAttributes: { kind: { Type: 'String', Value: 'alert' } },
    });
    expect(await isSigned(['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'], 'RSA-SHA256')).toBe(
      true,
    );
  });

  it('leaves by the link of a notification', async () => {
    const { client, sns, posted } = started;
    const { TopicArn } = await confirmed('left');
    await sns.publish(TopicArn, 'one');
    await sns.settled();
    await fetch(lastDocument()['UnsubscribeURL'] ?? '');
    await sns.publish(TopicArn, 'two');
    await sns.settled();
    expect(posted.map(({ headers }) => headers['x-amz-sns-message-type'])).toEqual([
      'Notification',
      'UnsubscribeConfirmation',
    ]);
    const { Attributes } = await client.getTopicAttributes({ TopicArn });
    expect(Attributes).toMatchObject({ SubscriptionsConfirmed: '0', SubscriptionsDeleted: '1' });
  });

  it('comes back where it did not mean to leave', async () => {
    const { client, sns, posted } = started;
    const { TopicArn, SubscriptionArn } = await confirmed('back');
    await client.unsubscribe({ SubscriptionArn });
    await sns.settled();
    expect(posted.at(-1)?.headers).toMatchObject({ 'x-amz-sns-subscription-arn': SubscriptionArn });
    expect(lastDocument()).toMatchObject({
      Type: 'UnsubscribeConfirmation',
      Message: expect.stringContaining(`You have chosen to deactivate subscription ${SubscriptionArn}.\n`),
    });
    await fetch(lastDocument()['SubscribeURL'] ?? '');
    await sns.publish(TopicArn, 'again');
    await sns.settled();
    expect(lastDocument()['Message']).toBe('again');
  });

  it('stays where leaving takes a signature', async () => {
    const { client, sns } = started;
    const { TopicArn, SubscriptionArn } = await subscribe('signed');
    const { Token } = lastDocument();
    await client.confirmSubscription({ TopicArn, Token, AuthenticateOnUnsubscribe: 'true' });
    await sns.publish(TopicArn, 'one');
    await sns.settled();
    expect((await fetch(lastDocument()['UnsubscribeURL'] ?? '')).status).toBe(403);
    const { Attributes } = await client.getSubscriptionAttributes({ SubscriptionArn });
    expect(Attributes).toMatchObject({ ConfirmationWasAuthenticated: 'true', PendingConfirmation: 'false' });
    await client.unsubscribe({ SubscriptionArn });
    await expect(client.getSubscriptionAttributes({ SubscriptionArn })).rejects.toMatchObject({
      name: 'NotFoundException',
    });
  });

  it('gets the bare message where it asks for it', async () => {
    const { sns, posted } = started;
    const { TopicArn } = await confirmed('raw', { RawMessageDelivery: 'true' });
    await sns.publish(TopicArn, '{"version":"1.0"}');
    await sns.settled();
    expect(posted).toMatchObject([{ body: '{"version":"1.0"}', headers: { 'x-amz-sns-rawdelivery': 'true' } }]);
  });

  it('gets its own text of a JSON structure', async () => {
    const { client, sns } = started;
    const { TopicArn } = await confirmed('structured');
    const Message = JSON.stringify({ default: 'any', http: 'for HTTP' });
    await client.publish({ TopicArn, Message, MessageStructure: 'json' });
    await sns.settled();
    expect(lastDocument()['Message']).toBe('for HTTP');
  });
});

describe('an HTTP endpoint that fails', () => {
  it.each([[503], [429]])('with %d gets the same message three times more, each 20 s later', async (status) => {
    const { sns, posted, statuses } = started;
    const { TopicArn } = await confirmed(`retried-${status}`);
    statuses.push(status, status, status);
    await sns.publish(TopicArn, 'again');
    await sns.settled();
    const [first = { at: 0 }] = posted;
    expect(posted.map(({ at }) => at - first.at)).toEqual([0, 20_000, 40_000, 60_000]);
    expect(new Set(posted.map(({ body }) => body)).size).toBe(1);
  });

  it('for too long loses the message, unless there is a dead-letter queue', async () => {
    const { client, sns, statuses, queued } = started;
    const { TopicArn, SubscriptionArn } = await confirmed('lost');
    statuses.push(500, 500, 500, 500);
    await sns.publish(TopicArn, 'lost');
    await sns.settled();
    expect(sns.lost()).toMatchObject([
      { subscriptionArn: SubscriptionArn, message: expect.stringContaining('answered 500') },
    ]);
    const AttributeValue = JSON.stringify({ deadLetterTargetArn: queueArn });
    await client.setSubscriptionAttributes({ SubscriptionArn, AttributeName: 'RedrivePolicy', AttributeValue });
    statuses.push(500, 500, 500, 500);
    await sns.publish(TopicArn, 'kept');
    await sns.settled();
    expect(queued).toEqual([[queueArn, expect.stringContaining('"Message": "kept"')]]);
    expect(sns.lost()).toHaveLength(1);
  });

  it('by refusing is not asked again', async () => {
    const { sns, posted, statuses } = started;
    const { TopicArn } = await confirmed('refused');
    statuses.push(404);
    await sns.publish(TopicArn, 'no');
    await sns.settled();
    expect(posted).toHaveLength(1);
    expect(sns.lost().at(-1)?.message).toContain('answered 404');
  });

  it('by not being there is asked again', async () => {
    const { sns, world } = started;
    const TopicArn = sns.createTopic('absent');
    const before = world.clock.now();
    sns.subscribe({ TopicArn, Protocol: 'http', Endpoint: 'http://user:word@127.0.0.1:9/' });
    await sns.settled();
    expect(world.clock.now() - before).toBe(60_000);
    expect(sns.lost().at(-1)?.message).toBe('http://127.0.0.1:9 does not answer');
  });
});

describeWith(['aws'], 'HTTP subscriptions from the AWS CLI', () => {
  it('are made, confirmed and listed', async () => {
    const { endpoint, sns, url, posted } = started;
    const arn = sns.createTopic('cli');
    const subscribed = ['sns', 'subscribe', '--topic-arn', arn, '--protocol', 'http', '--notification-endpoint', url];
    expect((await aws(endpoint, ...subscribed)).output).toEqual({ SubscriptionArn: 'pending confirmation' });
    await sns.settled();
    expect(posted).toHaveLength(1);
    const token = ['--token', lastDocument()['Token'] ?? ''];
    const { output } = await aws(endpoint, 'sns', 'confirm-subscription', '--topic-arn', arn, ...token);
    const listed = await aws(endpoint, 'sns', 'list-subscriptions-by-topic', '--topic-arn', arn);
    expect(listed.output).toMatchObject({
      Subscriptions: [{ ...(output as object), Protocol: 'http', Endpoint: url }],
    });
  }, 60_000);
});
