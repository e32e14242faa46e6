import type { GetExecutionHistoryInput, HistoryEvent } from '@aws-sdk/client-sfn';
import type { Execution } from '../../engine/execution.ts';
import { isObject, type Json } from '../../engine/json.ts';
import { pageOf } from './pages.ts';

/** GetExecutionHistory's answer for an execution. */
export const historyPage = (execution: Execution, input: GetExecutionHistoryInput) => {
  const { events } = execution.history;
  const { page, ...rest } = pageOf(input.reverseOrder ? events.toReversed() : events, input);
  return { events: input.includeExecutionData === false ? page.map(withoutData) : page, ...rest };
};

const dataMembers = new Set(['input', 'inputDetails', 'output', 'outputDetails', 'parameters']);

const withoutData = (event: HistoryEvent): HistoryEvent =>
  Object.fromEntries(
    Object.entries(event).map(([member, value]) => [
      member,
      isObject(value) && !(value instanceof Date) ? omitData(value) : value,
    ]),
  ) as unknown as HistoryEvent;

const omitData = (details: { [key: string]: Json }) =>
  Object.fromEntries(Object.entries(details).filter(([member]) => !dataMembers.has(member)));
