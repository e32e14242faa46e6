import { randomUUID } from 'node:crypto';
import type { PublishCommandInput } from '@aws-sdk/client-sns';
import type { World } from '../../world.ts';
import type { Deliveries } from './deliveries.ts';
import { invalid } from './errors.ts';
import type { createMailbox, Mail } from './mailbox.ts';
import { checkMessage, textFor } from './message.ts';
import type { Subscription, Topics } from './state.ts';

/** Where published messages go. */
export interface Destinations {
  topics: Topics;
  deliveries: Deliveries;
  mailbox: ReturnType<typeof createMailbox>;
}

const isMail = ({ protocol }: Subscription): boolean => protocol.startsWith('email');

/**
 * Puts the topic's copy and each mail into the mailbox, and sets deliveries to the others off.
 *
 * @returns the message's id
 * @throws AwsError InvalidParameter, NotFound
 */
export const publish = (
  { clock }: World,
  { topics, deliveries, mailbox }: Destinations,
  input: PublishCommandInput,
): string => {
  if (input.PhoneNumber !== undefined) throw invalid('PhoneNumber Reason: the sandbox sends no text messages');
  const topic = topics.get(input.TopicArn ?? input.TargetArn);
  checkMessage(input);
  if (input.MessageDeduplicationId !== undefined) {
    const why = 'The request includes MessageDeduplicationId parameter that is not valid for this topic type';
    throw invalid(`MessageDeduplicationId Reason: ${why}`);
  }
  const messageId = randomUUID();
  const publishedAt = new Date(clock.now()).toISOString();
  const subject = input.Subject === undefined ? {} : { subject: input.Subject };
  const mailOf = (protocol: string, to?: string): Mail => ({
    topicArn: topic.arn,
    messageId,
    message: textFor(input, protocol),
    publishedAt,
    ...subject,
    ...(to === undefined ? {} : { to }),
  });
  const confirmed = topic.subscriptions.filter(({ isConfirmed }) => isConfirmed);
  const mails = confirmed.filter(isMail).map(({ protocol, endpoint }) => mailOf(protocol, endpoint));
  mailbox.kept.push(mailOf('default'), ...mails);
  // Who watches a topic without mail subscribers reads what one would get.
  for (const mail of mails.length > 0 ? mails : [mailOf('email')]) mailbox.show(mail);
  for (const subscription of confirmed.filter((each) => !isMail(each))) {
    deliveries.notify(subscription, {
      messageId,
      message: textFor(input, subscription.protocol),
      attributes: input.MessageAttributes ?? {},
      sentAt: publishedAt,
      signatureVersion: topic.attributes['SignatureVersion'] ?? '1',
      ...subject,
    });
  }
  return messageId;
};
