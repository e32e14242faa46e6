import type { Finding } from '../../../layers/shared/finding.ts';
import { RunbookError } from './runbook-error.ts';

/** How much of the findings a message repeats; the execution's history has them whole. */
const detailMaxLength = 600;

/** The service did not answer as the spec's verification wants it within the time limit. */
export class VerificationFailedError extends RunbookError {
  override readonly name = 'VerificationFailedError';

  constructor({ findings, minutes }: { findings: readonly Finding[]; minutes: number }) {
    const failed = findings.filter(({ status }) => status === 'FAIL');
    const details = failed.map(({ check, detail }) => `${check}: ${detail}`).join('; ');
    const remedies = [...new Set(failed.flatMap(({ remedy }) => remedy ?? []))].join('; ');
    super(
      `the service did not pass its verification within ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}: ` +
        `${details.slice(0, detailMaxLength)}${remedies === '' ? '' : `; remedy: ${remedies}`}`,
    );
  }
}

/** The verification cannot be tried at all as it is written. */
export class InvalidVerificationError extends RunbookError {
  override readonly name = 'InvalidVerificationError';

  constructor({ field, expected }: { field: string; expected: string }) {
    super(`the verification cannot be tried: ${field} must be ${expected}; correct it and start again`);
  }
}
