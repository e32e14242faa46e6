import { describe, expect, it } from '@jest/globals';
import { excerptOf, readDiagnosticLog } from '../../../../functions/domain/diagnosis/diagnostic-log.ts';
import { diagnosticFindings } from '../../../../functions/domain/diagnosis/diagnostic-result.ts';
import { logStreamLink } from '../../../../functions/domain/diagnosis/log-links.ts';

const report = {
  version: 1 as const,
  mode: 'GENERAL' as const,
  outcome: 'FAIL' as const,
  startedAt: '2026-01-01T00:00:00.000Z',
  durationSeconds: 1,
  task: {},
  findings: [
    { check: 'DNS', status: 'PASS' as const, detail: 'resolved' },
    { check: 'TCP', status: 'FAIL' as const, detail: 'refused', remedy: 'start the server' },
  ],
};
const line = `AUTODIAG_REPORT ${JSON.stringify(report)}`;
const stopped = {
  status: 'STOPPED' as const,
  reason: 'Essential container in task exited',
  waitSeconds: 1,
  ran: true,
  stoppedAt: '2026-01-01T00:00:05.000Z',
  exitCode: 1,
};

describe('readDiagnosticLog', () => {
  it('separates the report from what people read', () => {
    expect(readDiagnosticLog(['## DNS', '#### DIAG COMPLETE ####', line])).toEqual({
      lines: ['## DNS', '#### DIAG COMPLETE ####'],
      report,
    });
  });

  it('joins a report that the log driver split', () => {
    expect(readDiagnosticLog(['a', line.slice(0, 90), line.slice(90, 150), line.slice(150)]).report).toEqual(report);
  });

  it('finds no report in half of one', () => {
    expect(readDiagnosticLog(['a', line.slice(0, 90)])).toEqual({ lines: ['a'] });
  });
});

describe('excerptOf', () => {
  const lines = Array.from({ length: 2_000 }, (_, index) => `line ${index} ü`);

  it('keeps a short log whole', () => {
    expect(excerptOf(['a', 'b'], 8_192)).toBe('a\nb');
  });

  it('keeps both ends within the limit and counts what is left out', () => {
    const excerpt = excerptOf(lines, 8_192);
    expect(Buffer.byteLength(excerpt)).toBeLessThanOrEqual(8_192);
    expect(excerpt).toMatch(/^line 0 ü\n/);
    expect(excerpt).toMatch(/line 1999 ü$/);
    const omitted = Number(/… (\d+) lines left out …/.exec(excerpt)?.[1]);
    expect(excerpt.split('\n').length - 1 + omitted).toBe(2_000);
  });

  it.each([['ü'.repeat(100_000)], ['"\\\\'.repeat(50_000)], ['\u001b[31m'.repeat(9_000)]])(
    'keeps the limit as JSON for enormous lines of %.4s',
    (line) => {
      const lines = Array<string>(50).fill(line);
      expect(Buffer.byteLength(JSON.stringify(excerptOf(lines, 8_192)))).toBeLessThanOrEqual(8_194);
    },
  );

  it('leaves out what would drive a terminal', () => {
    expect(excerptOf(['\u001b[31mred\u0007\ttab'], 8_192)).toBe('[31mred\ttab');
  });
});

describe('diagnosticFindings', () => {
  it('puts the worst first and tells it in the summary', () => {
    expect(diagnosticFindings({ report, task: stopped, timeoutSeconds: 300 }, 12_288)).toEqual({
      findings: [report.findings[1], report.findings[0]],
      counts: { PASS: 1, WARN: 0, FAIL: 1 },
      omitted: 0,
      summary: '1 failed, 1 passed; TCP: refused',
    });
  });

  it('fails a task that stopped before AutoDiag ran, with its stoppedReason', () => {
    const task = { ...stopped, ran: false, exitCode: null, reason: 'CannotPullContainerError: not found' };
    expect(diagnosticFindings({ task, timeoutSeconds: 300 }, 12_288).findings).toMatchObject([
      { status: 'FAIL', detail: 'stopped before AutoDiag ran: CannotPullContainerError: not found' },
    ]);
  });

  it('warns of a task that was stopped at its limit', () => {
    const task = { ...stopped, status: 'OVERDUE' as const, reason: 'still RUNNING after 300 s', stoppedAt: null };
    expect(diagnosticFindings({ task, timeoutSeconds: 300 }, 12_288).findings).toMatchObject([
      { status: 'WARN', detail: expect.stringContaining('did not finish within 300 s') },
    ]);
  });

  it('warns of a run that left no report', () => {
    expect(diagnosticFindings({ task: stopped, timeoutSeconds: 300 }, 12_288).findings).toMatchObject([
      { status: 'WARN', detail: expect.stringContaining('exit code 1 and no report arrived') },
    ]);
  });

  it('keeps the worst of what does not fit and counts the rest', () => {
    const many = Array.from({ length: 500 }, (_, index) => ({
      check: `check ${index}`,
      status: index === 499 ? ('FAIL' as const) : ('PASS' as const),
      detail: 'x'.repeat(5_000),
    }));
    const found = diagnosticFindings(
      { report: { ...report, findings: many }, task: stopped, timeoutSeconds: 300 },
      12_288,
    );
    expect(Buffer.byteLength(JSON.stringify(found.findings))).toBeLessThanOrEqual(12_288);
    expect(found.findings[0]?.check).toBe('check 499');
    expect(found.findings.length + found.omitted).toBe(500);
  });
});

describe('logStreamLink', () => {
  it('encodes names as the console does', () => {
    expect(logStreamLink({ partition: 'aws', region: 'us-east-1' }, '/ecs/autodiag', 'ecs/autodiag/0123')).toBe(
      'https://us-east-1.console.aws.amazon.com/cloudwatch/home?region=us-east-1#logsV2:log-groups/log-group/' +
        '$252Fecs$252Fautodiag/log-events/ecs$252Fautodiag$252F0123',
    );
  });
});
