import { AwsError } from '../../service.ts';

/** SQS's errors in its own words; the endpoint adds the codes of its older, query protocol. */
export const queueDoesNotExist = () => new AwsError('QueueDoesNotExist', 'The specified queue does not exist.');

export const queueNameExists = (attribute: string) =>
  new AwsError(
    'QueueNameExists',
    `A queue already exists with the same name and a different value for attribute ${attribute}`,
  );

export const queueDeletedRecently = () =>
  new AwsError(
    'QueueDeletedRecently',
    'You must wait 60 seconds after deleting a queue before you can create another with the same name.',
  );

export const invalidParameter = (message: string) => new AwsError('InvalidParameterValue', message);

export const invalidAttributeName = (name: string) =>
  new AwsError('InvalidAttributeName', `Unknown Attribute ${name}.`);

export const invalidAttributeValue = (name: string) =>
  new AwsError('InvalidAttributeValue', `Invalid value for the parameter ${name}.`);

export const unsupportedOperation = (message: string) => new AwsError('UnsupportedOperation', message);

/** @param handle it is repeated, as SQS does, up to a length that can be read */
export const receiptHandleIsInvalid = (handle: string) =>
  new AwsError(
    'ReceiptHandleIsInvalid',
    `The input receipt handle "${handle.slice(0, 512)}" is not a valid receipt handle.`,
  );

export const messageNotInFlight = () => new AwsError('MessageNotInflight', 'The specified message is not in flight.');

export const missingParameter = (name: string) =>
  new AwsError('MissingParameter', `The request must contain the parameter ${name}.`);

/** A number outside of its bounds. */
export const outOfBounds = (name: string, value: number, bounds: string) =>
  invalidParameter(`Value ${value} for parameter ${name} is invalid. Reason: Must be ${bounds}, if provided.`);

/** Only short polls are told so; long polls wait for room. */
export const overLimit = () =>
  new AwsError('OverLimit', 'Too many messages in flight: 120000 are the most that a queue gives out at once.');
