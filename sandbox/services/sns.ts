import { randomUUID } from 'node:crypto';
import * as client from '@aws-sdk/client-sns';
import { AwsError, defineService, type Operations } from '../service.ts';
import type { World } from '../world.ts';
import { pageOf } from './pages.ts';
import { checkMessage, textFor } from './sns/message.ts';

/** A message as a subscriber (or, without one, the topic itself) got it. */
export interface Mail {
  topicArn: string;
  messageId: string;
  subject?: string;
  message: string;
  /** The address of the email subscription; absent for the topic's own copy. */
  to?: string;
  /** ISO 8601. */
  publishedAt: string;
}

interface Subscription {
  arn: string;
  protocol: string;
  endpoint: string;
}

interface Topic {
  arn: string;
  attributes: Record<string, string>;
  subscriptions: Subscription[];
}

const longestPage = 100;

const invalid = (detail: string) => new AwsError('InvalidParameter', `Invalid parameter: ${detail}`);

/** SNS with a mailbox: what is published can be read back; email subscribers get their copies, other protocols are refused. */
export const snsService = (world: World) => {
  const topics = new Map<string, Topic>();
  const mails: Mail[] = [];

  /** Creates a topic; the same name with the same attributes gives the same topic. @throws AwsError InvalidParameter */
  const createTopic = (name: string, attributes: Record<string, string> = {}): string => {
    if (!/^[\w-]{1,256}$/.test(name)) throw invalid('Topic Name');
    const arn = `arn:aws:sns:${world.region}:${world.accountId}:${name}`;
    const known = topics.get(arn);
    if (known && Object.entries(attributes).some(([key, value]) => known.attributes[key] !== value)) {
      throw invalid('Attributes Reason: Topic already exists with different attributes');
    }
    if (!known) topics.set(arn, { arn, attributes: { ...attributes }, subscriptions: [] });
    return arn;
  };

  const topicOf = (arn: string | undefined): Topic => {
    if (arn === undefined) throw invalid('TopicArn or TargetArn Reason: no value for required parameter');
    if (!/^arn:[^:]+:sns:[^:]*:\d{12}:[\w-]+$/.test(arn)) throw invalid('TopicArn');
    const topic = topics.get(arn);
    if (!topic) throw new AwsError('NotFound', 'Topic does not exist', 404);
    return topic;
  };

  return {
    service: defineService('sns', client, {
      ...topicOperations(world, topics, topicOf, createTopic),
      ...subscriptionOperations(world, topics, topicOf),
      Publish: (input) => ({ MessageId: publish(world, topicOf, mails, input) }),
    }),
    createTopic,
    /** Publishes as the Publish operation does; scripted faults apply. @throws AwsError as the service would */
    publish: async (topicArn: string, message: string): Promise<void> => {
      await world.faults.meet({ service: 'sns', operation: 'Publish' }, () =>
        publish(world, topicOf, mails, { TopicArn: topicArn, Message: message }),
      );
    },
    /** Everything published so far, oldest first: the topic's copy of each message, then its subscribers' copies. */
    mailbox: (): Mail[] => [...mails],
  };
};

type TopicOf = (arn: string | undefined) => Topic;
type SnsOperations = Operations<typeof client>;

/** Puts the topic's copy and each subscriber's into the mailbox. @returns the message's id */
const publish = (world: World, topicOf: TopicOf, mails: Mail[], input: client.PublishCommandInput): string => {
  if (input.PhoneNumber !== undefined) throw invalid('PhoneNumber Reason: the sandbox sends no text messages');
  const topic = topicOf(input.TopicArn ?? input.TargetArn);
  checkMessage(input);
  const messageId = randomUUID();
  const deliver = (protocol: string, to?: string) =>
    mails.push({
      topicArn: topic.arn,
      messageId,
      message: textFor(input, protocol),
      publishedAt: new Date(world.clock.now()).toISOString(),
      ...(input.Subject === undefined ? {} : { subject: input.Subject }),
      ...(to === undefined ? {} : { to }),
    });
  deliver('default');
  for (const { protocol, endpoint } of topic.subscriptions) deliver(protocol, endpoint);
  return messageId;
};

const topicOperations = (
  { accountId }: World,
  topics: Map<string, Topic>,
  topicOf: TopicOf,
  createTopic: (name: string, attributes?: Record<string, string>) => string,
) =>
  ({
    CreateTopic: ({ Name = '', Attributes }) => ({ TopicArn: createTopic(Name, Attributes) }),
    DeleteTopic({ TopicArn = '' }) {
      // Deleting what is not there is a success on SNS.
      topics.delete(TopicArn);
      return {};
    },
    ListTopics({ NextToken }) {
      const { items, next } = pageOf([...topics.keys()].sort(), NextToken, longestPage, 'InvalidParameter');
      return {
        Topics: items.map((TopicArn) => ({ TopicArn })),
        ...(next.nextToken === undefined ? {} : { NextToken: next.nextToken }),
      };
    },
    GetTopicAttributes({ TopicArn }) {
      const { arn, attributes, subscriptions } = topicOf(TopicArn);
      return {
        Attributes: {
          DisplayName: '',
          ...attributes,
          TopicArn: arn,
          Owner: accountId,
          SubscriptionsConfirmed: String(subscriptions.length),
          SubscriptionsPending: '0',
          SubscriptionsDeleted: '0',
        },
      };
    },
  }) satisfies SnsOperations;

const subscriptionOperations = ({ accountId }: World, topics: Map<string, Topic>, topicOf: TopicOf) =>
  ({
    Subscribe({ TopicArn, Protocol = '', Endpoint = '' }) {
      const topic = topicOf(TopicArn);
      if (Protocol !== 'email' && Protocol !== 'email-json') {
        throw invalid(`Protocol Reason: the sandbox delivers to email only, not to '${Protocol}'`);
      }
      if (!/^[^@\s]+@[^@\s]+$/.test(Endpoint)) throw invalid('Email address');
      const known = topic.subscriptions.find((each) => each.protocol === Protocol && each.endpoint === Endpoint);
      if (known) return { SubscriptionArn: known.arn };
      const arn = `${topic.arn}:${randomUUID()}`;
      topic.subscriptions.push({ arn, protocol: Protocol, endpoint: Endpoint });
      return { SubscriptionArn: arn };
    },
    Unsubscribe({ SubscriptionArn }) {
      for (const topic of topics.values()) {
        topic.subscriptions = topic.subscriptions.filter(({ arn }) => arn !== SubscriptionArn);
      }
      return {};
    },
    ListSubscriptionsByTopic({ TopicArn, NextToken }) {
      const topic = topicOf(TopicArn);
      const { items, next } = pageOf(topic.subscriptions, NextToken, longestPage, 'InvalidParameter');
      return {
        Subscriptions: items.map(({ arn, protocol, endpoint }) => ({
          SubscriptionArn: arn,
          Owner: accountId,
          Protocol: protocol,
          Endpoint: endpoint,
          TopicArn: topic.arn,
        })),
        ...(next.nextToken === undefined ? {} : { NextToken: next.nextToken }),
      };
    },
  }) satisfies SnsOperations;
