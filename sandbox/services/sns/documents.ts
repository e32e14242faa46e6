import type { MessageAttributeValue } from '@aws-sdk/client-sns';
import type { Signer } from './signing.ts';
import type { Subscription } from './state.ts';

/** A message on its way to one subscription. */
export interface Outgoing {
  messageId: string;
  subject?: string;
  message: string;
  attributes: Record<string, MessageAttributeValue>;
  /** ISO 8601. */
  sentAt: string;
  signatureVersion: string;
}

/** The fields of a document in the order that they are signed in: by name. */
const textToSign = (fields: Record<string, string>): string =>
  Object.keys(fields)
    .sort()
    .map((name) => `${name}\n${fields[name]}\n`)
    .join('');

const signed = async (signer: Signer, fields: Record<string, string>, version: string) => {
  const { signature, certificateUrl } = await signer.sign(textToSign(fields), version);
  return { ...fields, SignatureVersion: version, Signature: signature, SigningCertURL: certificateUrl };
};

const linkOf = (endpointUrl: string, query: Record<string, string>): string =>
  `${endpointUrl}/?${new URLSearchParams(query)}`;

const attributesOf = (attributes: Outgoing['attributes']) =>
  Object.fromEntries(
    Object.entries(attributes).map(([name, { DataType = 'String', StringValue, BinaryValue }]) => [
      name,
      { Type: DataType, Value: StringValue ?? Buffer.from(BinaryValue ?? []).toString('base64') },
    ]),
  );

/**
 * What subscribers get of a message that is not delivered raw.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/http-notification-json.html
 */
export const notificationOf = async (
  signer: Signer,
  endpointUrl: string,
  { arn, topicArn }: Subscription,
  { messageId, subject, message, attributes, sentAt, signatureVersion }: Outgoing,
) => {
  const fields = {
    Type: 'Notification',
    MessageId: messageId,
    TopicArn: topicArn,
    ...(subject !== undefined && { Subject: subject }),
    Message: message,
    Timestamp: sentAt,
  };
  return {
    ...(await signed(signer, fields, signatureVersion)),
    UnsubscribeURL: linkOf(endpointUrl, { Action: 'Unsubscribe', SubscriptionArn: arn }),
    ...(Object.keys(attributes).length > 0 && { MessageAttributes: attributesOf(attributes) }),
  };
};

const questions = {
  SubscriptionConfirmation: ({ topicArn }: Subscription) =>
    `You have chosen to subscribe to the topic ${topicArn}.\nTo confirm the subscription, visit the SubscribeURL included in this message.`,
  UnsubscribeConfirmation: ({ arn }: Subscription) =>
    `You have chosen to deactivate subscription ${arn}.\nTo cancel this operation and restore the subscription, visit the SubscribeURL included in this message.`,
};

/** What is asked: whether to be subscribed, or whether not to be any more was meant. */
export type Question = keyof typeof questions;

/**
 * What asks an endpoint whether it wants to be told, or still does.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/http-subscription-confirmation-json.html
 * @see https://docs.aws.amazon.com/sns/latest/dg/http-unsubscribe-confirmation-json.html
 */
export const confirmationOf = (
  signer: Signer,
  endpointUrl: string,
  question: Question,
  subscription: Subscription,
  { messageId, sentAt, signatureVersion }: Pick<Outgoing, 'messageId' | 'sentAt' | 'signatureVersion'>,
) => {
  const { topicArn, token } = subscription;
  const fields = {
    Type: question,
    MessageId: messageId,
    Token: token,
    TopicArn: topicArn,
    Message: questions[question](subscription),
    SubscribeURL: linkOf(endpointUrl, { Action: 'ConfirmSubscription', TopicArn: topicArn, Token: token }),
    Timestamp: sentAt,
  };
  return signed(signer, fields, signatureVersion);
};
