import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AwsError } from '../../../../sandbox/service.ts';
import { snsService } from '../../../../sandbox/services/sns.ts';
import { busy, startSns } from './started.ts';

let started: Awaited<ReturnType<typeof startSns>>;
beforeAll(async () => {
  started = await startSns();
});
afterAll(() => started.close());
beforeEach(() => {
  started.queued.length = 0;
});

const queueArn = 'arn:aws:sqs:us-east-1:000000000000:alerts';
const deadLetterArn = 'arn:aws:sqs:us-east-1:000000000000:dead-letters';
const functionArn = 'arn:aws:lambda:us-east-1:000000000000:function:alerts';
const redrive = { RedrivePolicy: JSON.stringify({ deadLetterTargetArn: deadLetterArn }) };

const subscribe = (name: string, Protocol: string, Endpoint: string, Attributes: Record<string, string> = {}) => {
  const TopicArn = started.sns.createTopic(name);
  return { TopicArn, arn: started.sns.subscribe({ TopicArn, Protocol, Endpoint, Attributes }) };
};
const told = async (topicArn: string, message: string) => {
  await started.sns.publish(topicArn, message);
  await started.sns.settled();
};

describe('a queue that is subscribed', () => {
  it('gets notifications at once, or bare messages', async () => {
    const whole = subscribe('to-queue', 'sqs', queueArn);
    await told(whole.TopicArn, 'one');
    const [arn, body = '{}'] = started.queued[0] ?? [];
    expect(arn).toBe(queueArn);
    expect(JSON.parse(body)).toMatchObject({ Type: 'Notification', Message: 'one', TopicArn: whole.TopicArn });
    await told(subscribe('raw-to-queue', 'sqs', queueArn, { RawMessageDelivery: 'true' }).TopicArn, 'bare');
    expect(started.queued.at(-1)).toEqual([queueArn, 'bare']);
  });

  it('is sent to again for as long as SQS throttles', async () => {
    const { TopicArn } = subscribe('throttled', 'sqs', queueArn, { RawMessageDelivery: 'true' });
    const before = started.world.clock.now();
    started.queueErrors.push(busy(), busy(), busy(), busy(), busy(), busy());
    await told(TopicArn, 'late');
    expect(started.queued).toEqual([[queueArn, 'late']]);
    expect(started.world.clock.now() - before).toBe(3_000);
  });

  it('that is not there leaves its messages to the dead-letter queue', async () => {
    const { TopicArn } = subscribe('gone', 'sqs', queueArn, { ...redrive, RawMessageDelivery: 'true' });
    const gone = new AwsError('AWS.SimpleQueueService.NonExistentQueue', 'The specified queue does not exist.');
    started.queueErrors.push(gone);
    await told(TopicArn, 'kept');
    expect(started.queued).toEqual([[deadLetterArn, 'kept']]);
    started.queueErrors.push(gone, gone);
    await told(TopicArn, 'lost');
    expect(started.sns.lost()).toMatchObject([{ endpoint: queueArn, body: 'lost', message: gone.message }]);
  });
});

describe('a function that is subscribed', () => {
  it('gets events', async () => {
    const { TopicArn, arn } = subscribe('to-function', 'lambda', functionArn);
    await told(TopicArn, 'one');
    const [invoked, payload = '{}'] = started.invoked[0] ?? [];
    expect(invoked).toBe(functionArn);
    const [record] = (JSON.parse(payload) as { Records: object[] }).Records;
    expect(record).toMatchObject({
      EventSource: 'aws:sns',
      EventSubscriptionArn: arn,
      Sns: { Message: 'one', SigningCertUrl: expect.stringContaining('.pem'), MessageAttributes: {} },
    });
  });
});

describe('a topic without other services around it', () => {
  it('loses what is for them', async () => {
    const sns = snsService(started.world);
    const TopicArn = sns.createTopic('alone');
    sns.subscribe({ TopicArn, Protocol: 'sqs', Endpoint: queueArn });
    sns.subscribe({ TopicArn, Protocol: 'lambda', Endpoint: functionArn });
    await sns.publish(TopicArn, 'x');
    await sns.settled();
    expect(sns.lost().map(({ message }) => message)).toEqual([
      `there is no queue ${queueArn}`,
      `there is no function ${functionArn}`,
    ]);
  });
});

