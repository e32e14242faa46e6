import type { MessageAttributeValue } from '@aws-sdk/client-sqs';
import { AwsError } from '../../service.ts';
import { invalidParameter, missingParameter, unsupportedOperation } from './errors.ts';
import type { Queue } from './queue.ts';

/** What SendMessage and an entry of SendMessageBatch have in common. */
export interface GivenMessage {
  MessageBody?: string | undefined;
  DelaySeconds?: number | undefined;
  MessageAttributes?: Record<string, MessageAttributeValue> | undefined;
  MessageSystemAttributes?: Record<string, MessageAttributeValue> | undefined;
  MessageDeduplicationId?: string | undefined;
  MessageGroupId?: string | undefined;
}

const mostAttributes = 10;
const longestDelaySeconds = 900;
const foreign = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;
const dataType = /^(String|Number|Binary)(\..{1,})?$/;
const attributeName = /^(?!aws\.|amazon\.)(?!\.)(?!.*\.$)(?!.*\.\.)[\w.-]{1,256}$/i;

/** What a message counts: its body and its attributes' names, types and values, in bytes. */
export const sizeOf = ({ MessageBody = '', MessageAttributes = {} }: GivenMessage): number =>
  Object.entries(MessageAttributes).reduce(
    (sum, [name, { DataType = '', StringValue = '', BinaryValue }]) =>
      sum + Buffer.byteLength(name + DataType + StringValue) + (BinaryValue?.length ?? 0),
    Buffer.byteLength(MessageBody),
  );

/**
 * Applies SQS's rules for a message that is sent.
 *
 * @throws AwsError MissingParameter, InvalidParameterValue, InvalidMessageContents or UnsupportedOperation
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
 */
export const checkMessage = (queue: Queue, given: GivenMessage): void => {
  const { MessageBody: body = '', DelaySeconds: delay = 0, MessageAttributes: attributes = {} } = given;
  if (body === '') throw missingParameter('MessageBody');
  const [found] = foreign.exec(body) ?? [];
  if (found !== undefined) {
    throw new AwsError(
      'InvalidMessageContents',
      `Invalid binary character '#x${found.codePointAt(0)?.toString(16).toUpperCase()}' was found in the message body, the set of allowed characters is #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF`,
    );
  }
  const longest = queue.number('MaximumMessageSize');
  if (sizeOf(given) > longest) {
    throw invalidParameter(
      `One or more parameters are invalid. Reason: Message must be shorter than ${longest} bytes.`,
    );
  }
  if (delay < 0 || delay > longestDelaySeconds) {
    throw invalidParameter(
      `Value ${delay} for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= ${longestDelaySeconds}.`,
    );
  }
  checkAttributes(attributes);
  const ofFifo = (['MessageDeduplicationId', 'MessageGroupId'] as const).find((name) => given[name] !== undefined);
  if (ofFifo)
    throw unsupportedOperation(`the sandbox's queues have no groups and no deduplication; leave ${ofFifo} out`);
  const system = Object.keys(given.MessageSystemAttributes ?? {}).find((name) => name !== 'AWSTraceHeader');
  if (system) throw invalidParameter(`Message system attribute name '${system}' is invalid.`);
};

const checkAttributes = (attributes: Record<string, MessageAttributeValue>): void => {
  const names = Object.keys(attributes);
  if (names.length > mostAttributes) {
    throw invalidParameter(`Number of message attributes [${names.length}] exceeds the allowed maximum [10].`);
  }
  for (const [name, { DataType = '', StringValue, BinaryValue }] of Object.entries(attributes)) {
    if (!attributeName.test(name)) {
      throw invalidParameter(
        `The message attribute name '${name}' is invalid. It can have letters, digits, '_', '-' and '.', and begins with no reserved prefix.`,
      );
    }
    const [, kind] = dataType.exec(DataType) ?? [];
    if (kind === undefined || DataType.length > 256) {
      throw invalidParameter(
        `The type of message (user) attribute '${name}' is invalid. You must use only the following supported type prefixes: Binary, Number, String.`,
      );
    }
    const isGiven = kind === 'Binary' ? (BinaryValue?.length ?? 0) > 0 : (StringValue ?? '') !== '';
    if (!isGiven) {
      throw invalidParameter(
        `The message attribute '${name}' must contain a non-empty message attribute value of type '${DataType}'.`,
      );
    }
    if (kind === 'Number' && !Number.isFinite(Number(StringValue))) {
      throw invalidParameter(`Can't cast the value of message (user) attribute '${name}' to a number.`);
    }
  }
};
