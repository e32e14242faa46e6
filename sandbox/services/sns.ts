import * as client from '@aws-sdk/client-sns';
import { defineService, type Service } from '../service.ts';
import type { World } from '../world.ts';
import { Deliveries, type LostMessage, noPorts, type SnsPorts } from './sns/deliveries.ts';
import { createMailbox, type Mail } from './sns/mailbox.ts';
import { publish } from './sns/publish.ts';
import { createSigner } from './sns/signing.ts';
import { Topics } from './sns/state.ts';
import { subscribe, subscriptionOperations } from './sns/subscription-operations.ts';
import { topicOperations } from './sns/topic-operations.ts';

export type { LostMessage, SnsPorts } from './sns/deliveries.ts';
export type { Mail } from './sns/mailbox.ts';

/**
 * SNS: mail goes to a mailbox that can be read, HTTP endpoints on this machine really get requests, and queues and
 * functions get what they would get.
 *
 * @see https://docs.aws.amazon.com/sns/latest/api/welcome.html
 */
export const snsService = (world: World, ports: SnsPorts = noPorts) => {
  const topics = new Topics(world);
  const mailbox = createMailbox();
  const signer = createSigner(world);
  const deliveries = new Deliveries(world, signer, ports);
  const destinations = { topics, deliveries, mailbox };
  const operations = defineService('sns', client, {
    ...topicOperations(world.accountId, topics),
    ...subscriptionOperations(world, topics, deliveries),
    Publish: (input) => ({ MessageId: publish(world, destinations, input) }),
  });
  return {
    service: { ...operations, publicFile: signer.file } satisfies Service,
    createTopic: (name: string, attributes?: Record<string, string>): string => topics.create(name, attributes),
    /** Subscribes as the Subscribe operation does. @returns the subscription's ARN @throws AwsError as the service would */
    subscribe: (input: client.SubscribeCommandInput): string => subscribe(world, topics, deliveries, input).arn,
    /** Publishes as the Publish operation does; scripted faults apply. @throws AwsError as the service would */
    publish: async (topicArn: string, message: string): Promise<void> => {
      await world.faults.meet({ service: 'sns', operation: 'Publish' }, () =>
        publish(world, destinations, { TopicArn: topicArn, Message: message }),
      );
    },
    /** Everything published so far, oldest first: the topic's copy of each message, then its subscribers' mails. */
    mailbox: (): Mail[] => [...mailbox.kept],
    onMail: mailbox.onMail,
    /** Messages that neither a subscriber nor a dead-letter queue got, oldest first. */
    lost: (): LostMessage[] => [...deliveries.lost],
    /** Resolves when nothing is being delivered. */
    settled: (): Promise<void> => deliveries.settled(),
  };
};
