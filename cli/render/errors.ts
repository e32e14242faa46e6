import { InvalidRequestError, UnknownRunbookError } from '../../functions/domain/errors/request.ts';
import { ExecutionNotFoundError, exitCodes, InterruptedError, SandboxRefusedError, UsageError } from '../errors.ts';
import type { Colors } from '../terminal.ts';
import { plain } from './text.ts';

/** An error in JSON mode. */
export interface ErrorDocument {
  error: string;
  message: string;
  /** Of a request: each bad field and what was expected. */
  problems?: { field: string; expected: string }[];
}

const asError = (thrown: unknown): Error => (thrown instanceof Error ? thrown : new Error(String(thrown)));

/** What a person can do about errors that AWS or the SDK name. */
const remedies: Record<string, string> = {
  CredentialsProviderError:
    'give AWS credentials (aws configure, aws sso login), or leave --stage out to use the sandbox',
  ExpiredTokenException: 'the AWS credentials have expired: sign in again',
  UnrecognizedClientException: 'the AWS credentials are not known in this region: check --region and the profile',
  AccessDeniedException: 'the AWS identity may not do this: docs/architecture.md lists what the command calls',
};

/** An error for a program. */
export const errorDocument = (thrown: unknown): ErrorDocument => {
  const { name, message } = asError(thrown);
  return { error: name, message, ...(thrown instanceof InvalidRequestError ? { problems: thrown.problems } : {}) };
};

/** Errors whose messages need no name before them. */
const ours = [UsageError, UnknownRunbookError, ExecutionNotFoundError, SandboxRefusedError];

/** An error for a person: what is wrong, line by line, and what to do next. */
export const errorLines = (thrown: unknown, colors: Colors): string[] => {
  const error = asError(thrown);
  const label = colors.red('error:');
  if (error instanceof InvalidRequestError) {
    const runbook = error.message.split(' ', 1)[0] ?? '';
    const width = Math.max(...error.problems.map(({ field }) => field.length));
    return [
      `${label} the ${runbook} request is not valid`,
      ...error.problems.map(({ field, expected }) => `  ${plain(field).padEnd(width)}  ${plain(expected)}`),
      `see: runbook describe ${runbook}`,
    ];
  }
  if (error instanceof InterruptedError) return [error.message];
  const isOurs = ours.some((each) => error instanceof each);
  const name = isOurs || error.name === 'Error' ? '' : `${error.name}: `;
  const remedy = remedies[error.name];
  return [`${label} ${plain(name + error.message)}`, ...(remedy ? [remedy] : [])];
};

/** The exit code that an error ends the command with. */
export const exitCodeOfError = (thrown: unknown): number => {
  if (thrown instanceof InterruptedError) return thrown.exitCode;
  const isUsage =
    thrown instanceof UsageError || thrown instanceof InvalidRequestError || thrown instanceof UnknownRunbookError;
  return isUsage ? exitCodes.usage : exitCodes.failed;
};
