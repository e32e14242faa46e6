import { randomBytes, randomUUID } from 'node:crypto';
import type * as client from '@aws-sdk/client-sns';
import { AwsError, anonymous, type Operations } from '../../service.ts';
import type { World } from '../../world.ts';
import { pageOf } from '../pages.ts';
import type { Deliveries } from './deliveries.ts';
import type { Question } from './documents.ts';
import { invalid } from './errors.ts';
import { checkSubscriptionArn, type Subscription, type Topic, type Topics } from './state.ts';
import { checkEndpoint, checkSubscriptionAttribute } from './subscribe-request.ts';

const longestPage = 100;

/** How long a token confirms. */
const tokenMs = 2 * 86_400_000;

const isHttp = ({ protocol }: Pick<Subscription, 'protocol'>): boolean => /^https?$/.test(protocol);

const checkAttributes = (protocol: string, attributes: Record<string, string>): void => {
  for (const [name, value] of Object.entries(attributes)) checkSubscriptionAttribute(protocol, name, value);
};

/** What Subscribe says of a subscription; its ARN is nobody's business before it is confirmed. */
const answered = ({ arn, isConfirmed }: Subscription, wantsArn: boolean): string =>
  isConfirmed || wantsArn ? arn : 'pending confirmation';

const isPending = (subscription: Subscription, now: number): boolean =>
  !subscription.isConfirmed && now < subscription.tokenMadeAt + tokenMs;

const listed = (accountId: string, { arn, isConfirmed, protocol, endpoint, topicArn }: Subscription) => ({
  SubscriptionArn: isConfirmed ? arn : 'PendingConfirmation',
  Owner: accountId,
  Protocol: protocol,
  Endpoint: endpoint,
  TopicArn: topicArn,
});

const attributesOf = ({ accountId }: World, subscription: Subscription): Record<string, string> => ({
  RawMessageDelivery: 'false',
  ...subscription.attributes,
  SubscriptionArn: subscription.arn,
  TopicArn: subscription.topicArn,
  Owner: accountId,
  Protocol: subscription.protocol,
  Endpoint: subscription.endpoint,
  PendingConfirmation: String(!subscription.isConfirmed),
  ConfirmationWasAuthenticated: String(subscription.isAuthenticated),
});

const added = (world: World, topic: Topic, protocol: string, endpoint: string): Subscription => {
  const subscription: Subscription = {
    arn: `${topic.arn}:${randomUUID()}`,
    topicArn: topic.arn,
    protocol,
    endpoint,
    // A mailbox here has nobody who would confirm; queues and functions of the same account need not.
    isConfirmed: !isHttp({ protocol }),
    token: '',
    tokenMadeAt: world.clock.now(),
    isAuthenticated: false,
    attributes: {},
  };
  topic.subscriptions.push(subscription);
  return subscription;
};

/** What Subscribe does, also for the stack. @throws AwsError InvalidParameter, NotFound */
export const subscribe = (
  world: World,
  topics: Topics,
  deliveries: Deliveries,
  { TopicArn, Protocol = '', Endpoint = '', Attributes = {} }: client.SubscribeCommandInput,
): Subscription => {
  const topic = topics.get(TopicArn);
  checkEndpoint(Protocol, Endpoint);
  checkAttributes(Protocol, Attributes);
  const known = topic.subscriptions.find((each) => each.protocol === Protocol && each.endpoint === Endpoint);
  if (known?.isConfirmed && Object.entries(Attributes).some(([name, value]) => known.attributes[name] !== value)) {
    throw invalid('Attributes Reason: Subscription already exists with different attributes');
  }
  const subscription = known ?? added(world, topic, Protocol, Endpoint);
  Object.assign(subscription.attributes, Attributes);
  if (subscription.isConfirmed) return subscription;
  ask(world, deliveries, topic, subscription, 'SubscriptionConfirmation');
  return subscription;
};

/** Asks an endpoint; each question has a token of its own. */
const ask = (
  { clock }: World,
  deliveries: Deliveries,
  topic: Topic,
  subscription: Subscription,
  question: Question,
): void => {
  Object.assign(subscription, { token: randomBytes(96).toString('hex'), tokenMadeAt: clock.now() });
  deliveries.ask(question, subscription, topic.attributes['SignatureVersion'] ?? '1');
};

