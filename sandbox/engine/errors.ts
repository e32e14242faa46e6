/** An error in the words of the Amazon States Language: what Retry and Catch match and Fail states raise. */
export class StatesError extends Error {
  /** Error name, e.g. `States.Timeout` or a function's error type. */
  readonly error: string | undefined;
  /** Often JSON; absent where AWS leaves it out, as for time-outs. */
  override readonly cause: string | undefined;
  /** Other names that ErrorEquals may know it by. */
  readonly aliases: readonly string[];

  constructor(error: string | undefined, cause?: string, aliases: readonly string[] = []) {
    super(cause ?? error ?? 'failed');
    this.name = 'StatesError';
    this.error = error;
    this.cause = cause;
    this.aliases = aliases;
  }
}

/** What work of an execution is rejected with once that execution, or its branch, has ended. */
export class EndedError extends Error {
  override readonly name = 'EndedError';
}

/** `States.ALL` leaves these out: they are named, or the execution fails. */
const beyondWildcards = new Set(['States.DataLimitExceeded', 'States.Runtime']);

/**
 * Whether an ErrorEquals list takes this error.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
 */
export const isMatchedBy = ({ error = '', aliases }: StatesError, errorEquals: readonly string[]): boolean => {
  if (error === 'States.Runtime') return false;
  return errorEquals.some((name) => {
    if (name === error || aliases.includes(name)) return true;
    if (beyondWildcards.has(error)) return false;
    return name === 'States.ALL' || (name === 'States.TaskFailed' && error !== 'States.Timeout');
  });
};
