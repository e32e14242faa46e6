import type { AutodiagReport } from '../../../layers/autodiag/contract.ts';
import type { Finding, Status } from '../../../layers/shared/finding.ts';
import { countByStatus, countsInWords, worstFirst } from '../finding.ts';
import type { DiagnosticTaskState } from './diagnostic-task.ts';

/** Findings of a run, fitted into a step's output. */
export interface DiagnosticFindings {
  findings: Finding[];
  counts: Record<Status, number>;
  /** How many findings did not fit; they are in the log. */
  omitted: number;
  summary: string;
}

const cut = (text: string): string => (text.length > 600 ? `${text.slice(0, 599)}…` : text);

const worstThatFit = (findings: Finding[], maxBytes: number): Finding[] => {
  const kept: Finding[] = [];
  let room = maxBytes;
  for (const finding of worstFirst(findings)) {
    const short = { ...finding, check: cut(finding.check), detail: cut(finding.detail) };
    if (short.remedy) short.remedy = cut(short.remedy);
    room -= Buffer.byteLength(JSON.stringify(short)) + 1;
    if (room < 0) break;
    kept.push(short);
  }
  return kept;
};

/** What the task's end itself says, beyond what AutoDiag reported. */
const taskFindings = (
  task: DiagnosticTaskState,
  { hasReport, timeoutSeconds }: { hasReport: boolean; timeoutSeconds: number },
): Finding[] => {
  const check = 'diagnostic task';
  if (task.status !== 'STOPPED') {
    const detail = `did not finish within ${timeoutSeconds} s and was stopped (${task.reason}); what it had logged is kept`;
    return [{ check, status: 'WARN', detail, remedy: 'start it again with a larger timeoutSeconds' }];
  }
  if (!task.ran) {
    const remedy =
      'mend what stoppedReason names: image, execution role, log group or route to ECR and CloudWatch Logs';
    return [{ check, status: 'FAIL', detail: `stopped before AutoDiag ran: ${task.reason}`, remedy }];
  }
  if (hasReport) return [];
  const detail = `ended with exit code ${task.exitCode ?? 'unknown'} and no report arrived within 30 s (${task.reason})`;
  return [{ check, status: 'WARN', detail, remedy: 'read the log excerpt; check that awslogs uses mode blocking' }];
};

/**
 * Joins AutoDiag's report and the task's own end into findings, worst first, at most `maxBytes` of JSON.
 */
export const diagnosticFindings = (
  { report, task, timeoutSeconds }: { report?: AutodiagReport; task: DiagnosticTaskState; timeoutSeconds: number },
  maxBytes: number,
): DiagnosticFindings => {
  const all = [...taskFindings(task, { hasReport: report !== undefined, timeoutSeconds }), ...(report?.findings ?? [])];
  const counts = countByStatus(all);
  for (const status of ['PASS', 'WARN', 'FAIL'] as const) counts[status] += report?.omitted?.[status] ?? 0;
  const total = counts.PASS + counts.WARN + counts.FAIL;
  const findings = worstThatFit(all, maxBytes);
  const worst = findings[0];
  const summary =
    worst && worst.status !== 'PASS'
      ? `${countsInWords(counts)}; ${worst.check}: ${worst.detail}`
      : countsInWords(counts);
  return { findings, counts, omitted: total - findings.length, summary: cut(summary) };
};
