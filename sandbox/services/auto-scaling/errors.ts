import { AwsError } from '../../service.ts';

export const invalid = (message: string) => new AwsError('ValidationException', message);

/** A value outside of what the API's model allows, in the words that all of AWS uses for it. */
export const outOfModel = (value: unknown, at: string, constraint: string) =>
  invalid(
    `1 validation error detected: Value '${String(value)}' at '${at}' failed to satisfy constraint: ${constraint}`,
  );

export const notFound = (message: string) => new AwsError('ObjectNotFoundException', message);

/** The tagging operations have an error of their own, which names the resource. */
export const resourceNotFound = (arn: string) =>
  new AwsError('ResourceNotFoundException', `The specified resource doesn't exist: ${arn}`, 400, { ResourceName: arn });
