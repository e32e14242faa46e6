import { createHash } from 'node:crypto';
import type { MessageAttributeValue } from '@aws-sdk/client-sqs';

/** MD5 of a body, in hex: clients check it, both ways. */
export const md5Of = (body: string): string => createHash('md5').update(body).digest('hex');

const withLength = (bytes: Uint8Array): Uint8Array[] => {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return [length, bytes];
};

const textBytes = (text: string): Uint8Array[] => withLength(Buffer.from(text));

/**
 * MD5 of attributes, in hex: by name, each with its length, its type and its value; undefined without attributes.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html#sqs-attributes-md5-message-digest-calculation
 */
export const md5OfAttributes = (attributes: Record<string, MessageAttributeValue>): string | undefined => {
  const names = Object.keys(attributes).sort();
  if (names.length === 0) return undefined;
  const hash = createHash('md5');
  for (const name of names) {
    const { DataType = '', StringValue, BinaryValue } = attributes[name] ?? {};
    const value = BinaryValue === undefined ? textBytes(StringValue ?? '') : withLength(BinaryValue);
    // 1: a text or a number, 2: bytes
    const transport = Buffer.from([BinaryValue === undefined ? 1 : 2]);
    for (const part of [...textBytes(name), ...textBytes(DataType), transport, ...value]) hash.update(part);
  }
  return hash.digest('hex');
};
