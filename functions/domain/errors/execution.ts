import { RunbookError } from './runbook-error.ts';

/** StartExecution answered, but not with the ARN of an execution. */
export class ExecutionNotStartedError extends RunbookError {
  override readonly name = 'ExecutionNotStartedError';

  constructor({ machineArn, name }: { machineArn: string; name: string }) {
    super(
      `Step Functions named no execution for ${name} of ${machineArn}: look for it with: aws stepfunctions list-executions --state-machine-arn ${machineArn}`,
    );
  }
}
