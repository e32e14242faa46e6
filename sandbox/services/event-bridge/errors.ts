import { AwsError } from '../../service.ts';

/** EventBridge's exceptions with its own sentences; all answer with HTTP 400. */
export const validationError = (message: string) => new AwsError('ValidationException', message);
export const resourceNotFound = (message: string) => new AwsError('ResourceNotFoundException', message);

export const ruleNotFound = (name: string) => resourceNotFound(`Rule ${name} does not exist on EventBus default.`);

export const invalidPattern = (reason: string) =>
  new AwsError('InvalidEventPatternException', `Event pattern is not valid. Reason: ${reason}`);

export const limitExceeded = () =>
  new AwsError('LimitExceededException', 'The requested resource exceeds the maximum number allowed.');

/** How AWS words a member that breaks its model. */
export const constraint = (member: string, rule: string) =>
  validationError(
    `1 validation error detected: Value at '${member}' failed to satisfy constraint: Member must ${rule}`,
  );
