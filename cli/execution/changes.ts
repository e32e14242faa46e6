import type { HistoryEvent } from '@aws-sdk/client-sfn';
import { causeInWords } from '../../functions/domain/report/failure.ts';
import { saidIn } from './said.ts';

/** What a person following an execution is told, in the order it happened. */
export type StateChange =
  | { kind: 'entered'; type: string; state: string; at: Date }
  | { kind: 'left'; type: string; state: string; at: Date; durationMs: number; isCaught: boolean; said?: string }
  | { kind: 'failed'; state: string; at: Date; error: string; cause: string };

interface FailureDetails {
  error?: string;
  cause?: string;
}

const isFailure = ({ type }: HistoryEvent): boolean => /^(?!Execution).*(Failed|TimedOut|Aborted)$/.test(type ?? '');

/** `TaskFailed` → `taskFailedEventDetails`, and so on for each of the twenty kinds there are. */
const failureDetails = (event: HistoryEvent): FailureDetails => {
  const type = event.type ?? '';
  const key = `${type.charAt(0).toLowerCase()}${type.slice(1)}EventDetails`;
  return ((event as unknown as Record<string, FailureDetails | undefined>)[key] ?? {}) satisfies FailureDetails;
};

/** `TaskStateEntered` → `Task`. */
const stateType = ({ type }: HistoryEvent): string => (type ?? '').replace(/State(Entered|Exited)$/, '');

/** Follows `previousEventId` back to the state's entry: branches of a Parallel may enter others meanwhile. */
const entryOf = (event: HistoryEvent, history: readonly HistoryEvent[], state?: string): HistoryEvent | undefined => {
  let at: HistoryEvent | undefined = event;
  while (at?.previousEventId) {
    at = history[at.previousEventId - 1];
    const entered = at?.stateEnteredEventDetails?.name;
    if (entered && (state === undefined || entered === state)) return at;
  }
  return undefined;
};

const changeOf = (event: HistoryEvent, history: readonly HistoryEvent[]): StateChange | undefined => {
  const at = event.timestamp ?? new Date(0);
  const entered = event.stateEnteredEventDetails?.name;
  const type = stateType(event);
  if (entered) return { kind: 'entered', type, state: entered, at };
  const left = event.stateExitedEventDetails?.name;
  if (left) {
    const since = entryOf(event, history, left)?.timestamp ?? at;
    const before = history[(event.previousEventId ?? 0) - 1];
    const isCaught = before !== undefined && isFailure(before);
    const said = saidIn(before?.taskSucceededEventDetails?.output);
    const durationMs = at.getTime() - since.getTime();
    return { kind: 'left', type, state: left, at, durationMs, isCaught, ...(said === undefined ? {} : { said }) };
  }
  if (!isFailure(event)) return undefined;
  const { error = event.type ?? 'unknown', cause = '' } = failureDetails(event);
  const state = entryOf(event, history)?.stateEnteredEventDetails?.name ?? 'unknown';
  return { kind: 'failed', state, at, error, cause: causeInWords(cause) };
};

/**
 * Reads state changes from a history.
 *
 * @param history all events from the first on, so that event n is at n - 1
 * @param fromIndex where the events not yet told begin
 */
export const changesIn = (history: readonly HistoryEvent[], fromIndex = 0): StateChange[] =>
  history
    .slice(fromIndex)
    .map((event) => changeOf(event, history))
    .filter((change) => change !== undefined);

/** Whether the execution's last event is among these. */
export const hasEnded = (events: readonly HistoryEvent[]): boolean =>
  events.some(({ type }) => /^Execution(Succeeded|Failed|TimedOut|Aborted)$/.test(type ?? ''));
