import type * as client from '@aws-sdk/client-sns';
import type { Operations } from '../../service.ts';
import { pageOf } from '../pages.ts';
import { invalid } from './errors.ts';
import type { Topics } from './state.ts';
import { checkTopicAttribute } from './topic-attributes.ts';

const longestPage = 100;

/** CreateTopic, DeleteTopic, ListTopics, GetTopicAttributes, SetTopicAttributes. */
export const topicOperations = (accountId: string, topics: Topics) =>
  ({
    CreateTopic: ({ Name = '', Attributes }) => ({ TopicArn: topics.create(Name, Attributes) }),
    DeleteTopic({ TopicArn = '' }) {
      // Deleting what is not there is a success on SNS.
      topics.all.delete(TopicArn);
      return {};
    },
    ListTopics({ NextToken }) {
      const { items, next } = pageOf([...topics.all.keys()].sort(), NextToken, longestPage, 'InvalidParameter');
      return {
        Topics: items.map((TopicArn) => ({ TopicArn })),
        ...(next.nextToken === undefined ? {} : { NextToken: next.nextToken }),
      };
    },
    GetTopicAttributes({ TopicArn }) {
      const { arn, attributes, subscriptions, ended } = topics.get(TopicArn);
      const confirmed = subscriptions.filter(({ isConfirmed }) => isConfirmed).length;
      return {
        Attributes: {
          DisplayName: '',
          ...attributes,
          TopicArn: arn,
          Owner: accountId,
          SubscriptionsConfirmed: String(confirmed),
          SubscriptionsPending: String(subscriptions.length - confirmed),
          SubscriptionsDeleted: String(ended.length),
        },
      };
    },
    SetTopicAttributes({ TopicArn, AttributeName, AttributeValue = '' }) {
      const { attributes } = topics.get(TopicArn);
      if (AttributeName === undefined) throw invalid('AttributeName');
      checkTopicAttribute(AttributeName, AttributeValue);
      attributes[AttributeName] = AttributeValue;
      return {};
    },
  }) satisfies Operations<typeof client>;
