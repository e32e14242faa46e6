/** The outcome of one check, best to worst. */
export type Status = 'PASS' | 'WARN' | 'FAIL';

/** What one check found: the vocabulary every program and every runbook reports in. */
export interface Finding {
  /** What was looked at, e.g. `agent container` or `TCP 10.0.1.5:443`. */
  check: string;
  status: Status;
  /** What was seen, in words an operator can act on; holds no secret. */
  detail: string;
  /** What to do next; absent where nothing is to be done. */
  remedy?: string;
}

/** Sorts worst first: FAIL, WARN, PASS. */
export const severity: Readonly<Record<Status, number>> = { FAIL: 0, WARN: 1, PASS: 2 };

/** The worst status among findings; PASS where there is none. */
export const worstStatus = (findings: readonly Pick<Finding, 'status'>[]): Status =>
  findings.reduce<Status>((worst, { status }) => (severity[status] < severity[worst] ? status : worst), 'PASS');
