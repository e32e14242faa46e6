import { RunbookError } from './runbook-error.ts';

/** What is known of a service that did not become stable. */
export interface InstabilityReport {
  /** `prod/web` */
  service: string;
  reason: string;
  remedy: string | null;
  /** The last lines of the container at fault with what they are of, or why there are none; null where no task stopped. */
  log: string | null;
}

const inWords = ({ reason, remedy, log }: InstabilityReport): string =>
  [reason, remedy, log].filter((part) => part !== null && part !== '').join('; ');

/** The service will not become stable without a change: its rollout failed, or its tasks stop for good reason. */
export class ServiceNotStableError extends RunbookError {
  override readonly name = 'ServiceNotStableError';

  constructor(report: InstabilityReport) {
    super(`service ${report.service} does not become stable: ${inWords(report)}`);
  }
}

/** The service has not become stable within `timeoutMinutes`; it may still do so. */
export class ServiceTimedOutError extends RunbookError {
  override readonly name = 'ServiceTimedOutError';

  constructor(report: InstabilityReport & { timeoutMinutes: number }) {
    super(
      `service ${report.service} is not stable after ${report.timeoutMinutes} minutes: ${inWords(report)}; ` +
        'give a larger timeoutMinutes where it only needs more time',
    );
  }
}