describe('subscriptions', () => {
  it('have attributes', async () => {
    const { client } = started;
    const { TopicArn, arn: SubscriptionArn } = subscribe('described', 'email', 'ops@example.com', redrive);
    const { Attributes } = await client.getSubscriptionAttributes({ SubscriptionArn });
    expect(Attributes).toEqual({
      ...redrive,
      SubscriptionArn,
      TopicArn,
      Owner: '000000000000',
      Protocol: 'email',
      Endpoint: 'ops@example.com',
      PendingConfirmation: 'false',
      ConfirmationWasAuthenticated: 'false',
      RawMessageDelivery: 'false',
    });
    const again = client.subscribe({
      TopicArn,
      Protocol: 'email',
      Endpoint: 'ops@example.com',
      Attributes: { RedrivePolicy: JSON.stringify({ deadLetterTargetArn: queueArn }) },
    });
    await expect(again).rejects.toMatchObject({ message: expect.stringContaining('with different attributes') });
  });

  it('that wait for confirmation are listed so for two days, and expire', async () => {
    const { client, world, url, posted, sns } = started;
    const { TopicArn } = subscribe('waiting', 'http', url);
    await sns.settled();
    const { Token = '' } = JSON.parse(posted.at(-1)?.body ?? '{}') as { Token?: string };
    const listed = async () => (await client.listSubscriptionsByTopic({ TopicArn })).Subscriptions;
    expect(await listed()).toMatchObject([{ SubscriptionArn: 'PendingConfirmation', Endpoint: url }]);
    expect((await client.listSubscriptions({})).Subscriptions).toEqual(expect.arrayContaining((await listed()) ?? []));
    const { Attributes } = await client.getTopicAttributes({ TopicArn });
    expect(Attributes).toMatchObject({ SubscriptionsPending: '1', SubscriptionsConfirmed: '0' });
    await world.clock.sleep(2 * 86_400_000);
    expect(await listed()).toEqual([]);
    await expect(client.confirmSubscription({ TopicArn, Token })).rejects.toMatchObject({
      message: expect.stringContaining('expired'),
    });
  });

  it('tell their ARN before they are confirmed to who asks for it', async () => {
    const { client, sns, url } = started;
    const TopicArn = sns.createTopic('told');
    const input = { TopicArn, Protocol: 'http', Endpoint: url, ReturnSubscriptionArn: true };
    expect((await client.subscribe(input)).SubscriptionArn).toContain(`${TopicArn}:`);
    await sns.settled();
  });

  it.each([
    ['sms', '+15550100', {}, "the sandbox delivers to email, email-json, http, https, sqs, lambda, not to 'sms'"],
    ['https', 'https://example.com/hook', {}, 'to this machine only, not to example.com; use 127.0.0.1'],
    ['http', 'https://127.0.0.1/', {}, 'Endpoint must match the specified protocol'],
    ['http', 'nowhere', {}, 'Endpoint must match the specified protocol'],
    ['email', 'nobody', {}, 'Email address'],
    ['sqs', 'alerts', {}, 'SQS endpoint ARN'],
    ['lambda', 'alerts', {}, 'Lambda endpoint ARN'],
    ['sqs', queueArn, { FilterPolicy: '{}' }, 'the sandbox has no subscriptions with FilterPolicy'],
    ['sqs', queueArn, { Colour: 'red' }, 'Unknown attribute: Colour'],
    ['sqs', queueArn, { RawMessageDelivery: 'yes' }, 'Must be true or false.'],
    ['email', 'a@example.com', { RawMessageDelivery: 'true' }, '[email] does not support raw message delivery'],
    ['sqs', queueArn, { RedrivePolicy: '{' }, 'RedrivePolicy: failed to parse JSON.'],
    ['sqs', queueArn, { RedrivePolicy: '{}' }, 'deadLetterTargetArn is an invalid arn'],
  ])('by %s to %s with %j are refused', async (Protocol, Endpoint, Attributes, message) => {
    const { client, sns } = started;
    const refused = client.subscribe({ TopicArn: sns.createTopic('refused'), Protocol, Endpoint, Attributes });
    await expect(refused).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: expect.stringContaining(message),
    });
  });

  it.each([
    ['pending confirmation', 'InvalidParameterException', 'An ARN must have at least 6 elements, not 1'],
    ['arn:aws:sns:us-east-1:000000000000:topic', 'InvalidParameterException', 'SubscriptionArn'],
    ['arn:aws:sns:us-east-1:000000000000:topic:ghost', 'NotFoundException', 'Subscription does not exist'],
  ])('%s is none', async (SubscriptionArn, name, message) => {
    const call = started.client.getSubscriptionAttributes({ SubscriptionArn });
    await expect(call).rejects.toMatchObject({ name, message: expect.stringContaining(message) });
  });
});
