import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';

/** A message for people. */
export interface Message {
  /** ASCII, at most 100 characters: mail clients show it as the subject. */
  subject: string;
  text: string;
}

/**
 * Publishes a message.
 *
 * @see https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 */
export const publish = async (sns: SNSClient, topicArn: string, { subject, text }: Message): Promise<void> => {
  await sns.send(new PublishCommand({ TopicArn: topicArn, Subject: subject, Message: text }));
};
