import type { Finding } from '../../../../layers/shared/finding.ts';
import { worstFirst } from '../../finding.ts';
import type { PlannedAction } from '../plan/action.ts';
import { changingActions } from '../plan/plan-hash.ts';
import type { RunPlan } from '../run-state.ts';

/** What NotifyResult makes a runbook's result of. */
export interface RunReport {
  summary: string;
  findings: Finding[];
  data: Record<string, unknown>;
  links: Record<string, string>;
}

/** A plan as a result shows it: without the calls that undo it. */
export type ShownPlan = Pick<RunPlan, 'status' | 'hash' | 'actions'>;

/** The part of a plan that people read. */
export const shownPlan = ({ status, hash, actions }: RunPlan): ShownPlan => ({ status, hash, actions });

const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;

/** `3 to create, 1 to change, 2 kept`: a plan's actions counted, as a person reads them. */
export const countedActions = (actions: readonly Pick<PlannedAction, 'action'>[], isDone: boolean): string => {
  const words: Record<PlannedAction['action'], string> = isDone
    ? { create: 'created', change: 'changed', delete: 'deleted', keep: 'kept', leave: 'left' }
    : { create: 'to create', change: 'to change', delete: 'to delete', keep: 'to keep', leave: 'to leave' };
  const counts = Object.entries(words).map(([action, word]) => {
    const count = actions.filter((one) => one.action === action).length;
    return count > 0 ? `${count} ${word}` : '';
  });
  return counts.filter(Boolean).join(', ') || 'nothing';
};

/** What is left, as findings: it is no fault, but a person should know of it. */
export const leftFindings = (actions: readonly PlannedAction[]): Finding[] =>
  actions
    .filter(({ action }) => action === 'leave')
    .map(({ type, name, reason = 'not to be touched' }) => ({
      check: `${type} ${name}`,
      status: 'WARN',
      detail: `left as it is: ${reason}`,
    }));

/** A finding that says what a dry run is for. */
export const planFinding = ({ hash, actions }: RunPlan, findings: readonly Finding[]): Finding => {
  const count = changingActions(actions).length;
  const counted = countedActions(actions, false);
  const isPossible = findings.every(({ status }) => status !== 'FAIL');
  const remedy = `to do exactly this, start it without dryRun and with approvedPlan=${hash}`;
  return {
    check: 'plan',
    status: 'PASS',
    detail: count === 0 ? `nothing to do (${counted})` : `${plural(count, 'action')}: ${counted}`,
    ...(count > 0 && isPossible ? { remedy } : {}),
  };
};

/** A step's output has 32 KiB, and NotifyResult adds a little. */
const limitBytes = 30 * 1024;

const withShortPlan = ({ plan, ...data }: Record<string, unknown>): Record<string, unknown> => {
  const { actions = [], ...rest } = (plan ?? {}) as Partial<ShownPlan>;
  // A run that was waited for may have counted its own already.
  const short = actions.map(({ changes, ...action }) => ({
    ...action,
    changes: Array.isArray(changes) ? changes.length : changes,
  }));
  return plan ? { ...data, plan: { ...rest, actions: short } } : data;
};

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A replacement's data has the plans of two runs. */
const withoutChanges = (data: Record<string, unknown>): Record<string, unknown> => {
  const inner = Object.entries(data).map(([key, value]) =>
    key !== 'plan' && isRecord(value) ? [key, withShortPlan(value)] : [key, value],
  );
  return withShortPlan(Object.fromEntries(inner));
};

const fewer = (report: RunReport, count: number): RunReport => {
  const findings = report.findings.slice(0, count);
  const left = report.findings.length - count;
  if (left <= 0) return report;
  return {
    ...report,
    findings: [...findings, { check: 'findings', status: 'WARN', detail: `${left} more are not shown` }],
  };
};

const sizeBytes = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

/** The report with its findings worst first, and shortened where it would not fit into a state. */
export const fitReport = (given: RunReport): RunReport => {
  const report = { ...given, findings: worstFirst(given.findings) };
  const shortened = [
    report,
    { ...report, data: withoutChanges(report.data) },
    fewer({ ...report, data: withoutChanges(report.data) }, 40),
    fewer({ ...report, data: { note: 'the plan is too long to be shown here' } }, 40),
  ];
  return (
    shortened.find((one) => sizeBytes(one) <= limitBytes) ??
    fewer({ ...report, data: { note: 'the plan is too long to be shown here' } }, 10)
  );
};
