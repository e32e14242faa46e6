import type { PublishCommandInput } from '@aws-sdk/client-sns';
import { invalid } from './errors.ts';

const largestMessageBytes = 262_144;

/** The messages per protocol of a `MessageStructure: json`. @throws AwsError InvalidParameter */
const structureOf = (message: string): Record<string, unknown> => {
  let parsed: unknown;
  try {
    parsed = JSON.parse(message);
  } catch {
    throw invalid('Message Structure - JSON message body failed to parse');
  }
  if (typeof parsed !== 'object' || parsed === null || typeof Reflect.get(parsed, 'default') !== 'string') {
    throw invalid('Message Structure - No default entry in JSON message body');
  }
  return { ...parsed };
};

/**
 * Applies SNS's rules for a message.
 *
 * @throws AwsError InvalidParameter
 * @see https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 */
export const checkMessage = ({ Message = '', Subject, MessageStructure }: PublishCommandInput): void => {
  if (Message === '') throw invalid('Empty message');
  if (Buffer.byteLength(Message) > largestMessageBytes) throw invalid('Message too long');
  if (MessageStructure !== undefined && MessageStructure !== 'json') {
    throw invalid(`MessageStructure Reason: 'json' is the only structure, not '${MessageStructure}'`);
  }
  if (MessageStructure === 'json') structureOf(Message);
  // Printable ASCII, up to 100 characters, starting with a letter, digit or punctuation mark.
  if (Subject !== undefined && !/^[\x21-\x7e][\x20-\x7e]{0,99}$/.test(Subject)) throw invalid('Subject');
};

/** The text for one protocol: its own of a JSON structure, else the default. */
export const textFor = ({ Message = '', MessageStructure }: PublishCommandInput, protocol: string): string => {
  if (MessageStructure !== 'json') return Message;
  const structure = structureOf(Message);
  const own = structure[protocol];
  return typeof own === 'string' ? own : String(structure['default']);
};
