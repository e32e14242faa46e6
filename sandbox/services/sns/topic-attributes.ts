import { invalid } from './errors.ts';

/** What each attribute may be, by name. */
const allowed: Record<string, RegExp> = {
  DisplayName: /^.{0,100}$/s,
  KmsMasterKeyId: /^.{0,2048}$/s,
  Policy: /^\{.*\}$/s,
  SignatureVersion: /^[12]$/,
  TracingConfig: /^(?:PassThrough|Active)$/,
};

const notServed = new Set([
  'ArchivePolicy',
  'ContentBasedDeduplication',
  'DeliveryPolicy',
  'FifoThroughputScope',
  'FifoTopic',
]);

/**
 * Checks one attribute of a topic. Nothing is encrypted here: KmsMasterKeyId is kept as it is given.
 *
 * @throws AwsError InvalidParameter
 * @see https://docs.aws.amazon.com/sns/latest/api/API_SetTopicAttributes.html
 */
export const checkTopicAttribute = (name: string, value: string): void => {
  if (notServed.has(name)) throw invalid(`Attributes Reason: the sandbox has no topics with ${name}`);
  const pattern = Object.hasOwn(allowed, name) ? allowed[name] : undefined;
  if (!pattern) throw invalid(`Attributes Reason: Unknown attribute ${name}`);
  if (!pattern.test(value)) throw invalid(`Attributes Reason: Invalid value for ${name}: ${value.slice(0, 100)}`);
};
