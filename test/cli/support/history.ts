import type { HistoryEvent } from '@aws-sdk/client-sfn';

const at = (seconds: number): Date => new Date(Date.UTC(2026, 0, 1, 0, 0, seconds));

/** A history of an execution whose StartDiagnosticTask fails once, is retried and then caught. */
export const failingHistory: HistoryEvent[] = [
  { id: 1, previousEventId: 0, type: 'ExecutionStarted', timestamp: at(0) },
  {
    id: 2,
    previousEventId: 0,
    type: 'TaskStateEntered',
    timestamp: at(0),
    stateEnteredEventDetails: { name: 'StartDiagnosticTask' },
  },
  { id: 3, previousEventId: 2, type: 'TaskScheduled', timestamp: at(0) },
  {
    id: 4,
    previousEventId: 3,
    type: 'TaskFailed',
    timestamp: at(1),
    taskFailedEventDetails: { resourceType: 'lambda', resource: 'invoke', error: 'ThrottlingException', cause: 'slow' },
  },
  { id: 5, previousEventId: 4, type: 'TaskScheduled', timestamp: at(3) },
  {
    id: 6,
    previousEventId: 5,
    type: 'TaskFailed',
    timestamp: at(4),
    taskFailedEventDetails: {
      resourceType: 'lambda',
      resource: 'invoke',
      error: 'AgentDisconnectedError',
      cause: '{"errorType":"AgentDisconnectedError","errorMessage":"the agent is not connected","trace":[]}',
    },
  },
  {
    id: 7,
    previousEventId: 6,
    type: 'TaskStateExited',
    timestamp: at(4),
    stateExitedEventDetails: { name: 'StartDiagnosticTask', output: '{}' },
  },
  {
    id: 8,
    previousEventId: 7,
    type: 'FailStateEntered',
    timestamp: at(4),
    stateEnteredEventDetails: { name: 'RunbookFailed' },
  },
  {
    id: 9,
    previousEventId: 8,
    type: 'ExecutionFailed',
    timestamp: at(5),
    executionFailedEventDetails: { error: 'AgentDisconnectedError', cause: 'the agent is not connected' },
  },
];

/** Two branches that are in states of the same name at the same time. */
export const parallelHistory: HistoryEvent[] = [
  { id: 1, previousEventId: 0, type: 'ExecutionStarted', timestamp: at(0) },
  { id: 2, previousEventId: 1, type: 'WaitStateEntered', timestamp: at(0), stateEnteredEventDetails: { name: 'Wait' } },
  { id: 3, previousEventId: 1, type: 'WaitStateEntered', timestamp: at(2), stateEnteredEventDetails: { name: 'Wait' } },
  { id: 4, previousEventId: 2, type: 'WaitStateExited', timestamp: at(5), stateExitedEventDetails: { name: 'Wait' } },
  { id: 5, previousEventId: 3, type: 'WaitStateExited', timestamp: at(6), stateExitedEventDetails: { name: 'Wait' } },
];
