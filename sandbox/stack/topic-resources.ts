import type { Services } from '../services.ts';
import type { Deploy } from './deploy.ts';
import type { StackAccount } from './template.ts';

/** Properties of a topic that its API has as attributes of the same name. */
const topicAttributes = ['DisplayName', 'FifoTopic', 'KmsMasterKeyId', 'SignatureVersion', 'TracingConfig'];

/** Properties of a subscription that say what it is; the others are attributes. */
const subscriptionParameters = ['TopicArn', 'Protocol', 'Endpoint', 'Region'];

/** Attributes are texts; policies are objects in a template. */
const attributeText = (value: unknown): string => (typeof value === 'object' ? JSON.stringify(value) : String(value));

const attributesOf = (properties: Record<string, unknown>, isAttribute: (name: string) => boolean) =>
  Object.fromEntries(
    Object.entries(properties)
      .filter(([name]) => isAttribute(name))
      .map(([name, value]) => [name, attributeText(value)]),
  );

/** How topics and their subscriptions are made, by CloudFormation type. */
export const topicDeployers = (
  { sns }: Pick<Services, 'sns'>,
  { stackName }: Pick<StackAccount, 'stackName'>,
): Record<string, Deploy> => {
  const subscribe = (topicArn: string, properties: Record<string, unknown>): string =>
    sns.subscribe({
      TopicArn: topicArn,
      Protocol: String(properties['Protocol']),
      Endpoint: String(properties['Endpoint']),
      Attributes: attributesOf(properties, (name) => !subscriptionParameters.includes(name)),
    });
  return {
    'AWS::SNS::Topic': (properties, id) => {
      const { TopicName = `${stackName}-${id}`, Subscription = [] } = properties;
      const arn = sns.createTopic(
        String(TopicName),
        attributesOf(properties, (name) => topicAttributes.includes(name)),
      );
      for (const inline of Subscription as Record<string, unknown>[]) subscribe(arn, inline);
      return { ref: arn, attributes: { TopicArn: arn, TopicName: String(TopicName) } };
    },
    'AWS::SNS::Subscription': (properties) => {
      const arn = subscribe(String(properties['TopicArn']), properties);
      return { ref: arn, attributes: { Arn: arn } };
    },
  };
};
