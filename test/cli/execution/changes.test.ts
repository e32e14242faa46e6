import { describe, expect, it } from '@jest/globals';
import { changesIn, hasEnded } from '../../../cli/execution/changes.ts';
import { failingHistory, parallelHistory } from '../support/history.ts';

describe('changesIn', () => {
  it('tells of entries, failed attempts with their cause in words, and exits', () => {
    expect(changesIn(failingHistory)).toMatchObject([
      { kind: 'entered', state: 'StartDiagnosticTask' },
      { kind: 'failed', state: 'StartDiagnosticTask', error: 'ThrottlingException', cause: 'slow' },
      {
        kind: 'failed',
        state: 'StartDiagnosticTask',
        error: 'AgentDisconnectedError',
        cause: 'the agent is not connected',
      },
      { kind: 'left', state: 'StartDiagnosticTask', durationMs: 4_000, isCaught: true },
      { kind: 'entered', state: 'RunbookFailed' },
    ]);
  });

  it('measures each branch from its own entry', () => {
    const durations = changesIn(parallelHistory).flatMap((change) =>
      change.kind === 'left' ? [change.durationMs] : [],
    );
    expect(durations).toEqual([5_000, 4_000]);
  });

  it('tells only of what came since', () => {
    expect(changesIn(failingHistory, 7)).toMatchObject([{ kind: 'entered', state: 'RunbookFailed' }]);
  });
});

describe('hasEnded', () => {
  it.each(['ExecutionSucceeded', 'ExecutionFailed', 'ExecutionTimedOut', 'ExecutionAborted'] as const)(
    'knows %s',
    (type) => {
      expect(hasEnded([{ id: 1, type, timestamp: new Date(0) }])).toBe(true);
    },
  );

  it('does not take a failed task for the end', () => {
    expect(hasEnded(failingHistory.slice(0, 8))).toBe(false);
  });
});
