import { describe, expect, it } from '@jest/globals';
import { failureOf } from '../../../../functions/domain/report/failure.ts';
import { failureMessage, resultMessage } from '../../../../functions/domain/report/message.ts';

const execution = { id: 'arn:execution', name: 'run-1', startedAt: '2026-01-01T00:00:00.000Z' };

describe('failureOf', () => {
  it('reads the first failed state and the sentence in its cause', () => {
    const Cause = JSON.stringify({ errorType: 'AccessDenied', errorMessage: 'not allowed', trace: [] });
    const failure = { CheckDiagnosticTask: { Error: 'AccessDenied', Cause }, StopDiagnosticTask: { Error: 'Later' } };
    expect(failureOf({ request: {}, failure })).toEqual({
      error: 'AccessDenied',
      cause: 'not allowed',
      state: 'CheckDiagnosticTask',
    });
  });

  it('reads a failed validation, which replaced the whole state', () => {
    expect(failureOf({ Error: 'InvalidRequestError', Cause: 'plain words' })).toEqual({
      error: 'InvalidRequestError',
      cause: 'plain words',
      state: 'ValidateRequest',
    });
  });

  it.each([[null], ['text'], [{}], [{ failure: { X: 5 } }]])('has a name even for %j', (state) => {
    expect(failureOf(state)).toMatchObject({ error: 'RunbookFailed', state: 'unknown' });
  });
});

describe('messages', () => {
  const result = {
    runbook: 'autodiag',
    outcome: 'FAIL' as const,
    summary: `grüße\nfrom ${'x'.repeat(200)}`,
    findings: [{ check: 'TCP', status: 'FAIL' as const, detail: 'refused', remedy: 'start the server' }],
    links: { log: 's3://bucket/key' },
  };

  it('have a subject of at most 100 ASCII characters on one line', () => {
    const { subject } = resultMessage(result, execution, {});
    expect(subject).toMatch(/^\[FAIL\] autodiag: gr e from x+$/);
    expect(subject.length).toBe(100);
  });

  it('tell findings, remedies, links, execution and who asked', () => {
    const { text } = resultMessage(result, execution, { by: 'ops', from: 'cli' });
    expect(text).toContain('FAIL  TCP: refused\n      → start the server');
    expect(text).toContain('log: s3://bucket/key\nexecution: arn:execution\nStarted by ops from cli');
  });

  it('tell which state failed and why', () => {
    const failure = { error: 'AgentDisconnectedError', cause: 'no agent', state: 'StartDiagnosticTask' };
    expect(failureMessage('autodiag', failure, execution)).toEqual({
      subject: '[FAILED] autodiag: AgentDisconnectedError',
      text: 'autodiag failed in StartDiagnosticTask with AgentDisconnectedError: no agent\n\nexecution: arn:execution',
    });
  });
});
