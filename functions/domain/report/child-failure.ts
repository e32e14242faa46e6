/** What `startExecution.sync:2` fails with: DescribeExecution's answer about the execution that did not succeed. */
interface FailedExecution {
  ExecutionArn: string;
  Status: string;
  Error?: string;
  Cause?: string;
}

const isFailedExecution = (value: unknown): value is FailedExecution =>
  typeof value === 'object' && value !== null && 'ExecutionArn' in value && 'Status' in value;

const parsed = (cause: string): unknown => {
  try {
    return JSON.parse(cause) as unknown;
  } catch {
    return undefined;
  }
};

/**
 * The failure of an execution that a Task ran, which that Task only calls `States.TaskFailed`; undefined for any other cause. One that
 * timed out or was stopped has no error of its own.
 */
export const childFailure = (cause: string): { error: string; cause: string } | undefined => {
  const execution = parsed(cause);
  if (!isFailedExecution(execution)) return undefined;
  const { ExecutionArn, Status, Error: error, Cause: why } = execution;
  const said = why ? `${why} ` : '';
  return { error: error ?? 'States.TaskFailed', cause: `${said}(execution ${ExecutionArn} ended ${Status})` };
};
