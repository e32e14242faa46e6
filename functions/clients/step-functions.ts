import {
  DescribeExecutionCommand,
  type DescribeExecutionOutput,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  ListStateMachinesCommand,
  type SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { ExecutionNotStartedError } from '../domain/errors/execution.ts';

/** What a call may be told besides its input. */
export interface CallOptions {
  /** Gives the call up. */
  abortSignal?: AbortSignal;
}

/** A state machine by name, as a list shows it. */
export interface StateMachineRef {
  name: string;
  arn: string;
}

/** Pages of 1,000 machines: far beyond an account's quota, so a token that repeats ends the loop. */
const maxPages = 20;

/**
 * Lists the region's state machines, all pages of them.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListStateMachines.html
 */
export const listStateMachines = async (sfn: SFNClient, options: CallOptions = {}): Promise<StateMachineRef[]> => {
  const machines: StateMachineRef[] = [];
  let nextToken: string | undefined;
  for (let page = 0; page < maxPages; page += 1) {
    const output = await sfn.send(new ListStateMachinesCommand({ maxResults: 1_000, nextToken }), options);
    for (const { name, stateMachineArn } of output.stateMachines ?? []) {
      if (name && stateMachineArn) machines.push({ name, arn: stateMachineArn });
    }
    nextToken = output.nextToken;
    if (!nextToken) break;
  }
  return machines;
};

/**
 * Starts an execution. Safe to retry with the same name and input while the execution runs.
 *
 * @param start.input a JSON object; 262,144 bytes at most
 * @returns the execution's ARN
 * @throws ExecutionNotStartedError; ExecutionAlreadyExists, StateMachineDoesNotExist, InvalidName as the SDK names them
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
 */
export const startExecution = async (
  sfn: SFNClient,
  { machineArn, name, input }: { machineArn: string; name: string; input: Record<string, unknown> },
  options: CallOptions = {},
): Promise<string> => {
  const { executionArn } = await sfn.send(
    new StartExecutionCommand({ stateMachineArn: machineArn, name, input: JSON.stringify(input) }),
    options,
  );
  if (!executionArn) throw new ExecutionNotStartedError({ machineArn, name });
  return executionArn;
};

/**
 * Describes an execution: its status and, once it has ended, its output or its error and cause.
 *
 * @throws ExecutionDoesNotExist, InvalidArn as the SDK names them
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeExecution.html
 */
export const describeExecution = async (
  sfn: SFNClient,
  executionArn: string,
  options: CallOptions = {},
): Promise<DescribeExecutionOutput> => sfn.send(new DescribeExecutionCommand({ executionArn }), options);

/** Where reading a history goes on. */
export interface HistoryPosition {
  /** Token of the last page read; absent at the beginning. */
  pageToken?: string;
  /** Id of the last event read. */
  lastEventId: number;
}

export const historyStart: HistoryPosition = { lastEventId: 0 };

/**
 * Reads the events that an execution's history has gained since a position, page by page. The last page is read again
 * each time, because it may have grown; earlier ones are not.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_GetExecutionHistory.html
 */
export const readHistory = async (
  sfn: SFNClient,
  executionArn: string,
  from: HistoryPosition = historyStart,
  options: CallOptions = {},
): Promise<{ events: HistoryEvent[]; position: HistoryPosition }> => {
  const events: HistoryEvent[] = [];
  let { pageToken, lastEventId } = from;
  for (;;) {
    const page = await sfn.send(
      new GetExecutionHistoryCommand({ executionArn, maxResults: 1_000, nextToken: pageToken }),
      options,
    );
    const fresh = (page.events ?? []).filter(({ id }) => (id ?? 0) > lastEventId);
    events.push(...fresh);
    lastEventId = fresh.at(-1)?.id ?? lastEventId;
    if (!page.nextToken || page.nextToken === pageToken) break;
    pageToken = page.nextToken;
  }
  return { events, position: { ...(pageToken === undefined ? {} : { pageToken }), lastEventId } };
};
