import { RunbookError } from './runbook-error.ts';

/** Who holds a lock, as an error tells it. */
interface Holder {
  /** ARN of the execution. */
  owner: string;
  runbook: string;
  /** ISO 8601. */
  acquiredAt: string;
  /** ISO 8601. */
  expiresAt: string;
}

/** Another run works on the service. Nothing has been changed by this one. */
export class RunbookBusyError extends RunbookError {
  override readonly name = 'RunbookBusyError';

  constructor(service: string, { owner, runbook, acquiredAt, expiresAt }: Holder) {
    super(
      `service ${service} is locked by ${runbook} since ${acquiredAt}, until ${expiresAt} at the latest: wait for ` +
        `${owner} to end, or stop it with: aws stepfunctions stop-execution --execution-arn ${owner}; ` +
        `to go on beside it, start again with breakLock=${owner}`,
    );
  }
}

/** The lock changed hands each time this run was about to take it. */
export class LockContendedError extends RunbookError {
  override readonly name = 'LockContendedError';

  constructor(service: string) {
    super(`several runs are taking the lock of service ${service} at this moment; start again when they have ended`);
  }
}

/** What lies where a lock should be is none, so nobody can say whose it is. */
export class LockUnreadableError extends RunbookError {
  override readonly name = 'LockUnreadableError';

  constructor(uri: string) {
    super(
      `${uri} is no lock that this suite wrote: look at it with: aws s3 cp ${uri} -; ` +
        `if no run works on the service, remove it with: aws s3 rm ${uri}`,
    );
  }
}
