import { invalidAttributeName, invalidAttributeValue, invalidParameter, unsupportedOperation } from './errors.ts';

/** Whole numbers that a queue can be set to, with their bounds and default. */
const numbers: Record<string, { least: number; most: number; byDefault: number }> = {
  DelaySeconds: { least: 0, most: 900, byDefault: 0 },
  KmsDataKeyReusePeriodSeconds: { least: 60, most: 86_400, byDefault: 300 },
  MaximumMessageSize: { least: 1_024, most: 1_048_576, byDefault: 1_048_576 },
  MessageRetentionPeriod: { least: 60, most: 1_209_600, byDefault: 345_600 },
  ReceiveMessageWaitTimeSeconds: { least: 0, most: 20, byDefault: 0 },
  VisibilityTimeout: { least: 0, most: 43_200, byDefault: 30 },
};

const texts = ['KmsMasterKeyId', 'Policy', 'RedriveAllowPolicy', 'RedrivePolicy', 'SqsManagedSseEnabled'];
const ofFifoQueues = ['ContentBasedDeduplication', 'DeduplicationScope', 'FifoQueue', 'FifoThroughputLimit'];

/** Attributes that may be asked for although a queue has none. */
export const changeableAttributes: ReadonlySet<string> = new Set([...Object.keys(numbers), ...texts, ...ofFifoQueues]);

/** What a new queue is set to. */
export const defaultAttributes: Record<string, string> = Object.fromEntries(
  ['DelaySeconds', 'MaximumMessageSize', 'MessageRetentionPeriod', 'ReceiveMessageWaitTimeSeconds', 'VisibilityTimeout']
    .map((name) => [name, String(numbers[name]?.byDefault)])
    .concat([['SqsManagedSseEnabled', 'true']]),
);

/** Those that are set to a value of their own by being given one, and to none by an empty text. */
const isErasable = (name: string): boolean => texts.includes(name) && name !== 'SqsManagedSseEnabled';

/** Where a queue's messages go that were received too often. */
export interface RedrivePolicy {
  deadLetterTargetArn: string;
  maxReceiveCount: number;
}

/** @throws AwsError InvalidParameterValue */
export const redrivePolicyOf = (text: string | undefined): RedrivePolicy | undefined => {
  if (text === undefined || text === '') return undefined;
  const refuse = (reason: string) =>
    invalidParameter(`Value ${text} for parameter RedrivePolicy is invalid. Reason: ${reason}.`);
  const { deadLetterTargetArn, maxReceiveCount } = parsed(text, refuse);
  if (typeof deadLetterTargetArn !== 'string' || maxReceiveCount === undefined) {
    throw refuse('Redrive policy does not contain mandatory attribute: deadLetterTargetArn and maxReceiveCount');
  }
  const most = Number(maxReceiveCount);
  if (!Number.isInteger(most) || most < 1 || most > 1_000) {
    throw refuse('Invalid value for maxReceiveCount: must be between 1 and 1000');
  }
  return { deadLetterTargetArn, maxReceiveCount: most };
};

const parsed = (text: string, refuse: (reason: string) => Error): Record<string, unknown> => {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  } catch {
    // what is no JSON is answered as what is no object
  }
  throw refuse('Redrive policy is not a valid JSON map');
};

const checkAttribute = (name: string, value: string): void => {
  if (ofFifoQueues.includes(name)) {
    throw unsupportedOperation(`the sandbox has standard queues only; leave ${name} out`);
  }
  if (name === 'RedriveAllowPolicy' && value !== '') {
    throw unsupportedOperation(
      'in the sandbox every queue may be the dead-letter queue of any other; leave RedriveAllowPolicy out',
    );
  }
  const bounds = Object.hasOwn(numbers, name) ? numbers[name] : undefined;
  if (bounds === undefined && !texts.includes(name)) throw invalidAttributeName(name);
  if (bounds && !(/^\d+$/.test(value) && Number(value) >= bounds.least && Number(value) <= bounds.most)) {
    throw invalidAttributeValue(name);
  }
  if (name === 'SqsManagedSseEnabled' && !/^(true|false)$/.test(value)) throw invalidAttributeValue(name);
  if (name === 'RedrivePolicy') redrivePolicyOf(value);
};

/**
 * Attributes as they are set: checked, and without those that an empty text takes away.
 *
 * @throws AwsError InvalidAttributeName, InvalidAttributeValue, InvalidParameterValue, UnsupportedOperation
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
 */
export const changedAttributes = (
  before: Record<string, string>,
  given: Record<string, string>,
): Record<string, string> => {
  for (const [name, value] of Object.entries(given)) checkAttribute(name, value);
  // A key of KMS takes the place of SQS's own encryption.
  const encryption = given['KmsMasterKeyId'] ? { SqsManagedSseEnabled: 'false' } : {};
  const changed = Object.entries({ ...before, ...encryption, ...given });
  return Object.fromEntries(changed.filter(([name, value]) => value !== '' || !isErasable(name)));
};
