import { randomUUID } from 'node:crypto';
import type { Clients } from '../clients/index.ts';
import { type CallOptions, startExecution } from '../clients/step-functions.ts';
import type { Trigger } from '../domain/runbook.ts';
import { parseRequest } from './parse-request.ts';

/** An order to start a runbook, from any door. */
export interface StartOrder {
  machineArn: string;
  runbook: string;
  /** As the person or the rule gave it; `trigger` in it is completed, not replaced. */
  request: unknown;
  /** Who started it, from where. */
  trigger: Trigger;
  /** Name of the execution where a repeated delivery must be one run; absent: a fresh one. */
  name?: string;
}

/** A started execution. */
export interface StartedRunbook {
  executionArn: string;
  name: string;
}

/** `cli-autodiag-5f0c…`: letters, digits and `-`, at most 80 of them, and never the same twice. */
const freshName = (runbook: string, { from = 'unknown' }: Trigger): string =>
  `${`${from}-${runbook}`.replace(/[^A-Za-z0-9-]/g, '-').slice(0, 43)}-${randomUUID()}`;

/**
 * Starts a runbook's machine with a request that has been checked. Safe to retry with the same name.
 *
 * @throws UnknownRunbookError, InvalidRequestError before anything is started; then what StartExecution throws
 */
export const startRunbook = async (
  { sfn }: Pick<Clients, 'sfn'>,
  { machineArn, runbook, request, trigger, name = freshName(runbook, trigger) }: StartOrder,
  options: CallOptions = {},
): Promise<StartedRunbook> => {
  const given = parseRequest(runbook, request);
  const input = { ...given, trigger: { ...(given['trigger'] as Trigger | undefined), ...trigger } };
  return { executionArn: await startExecution(sfn, { machineArn, name, input }, options), name };
};
