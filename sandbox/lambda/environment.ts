import { randomUUID } from 'node:crypto';
import { sessionTokenOf } from '../function-session.ts';
import type { World } from '../world.ts';
import type { FunctionConfiguration } from './configuration.ts';

/** Name of a new instance's log stream. */
export const logStreamName = (now: number): string =>
  `${new Date(now).toISOString().slice(0, 10).replaceAll('-', '/')}/[$LATEST]${randomUUID().replaceAll('-', '')}`;

/**
 * The variables a function sees: its own, and those that Lambda sets.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
export const environmentOf = (
  world: World,
  configuration: FunctionConfiguration,
  logStream: string,
): Record<string, string> => ({
  ...configuration.environment,
  AWS_REGION: world.region,
  AWS_DEFAULT_REGION: world.region,
  AWS_EXECUTION_ENV: `AWS_Lambda_${configuration.runtime}`,
  AWS_LAMBDA_FUNCTION_NAME: configuration.name,
  AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(configuration.memoryMb),
  AWS_LAMBDA_LOG_GROUP_NAME: configuration.logGroup,
  AWS_LAMBDA_LOG_STREAM_NAME: logStream,
  AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
  _HANDLER: configuration.handler,
  LAMBDA_TASK_ROOT: configuration.codeDirectory,
  AWS_ACCESS_KEY_ID: 'ASIASANDBOXFUNCTION0',
  AWS_SECRET_ACCESS_KEY: 'sandbox',
  AWS_SESSION_TOKEN: sessionTokenOf(configuration.name),
  AWS_ENDPOINT_URL: world.endpointUrl,
  TZ: ':UTC',
});
