import { describe, expect, it } from '@jest/globals';
import { demoRuns } from '../../../cli/demo/runs.ts';
import type { ExecutionDocument } from '../../../cli/execution/document.ts';

const [general, health, open, closed] = demoRuns('0f3d2c1b4a5968778695a4b3c2d1e0ff', {
  host: '127.0.0.1',
  open: 8080,
  closed: 9,
  close: async () => {},
});

type Finding = NonNullable<ExecutionDocument['result']>['findings'][number];

const finding = (status: Finding['status'], check: string, detail = ''): Finding => ({ check, status, detail });

const execution = (outcome: Finding['status'], findings: Finding[]): ExecutionDocument => ({
  executionArn: 'arn:aws:states:us-east-1:000000000000:execution:ecs-runbooks-sandbox-autodiag:demo',
  name: 'demo',
  runbook: 'autodiag',
  status: 'SUCCEEDED',
  startedAt: '2026-11-21T00:00:00.000Z',
  states: [],
  result: { runbook: 'autodiag', outcome, summary: '', findings },
});

const log = finding('WARN', 'agent log ecs-agent.log', '9 lines hold error');

describe('the demo’s run on an instance', () => {
  it.each([
    ['the errors in the log and nothing else', [log, finding('PASS', 'endpoint ecs')], true],
    ['a full disk of this machine', [log, finding('FAIL', 'room in /var/log/ecs')], true],
    ['an endpoint that does not answer', [log, finding('FAIL', 'endpoint ecs')], false],
    ['no error in the log', [finding('PASS', 'agent log ecs-agent.log')], false],
  ])('with %s: %# ends as it says: %s', (_, findings, isAsExpected) => {
    expect(general?.isAsExpected(execution('WARN', findings))).toBe(isAsExpected);
  });
});

describe('the demo’s runs on ports', () => {
  it('want the open one to pass', () => {
    expect(health?.isAsExpected(execution('FAIL', []))).toBe(false);
    expect(open?.isAsExpected(execution('PASS', []))).toBe(true);
  });

  it('want the closed one refused, and not failed for another reason', () => {
    const ended = (detail: string) => execution('FAIL', [finding('FAIL', 'TCP 127.0.0.1:9', detail)]);
    expect(closed?.isAsExpected(ended('refused: nothing listens'))).toBe(true);
    expect(closed?.isAsExpected(ended('no answer'))).toBe(false);
  });
});
