import type { Services } from '../services.ts';
import type { Deploy } from './deploy.ts';
import type { StackAccount } from './template.ts';

/** Properties of a queue that its API has no attribute for. */
const notAttributes = ['QueueName', 'Tags'];

/** Attributes are texts; policies are objects in a template. */
const attributeText = (value: unknown): string => (typeof value === 'object' ? JSON.stringify(value) : String(value));

/** How queues are made, by CloudFormation type. */
export const queueDeployers = (
  { sqs }: Pick<Services, 'sqs'>,
  { stackName }: Pick<StackAccount, 'stackName'>,
): Record<string, Deploy> => ({
  'AWS::SQS::Queue': (properties, id) => {
    const name = String(properties['QueueName'] ?? `${stackName}-${id}`);
    const attributes = Object.entries(properties)
      .filter(([member]) => !notAttributes.includes(member))
      .map(([member, value]) => [member, attributeText(value)]);
    const { url, arn } = sqs.createQueue(name, Object.fromEntries(attributes));
    return { ref: url, attributes: { Arn: arn, QueueName: name, QueueUrl: url } };
  },
});
