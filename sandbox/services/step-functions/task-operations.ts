import type * as sfn from '@aws-sdk/client-sfn';
import type { Json } from '../../engine/json.ts';
import type { TaskTokens } from '../../engine/task-tokens.ts';
import type { Operations } from '../../service.ts';
import { invalidOutput, invalidToken, taskDoesNotExist, taskTimedOut } from './errors.ts';

/** SendTaskSuccess, SendTaskFailure and SendTaskHeartbeat. */
export const taskOperations = (tokens: TaskTokens) =>
  ({
    SendTaskSuccess: ({ taskToken = '', output = '' }) => {
      const value = parseOutput(output);
      checkToken(tokens, taskToken);
      tokens.succeed(taskToken, value);
      return {};
    },
    SendTaskFailure: ({ taskToken = '', error, cause }) => {
      checkToken(tokens, taskToken);
      tokens.fail(taskToken, error, cause);
      return {};
    },
    SendTaskHeartbeat: ({ taskToken = '' }) => {
      checkToken(tokens, taskToken);
      tokens.heartbeat(taskToken);
      return {};
    },
  }) satisfies Operations<typeof sfn>;

const checkToken = (tokens: TaskTokens, token: string): void => {
  const status = tokens.status(token);
  if (status === 'malformed') throw invalidToken();
  if (status === 'unknown') throw taskDoesNotExist();
  if (status === 'spent') throw taskTimedOut();
};

const parseOutput = (output: string): Json => {
  try {
    return JSON.parse(output) as Json;
  } catch (error) {
    throw invalidOutput((error as Error).message);
  }
};
