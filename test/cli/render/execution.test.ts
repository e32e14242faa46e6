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
    {
      name: 'StartDiagnosticTask',
      type: 'Task',
      enteredAt: '',
      leftAt: '',
      durationSeconds: 4,
      errors: ['AgentDisconnectedError'],
    },
    { name: 'IsTaskStopped', type: 'Choice', enteredAt: '', leftAt: '', durationSeconds: 0 },
    { name: 'RunbookFailed', type: 'Fail', enteredAt: '' },
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

  it('shows the parts of a cause on lines of their own, lines of a log whole', () => {
    const log = 'x'.repeat(100);
    const cause = `service a/b does not become stable: it exits; read the log, last lines:\n${log}\nundone: deleted a/b`;
    const shown = executionLines({ ...failed, error: 'ServiceNotStableError', cause }, { ...style, width: 60 });
    expect(shown.slice(6)).toEqual([
      'FAILED  ServiceNotStableError: service a/b does not become',
      '    stable: it exits',
      '  read the log, last lines:',
      `  ${log}`,
      '  undone: deleted a/b',
    ]);
  });

  it('keeps a suggestion with what it corrects, and an ARN whole', () => {
    const arn = `arn:aws:ecs:us-east-1:111122223333:service/demo/${'x'.repeat(40)}`;
    const cause = `$.name: a name; did you mean web?; ${arn} is gone`;
    expect(executionLines({ ...failed, error: 'E', cause }, { ...style, width: 60 }).slice(-3)).toEqual([
      'FAILED  E: $.name: a name; did you mean web?',
      `  ${arn}`,
      '    is gone',
    ]);
  });

  it('says what a state has found', () => {
    const states = [{ name: 'CheckServiceStable', type: 'Task', enteredAt: '', said: '1 of 2 tasks running' }];
    expect(executionLines({ ...failed, states }, style)).toContain(
      '  CheckServiceStable                   -  1 of 2 tasks running',
    );
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

describe('resultLines of a runbook about services', () => {
  it('begin with the plan', () => {
    const plan = { hash: 'f00', status: 'CHANGES', actions: [{ action: 'create', type: 'service', name: 'a/b' }] };
    const result = {
      runbook: 'deploy-service',
      outcome: 'PASS' as const,
      summary: 'done',
      findings: [],
      data: { plan },
    };
    expect(resultLines(result, style)).toEqual([
      'plan f00',
      '  + create  service a/b',
      '',
      'no findings',
      'PASS  done',
    ]);
  });
});

describe('linkLines', () => {
  it('names each link', () => {
    expect(linkLines({ log: 's3://bucket/key' })).toEqual(['log: s3://bucket/key']);
  });
});
