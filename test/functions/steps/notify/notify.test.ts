import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { notifyFailure } from '../../../../functions/steps/notify/notify-failure.ts';
import { notifyResult } from '../../../../functions/steps/notify/notify-result.ts';

const execution = { id: 'arn:execution', name: 'run-1', startedAt: '2026-01-01T00:00:00.000Z' };
const logger = { info: () => undefined, warn: () => undefined };
const topic = 'arn:aws:sns:us-east-1:111122223333:results';
const contextFor = (RESULT_TOPIC_ARN: string) => ({ now: execution.startedAt, settings: { RESULT_TOPIC_ARN }, logger });
const answer = {
  runbook: 'autodiag',
  summary: '1 failed',
  findings: [
    { check: 'DNS', status: 'PASS' as const, detail: 'resolved' },
    { check: 'TCP', status: 'FAIL' as const, detail: 'refused' },
  ],
  execution,
  trigger: {},
};

describe('notifyResult', () => {
  it('judges by the worst finding and publishes where a topic is set', async () => {
    const sns = new SNSClient({ region: 'us-east-1' });
    const mock = mockClient(sns);
    const result = await notifyResult({ sns }, contextFor(topic))(answer);
    expect(result).toMatchObject({ outcome: 'FAIL', findings: [{ check: 'TCP' }, { check: 'DNS' }] });
    expect(mock.commandCalls(PublishCommand)[0]?.args[0].input).toMatchObject({
      TopicArn: topic,
      Subject: '[FAIL] autodiag: 1 failed',
    });
  });

  it('tells of a lock that the run could not release', async () => {
    const sns = new SNSClient({ region: 'us-east-1' });
    const Cause = JSON.stringify({ errorType: 'AccessDenied', errorMessage: 'not authorized' });
    const failure = { UnlockService: { Error: 'AccessDenied', Cause } };
    const passed = { ...answer, findings: answer.findings.slice(0, 1) };
    const result = await notifyResult({ sns }, contextFor(''))({ ...passed, failure });
    expect(result).toMatchObject({ outcome: 'WARN' });
    expect(result.findings[0]).toEqual({
      check: 'lock',
      status: 'WARN',
      detail: 'the lock was not released (AccessDenied: not authorized)',
      remedy: 'nothing to do: the next run takes over the lock of a run that has ended',
    });
    expect(result).not.toHaveProperty('failure');
  });

  it('publishes nothing without a topic', async () => {
    const sns = new SNSClient({ region: 'us-east-1' });
    const mock = mockClient(sns);
    await notifyResult({ sns }, contextFor(''))(answer);
    expect(mock.calls()).toHaveLength(0);
  });

  it('publishes nothing of a quiet run, whose result is the same', async () => {
    const sns = new SNSClient({ region: 'us-east-1' });
    const mock = mockClient(sns);
    const result = await notifyResult({ sns }, contextFor(topic))({ ...answer, quiet: true });
    expect(mock.calls()).toHaveLength(0);
    expect(result).toEqual(await notifyResult({ sns }, contextFor(''))({ ...answer, quiet: false }));
    expect(result).not.toHaveProperty('quiet');
  });

  it('answers with a warning when the topic cannot be reached', async () => {
    const sns = new SNSClient({ region: 'us-east-1' });
    mockClient(sns).rejects(Object.assign(new Error('no such topic'), { name: 'NotFoundException' }));
    const passing = { ...answer, findings: answer.findings.slice(0, 1) };
    expect(await notifyResult({ sns }, contextFor(topic))(passing)).toMatchObject({
      outcome: 'WARN',
      findings: [
        { check: 'notification', detail: 'the result was not published (NotFoundException: no such topic)' },
        { check: 'DNS' },
      ],
    });
  });
});

describe('notifyFailure', () => {
  const state = { failure: { StartDiagnosticTask: { Error: 'AgentDisconnectedError', Cause: 'no agent' } } };

  it("returns the failing step's own error and reports it", async () => {
    const sns = new SNSClient({ region: 'us-east-1' });
    const mock = mockClient(sns);
    const failure = await notifyFailure({ sns }, contextFor(topic))({ runbook: 'autodiag', state, execution });
    expect(failure).toEqual({ error: 'AgentDisconnectedError', cause: 'no agent' });
    expect(mock.commandCalls(PublishCommand)[0]?.args[0].input.Subject).toBe(
      '[FAILED] autodiag: AgentDisconnectedError',
    );
  });

  it('does not hide the failure behind a topic that cannot be reached', async () => {
    const sns = new SNSClient({ region: 'us-east-1' });
    mockClient(sns).rejects(new Error('down'));
    expect(await notifyFailure({ sns }, contextFor(topic))({ runbook: 'autodiag', state, execution })).toEqual({
      error: 'AgentDisconnectedError',
      cause: 'no agent',
    });
  });
});
