import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';

/** A message in the forms that the topic's subscribers get. */
export interface Alert {
  /** Fewer than 100 ASCII characters: mail clients show it as the subject. */
  subject: string;
  /** For mail. */
  email: string;
  /** For chat, and everybody else. */
  slack: object;
}

/**
 * Publishes a message once for all: people get the mail's text, every other subscriber the JSON that Amazon Q Developer shows in chat.
 * Not exactly once: a repeated call publishes again.
 *
 * @returns SNS's id of the message
 * @see https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 */
export const publishAlert = async (
  sns: SNSClient,
  topicArn: string,
  { subject, email, slack }: Alert,
): Promise<string> => {
  const { MessageId = '' } = await sns.send(
    new PublishCommand({
      TopicArn: topicArn,
      Subject: subject,
      MessageStructure: 'json',
      Message: JSON.stringify({ default: JSON.stringify(slack), email }),
    }),
  );
  return MessageId;
};

/**
 * Keeps a message that could not be published where an alarm watches: in the dead-letter queue.
 *
 * @returns SQS's id of the message
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
 */
export const keepMessage = async (sqs: SQSClient, queueUrl: string, message: object): Promise<string> => {
  const { MessageId = '' } = await sqs.send(
    new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: JSON.stringify(message) }),
  );
  return MessageId;
};
