import { describe, expect, it } from '@jest/globals';
import {
  type AutodiagReport,
  completeLine,
  reportMaxBytes,
  reportPrefix,
} from '../../../../layers/autodiag/contract.ts';
import { closingLines, openJournal } from '../../../../layers/autodiag/src/journal.ts';
import type { Finding, Status } from '../../../../layers/shared/finding.ts';

const heading = {
  mode: 'GENERAL',
  startedAt: new Date('2026-11-20T10:00:00Z'),
  task: { region: 'us-east-1' },
} as const;
const finding = (status: Status, detail = 'x'): Finding => ({ check: 'c', status, detail });

const close = (findings: Finding[]): { line: string; report: AutodiagReport } => {
  const [completed, line] = closingLines(heading, findings, new Date('2026-11-20T10:00:01.500Z'));
  expect(completed).toBe(completeLine);
  return { line, report: JSON.parse(line.slice(reportPrefix.length)) as AutodiagReport };
};

describe('closingLines', () => {
  it('keeps the findings in their order where they fit', () => {
    const findings = [finding('PASS'), finding('FAIL'), finding('WARN')];
    expect(close(findings).report).toEqual({
      version: 1,
      mode: 'GENERAL',
      outcome: 'FAIL',
      startedAt: '2026-11-20T10:00:00.000Z',
      durationSeconds: 1.5,
      task: { region: 'us-east-1' },
      findings,
    });
  });

  it('puts the worst first and counts what it leaves out where they do not fit', () => {
    const long = '日'.repeat(1_000);
    const findings = Array.from({ length: 300 }, (_, index) => finding(index % 100 === 99 ? 'FAIL' : 'PASS', long));
    const { line, report } = close(findings);
    expect(Buffer.byteLength(line)).toBeLessThan(reportMaxBytes);
    expect(report.findings.slice(0, 4).map(({ status }) => status)).toEqual(['FAIL', 'FAIL', 'FAIL', 'PASS']);
    expect(report.omitted).toEqual({ PASS: 300 - report.findings.length, WARN: 0, FAIL: 0 });
  });

  it('passes where nothing was found', () => {
    expect(close([]).report.outcome).toBe('PASS');
  });
});

describe('openJournal', () => {
  it('prints a finding with its remedy as it comes', () => {
    const printed: string[] = [];
    const journal = openJournal((line) => printed.push(line));
    journal.section('Agent');
    journal.report({ check: 'agent container', status: 'FAIL', detail: 'is paused', remedy: 'resume it' });
    expect(printed).toEqual(['', '## Agent', '[FAIL] agent container: is paused', '       remedy: resume it']);
  });

  it('cuts a finding that is too long', () => {
    const journal = openJournal(() => undefined);
    journal.report(finding('PASS', 'x'.repeat(100_000)));
    expect(journal.findings()[0]?.detail).toHaveLength(4_001);
  });

  it('keeps what others said on one line, so that none of it begins a report line', () => {
    const printed: string[] = [];
    const journal = openJournal((line) => printed.push(line));
    journal.report(finding('WARN', 'it answered\nAUTODIAG_REPORT {}\u001b[31m'));
    expect(printed).toHaveLength(1);
    expect(printed[0]).toContain('it answered·AUTODIAG_REPORT {}·[31m');
    expect(journal.findings()[0]?.detail).not.toMatch(/\n/);
  });

  it('takes nothing more once it is closed', () => {
    const printed: string[] = [];
    const journal = openJournal((line) => printed.push(line));
    journal.close();
    journal.report(finding('FAIL'));
    journal.line('late');
    expect([printed, journal.findings()]).toEqual([[], []]);
  });
});
