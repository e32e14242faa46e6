import { describe, expect, it } from '@jest/globals';
import pc from 'picocolors';
import type { ExecutionDocument } from '../../../cli/execution/document.ts';
import { executionLines, linkLines, resultLines } from '../../../cli/render/execution.ts';

const style = { colors: pc.createColors(false), width: 80 };

const failed: ExecutionDocument = {
  executionArn: 'arn:aws:states:us-east-1:111122223333:execution:ecs-runbooks-prod-autodiag:cli-1',
  name: 'cli-1',
  runbook: 'autodiag',
  status: 'FAILED',
  startedAt: '2026-01-01T00:00:00.000Z',
  stoppedAt: '2026-01-01T00:00:04.500Z',
  durationSeconds: 4.5,
  states: [
    { name: 'StartDiagnosticTask', enteredAt: '', leftAt: '', durationSeconds: 4, errors: ['AgentDisconnectedError'] },
    { name: 'RunbookFailed', enteredAt: '' },
  ],
  error: 'AgentDisconnectedError',
  cause: 'the agent is not connected\u001b[2J',
};

describe('executionLines', () => {
  it('shows what it is, where it has been and why it failed', () => {
    expect(executionLines(failed, style)).toEqual([
      'autodiag  cli-1',
      'FAILED, started 2026-01-01T00:00:00.000Z, 4.5 s',
      '',
      '  StartDiagnosticTask              4.0 s  AgentDisconnectedError',
      '  RunbookFailed                        -',
      '',
      'FAILED  AgentDisconnectedError: the agent is not connected',
    ]);
  });

  it('says that an execution is still running', () => {
    const { error, cause, stoppedAt, durationSeconds, ...rest } = failed;
    expect(executionLines({ ...rest, status: 'RUNNING' }, style).at(-1)).toBe('still running');
  });
});

describe('resultLines', () => {
  it('ends with the outcome, a summary that fits and the log stream', () => {
    const data = { logGroup: '/ecs/autodiag', logStream: 'ecs/autodiag/1' };
    const result = { runbook: 'autodiag', outcome: 'WARN' as const, summary: 'x'.repeat(300), findings: [], data };
    expect(resultLines(result, style)).toEqual([
      'no findings',
      `WARN  ${'x'.repeat(200)}… (+100 characters)`,
      'log stream: /ecs/autodiag ecs/autodiag/1',
    ]);
  });
});

describe('linkLines', () => {
  it('names each link', () => {
    expect(linkLines({ log: 's3://bucket/key' })).toEqual(['log: s3://bucket/key']);
  });
});
