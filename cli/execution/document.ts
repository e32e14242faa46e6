import type { DescribeExecutionOutput, HistoryEvent } from '@aws-sdk/client-sfn';
import { causeInWords } from '../../functions/domain/report/failure.ts';
import type { RunbookResult } from '../../functions/domain/runbook.ts';
import { exitCodes } from '../errors.ts';
import { changesIn } from './changes.ts';

/** One visit of a state; a loop visits a state often. */
export interface StateVisit {
  name: string;
  /** As in the definition: Task, Choice, Wait, Pass, Succeed, Fail, Parallel or Map. */
  type: string;
  enteredAt: string;
  /** Absent while the execution is in it, and where the execution ended in it. */
  leftAt?: string;
  durationSeconds?: number;
  /** Error names the state met, those of retried attempts included. */
  errors?: string[];
  /** What a Task has found, in words. */
  said?: string;
}

/** An execution as `status --json` and `start --json` print it. Times are ISO 8601. */
export interface ExecutionDocument {
  executionArn: string;
  name: string;
  runbook: string;
  /** RUNNING, SUCCEEDED, FAILED, TIMED_OUT, ABORTED or PENDING_REDRIVE. */
  status: string;
  startedAt: string;
  stoppedAt?: string;
  durationSeconds?: number;
  states: StateVisit[];
  /** Of an execution that succeeded. */
  result?: RunbookResult;
  /** Of one that did not. */
  error?: string;
  cause?: string;
}

const seconds = (milliseconds: number): number => Math.round(milliseconds) / 1_000;

/** The states an execution has visited, in the order it entered them. */
export const visitsOf = (history: readonly HistoryEvent[]): StateVisit[] => {
  const visits: StateVisit[] = [];
  const open = (state: string) => visits.findLast(({ name, leftAt }) => name === state && leftAt === undefined);
  for (const change of changesIn(history)) {
    if (change.kind === 'entered') {
      visits.push({ name: change.state, type: change.type, enteredAt: change.at.toISOString() });
    }
    const visit = open(change.state);
    if (!visit) continue;
    if (change.kind === 'failed') visit.errors = [...(visit.errors ?? []), change.error];
    if (change.kind === 'left') {
      visit.leftAt = change.at.toISOString();
      visit.durationSeconds = seconds(change.durationMs);
      if (change.said !== undefined) visit.said = change.said;
    }
  }
  return visits;
};

const isResult = (value: unknown): value is RunbookResult => {
  const { outcome, findings } = (value ?? {}) as Partial<RunbookResult>;
  return typeof outcome === 'string' && Array.isArray(findings);
};

const resultOf = (output: string | undefined): { result?: RunbookResult } => {
  const parsed: unknown = JSON.parse(output ?? 'null');
  return isResult(parsed) ? { result: parsed } : {};
};

/** The runbook whose machine an ARN names: `…:stateMachine:ecs-runbooks-prod-autodiag` → `autodiag`. */
export const runbookOf = (machineArn: string): string =>
  machineArn.slice(machineArn.lastIndexOf(':') + 1).replace(/^ecs-runbooks-[a-z0-9]+-/, '');

/** Joins what AWS tells about an execution into one document. */
export const executionDocument = (
  described: DescribeExecutionOutput,
  history: readonly HistoryEvent[],
): ExecutionDocument => {
  const { executionArn = '', name = '', stateMachineArn = '', status = 'RUNNING', error, cause } = described;
  const startedAt = described.startDate ?? new Date(0);
  const { stopDate } = described;
  return {
    executionArn,
    name,
    runbook: runbookOf(stateMachineArn),
    status,
    startedAt: startedAt.toISOString(),
    ...(stopDate
      ? { stoppedAt: stopDate.toISOString(), durationSeconds: seconds(stopDate.getTime() - startedAt.getTime()) }
      : {}),
    states: visitsOf(history),
    ...resultOf(described.output),
    ...(error === undefined ? {} : { error }),
    ...(cause === undefined ? {} : { cause: causeInWords(cause) }),
  };
};

/** What the command's exit code says of an execution: 1 where it failed or a finding is FAIL. */
export const exitCodeOf = ({ status, result }: ExecutionDocument): number => {
  if (status === 'RUNNING' || status === 'PENDING_REDRIVE') return exitCodes.ok;
  return status === 'SUCCEEDED' && result?.outcome !== 'FAIL' ? exitCodes.ok : exitCodes.failed;
};
