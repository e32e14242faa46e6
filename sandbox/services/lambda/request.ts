import { AwsError } from '../../service.ts';

/** Largest event of a call that waits for the answer. */
const requestMaxBytes = 6_291_456;

/** From `name`, `name:alias`, `account:function:name` or an ARN. */
export const functionNameOf = (nameOrArn: string): string => {
  const parts = nameOrArn.split(':');
  const at = parts.indexOf('function');
  return (at < 0 ? parts[0] : parts[at + 1]) ?? '';
};

/** @throws AwsError RequestTooLargeException or InvalidRequestContentException */
export const checkEvent = (event: string): void => {
  if (Buffer.byteLength(event) > requestMaxBytes) {
    throw new AwsError(
      'RequestTooLargeException',
      `Request must be smaller than ${requestMaxBytes} bytes for the InvokeFunction operation`,
      413,
    );
  }
  try {
    JSON.parse(event);
  } catch (error) {
    throw invalidContent(`Could not parse request body into json: ${(error as Error).message}`);
  }
};

/** @throws AwsError InvalidRequestContentException */
export const checkClientContext = (clientContext: string | undefined): void => {
  if (clientContext === undefined) return;
  try {
    if (typeof JSON.parse(clientContext) === 'object') return;
  } catch {
    // Refused below, like what is JSON but no object.
  }
  throw invalidContent('Client context must be a valid Base64-encoded JSON object.');
};

const invalidContent = (message: string) =>
  new AwsError('InvalidRequestContentException', message, 400, { Type: 'User' });
