import type { DescribeExecutionOutput } from '@aws-sdk/client-sfn';
import { describe, expect, it } from '@jest/globals';
import { executionDocument, exitCodeOf, visitsOf } from '../../../cli/execution/document.ts';
import { failingHistory, parallelHistory } from '../support/history.ts';

const arn = (kind: string) => `arn:aws:states:us-east-1:111122223333:${kind}:ecs-runbooks-prod-autodiag`;

const described: DescribeExecutionOutput = {
  executionArn: `${arn('execution')}:cli-1`,
  stateMachineArn: arn('stateMachine'),
  name: 'cli-1',
  status: 'SUCCEEDED',
  startDate: new Date('2026-01-01T00:00:00.000Z'),
  stopDate: new Date('2026-01-01T00:00:05.250Z'),
};

const result = { runbook: 'autodiag', outcome: 'PASS', summary: '1 passed', findings: [] };

describe('executionDocument', () => {
  it('holds times, runbook and result', () => {
    expect(executionDocument({ ...described, output: JSON.stringify(result) }, [])).toEqual({
      executionArn: described.executionArn,
      name: 'cli-1',
      runbook: 'autodiag',
      status: 'SUCCEEDED',
      startedAt: '2026-01-01T00:00:00.000Z',
      stoppedAt: '2026-01-01T00:00:05.250Z',
      durationSeconds: 5.25,
      states: [],
      result,
    });
  });

  it('holds the error and its cause in words', () => {
    const cause = '{"errorType":"X","errorMessage":"it broke","trace":[]}';
    expect(executionDocument({ ...described, status: 'FAILED', error: 'X', cause }, [])).toMatchObject({
      status: 'FAILED',
      error: 'X',
      cause: 'it broke',
    });
  });

  it('leaves an output out that is no result', () => {
    expect(executionDocument({ ...described, output: '"text"' }, [])).not.toHaveProperty('result');
  });
});

describe('visitsOf', () => {
  it('names each visit, the errors it met, and leaves open what was never left', () => {
    expect(visitsOf(failingHistory)).toEqual([
      {
        name: 'StartDiagnosticTask',
        type: 'Task',
        enteredAt: '2026-01-01T00:00:00.000Z',
        leftAt: '2026-01-01T00:00:04.000Z',
        durationSeconds: 4,
        errors: ['ThrottlingException', 'AgentDisconnectedError'],
      },
      { name: 'RunbookFailed', type: 'Fail', enteredAt: '2026-01-01T00:00:04.000Z' },
    ]);
  });

  it('closes every branch', () => {
    expect(visitsOf(parallelHistory).filter(({ leftAt }) => leftAt === undefined)).toEqual([]);
  });
});

describe('exitCodeOf', () => {
  const base = executionDocument(described, []);
  it.each([
    ['RUNNING', undefined, 0],
    ['SUCCEEDED', 'PASS', 0],
    ['SUCCEEDED', 'WARN', 0],
    ['SUCCEEDED', 'FAIL', 1],
    ['FAILED', undefined, 1],
    ['TIMED_OUT', undefined, 1],
    ['ABORTED', undefined, 1],
  ] as const)('of %s with outcome %s is %i', (status, outcome, code) => {
    expect(exitCodeOf({ ...base, status, ...(outcome ? { result: { ...result, outcome } } : {}) })).toBe(code);
  });
});