const unsubscribe = (
  world: World,
  topics: Topics,
  deliveries: Deliveries,
  { arn, accessKeyId }: { arn: string | undefined; accessKeyId: string },
): void => {
  checkSubscriptionArn(arn);
  const subscription = topics.find((each) => each.arn === arn);
  // Ending what is not there is a success on SNS.
  if (!subscription) return;
  if (subscription.isAuthenticated && accessKeyId === anonymous) {
    throw new AwsError('AuthorizationError', 'Only the owner of the subscription may end it: sign the request', 403);
  }
  const topic = topics.get(subscription.topicArn);
  topic.subscriptions = topic.subscriptions.filter((each) => each !== subscription);
  topic.ended.push(subscription);
  if (!subscription.isConfirmed || !isHttp(subscription)) return;
  subscription.isConfirmed = false;
  ask(world, deliveries, topic, subscription, 'UnsubscribeConfirmation');
};

/** Confirms what a token was sent for: a new subscription, or one that was ended and wants to stay. */
const confirm = (topic: Topic, token: string, now: number): Subscription => {
  const found = [...topic.subscriptions, ...topic.ended].find((each) => each.token !== '' && each.token === token);
  if (!found) throw invalid('Token');
  if (!found.isConfirmed && !isPending(found, now)) {
    throw invalid('Token Reason: The token has expired; subscribe again');
  }
  if (topic.ended.includes(found)) {
    topic.ended = topic.ended.filter((each) => each !== found);
    topic.subscriptions.push(found);
  }
  found.isConfirmed = true;
  return found;
};

const listOperations = (world: World, topics: Topics) => {
  const pageFrom = (subscriptions: Subscription[], token: string | undefined) => {
    const there = subscriptions.filter((each) => each.isConfirmed || isPending(each, world.clock.now()));
    const { items, next } = pageOf(there, token, longestPage, 'InvalidParameter');
    return {
      Subscriptions: items.map((subscription) => listed(world.accountId, subscription)),
      ...(next.nextToken === undefined ? {} : { NextToken: next.nextToken }),
    };
  };
  return {
    ListSubscriptionsByTopic: ({ TopicArn, NextToken }) => pageFrom(topics.get(TopicArn).subscriptions, NextToken),
    ListSubscriptions: ({ NextToken }) =>
      pageFrom(
        [...topics.all.values()].flatMap(({ subscriptions }) => subscriptions),
        NextToken,
      ),
  } satisfies Operations<typeof client>;
};

/** Subscribe, ConfirmSubscription, Unsubscribe, and the subscriptions' attributes and lists. */
export const subscriptionOperations = (world: World, topics: Topics, deliveries: Deliveries) =>
  ({
    ...listOperations(world, topics),
    Subscribe: (input) => ({
      SubscriptionArn: answered(subscribe(world, topics, deliveries, input), input.ReturnSubscriptionArn ?? false),
    }),
    ConfirmSubscription({ TopicArn, Token, AuthenticateOnUnsubscribe }) {
      const found = confirm(topics.get(TopicArn), Token ?? '', world.clock.now());
      if (/^true$/i.test(AuthenticateOnUnsubscribe ?? '')) found.isAuthenticated = true;
      return { SubscriptionArn: found.arn };
    },
    Unsubscribe({ SubscriptionArn }, { accessKeyId }) {
      unsubscribe(world, topics, deliveries, { arn: SubscriptionArn, accessKeyId });
      return {};
    },
    GetSubscriptionAttributes: ({ SubscriptionArn }) => ({
      Attributes: attributesOf(world, topics.subscription(SubscriptionArn)),
    }),
    SetSubscriptionAttributes({ SubscriptionArn, AttributeName = '', AttributeValue = '' }) {
      const { protocol, attributes } = topics.subscription(SubscriptionArn);
      checkSubscriptionAttribute(protocol, AttributeName, AttributeValue);
      attributes[AttributeName] = AttributeValue;
      return {};
    },
  }) satisfies Operations<typeof client>;
