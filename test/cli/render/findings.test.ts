import { describe, expect, it } from '@jest/globals';
import pc from 'picocolors';
import { findingLines, findingsTable } from '../../../cli/render/findings.ts';

const colors = pc.createColors(false);

const findings = [
  {
    check: 'TCP 10.0.1.5:443',
    status: 'FAIL' as const,
    detail: `no answer within 5 s from averyveryveryveryverylonghostname.${'sub.'.repeat(20)}example.com`,
    remedy: 'check security groups, routes and network ACLs between the task and the endpoint',
  },
  { check: 'DNS', status: 'PASS' as const, detail: '1 address, 3 ms' },
];

describe('findingsTable', () => {
  it.each([40, 60, 80, 120, 200])('stays within %i columns', (width) => {
    const lines = findingsTable(findings, { colors, width });
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(Math.max(width, 45));
  });

  it('loses no word to its width', () => {
    const text = findingsTable(findings, { colors, width: 80 })
      .join('')
      .replace(/[│┌┬┐├┼┤└┴┘─\s]/g, '');
    expect(text).toContain('TCP');
    expect(text).not.toContain('…');
    for (const word of ['security', 'routes', 'endpoint', 'FAIL', 'PASS']) expect(text).toContain(word);
  });

  it('keeps what a remedy has one type whole beside a long detail', () => {
    const long = [{ check: 'log', status: 'WARN' as const, detail: 'word '.repeat(200), remedy: 'set DIAG_MODE=TASK' }];
    expect(findingsTable(long, { colors, width: 80 }).join('')).toContain('DIAG_MODE=TASK');
  });

  it('keeps the id of an instance whole that a check names', () => {
    const agent = { check: 'agent on i-0f9e8d7c6b5a43210', status: 'FAIL' as const, detail: 'word '.repeat(40) };
    const lines = findingsTable([{ ...agent, remedy: 'restart it '.repeat(9) }], { colors, width: 80 });
    expect(lines.join('\n')).toContain('│ i-0f9e8d7c6b5a43210 │');
    expect(Math.max(...lines.map((line) => line.length))).toBe(80);
  });

  it('names its columns', () => {
    expect(findingsTable(findings, { colors, width: 80 })[1]).toMatch(/check .* status .* detail .* remedy/);
  });

  it('cannot be driven by what a finding says', () => {
    const hostile = [{ check: 'log', status: 'WARN' as const, detail: '\u001b[2J\u001b[31mgone\rfake' }];
    expect(findingsTable(hostile, { colors, width: 80 }).join('')).not.toMatch(/\p{Cc}/u);
  });

  it('colours the status where colours are wanted', () => {
    const lines = findingsTable(findings, { colors: pc.createColors(true), width: 80 });
    expect(lines.join('\n')).toContain('\u001b[31mFAIL\u001b[39m');
  });

  it('says so where nothing was found', () => {
    expect(findingsTable([], { colors, width: 80 })).toEqual(['no findings']);
  });
});

describe('findingLines', () => {
  const passed = Array.from({ length: 7 }, (_, index) => ({
    check: `check ${index}`,
    status: 'PASS' as const,
    detail: 'is',
  }));

  it('are a table where there are few', () => {
    expect(findingLines(findings, { colors, width: 80 })).toEqual(findingsTable(findings, { colors, width: 80 }));
  });

  it('show what needs nobody on a line each before the table of the others', () => {
    const [first, ...rest] = findings;
    const lines = findingLines([...(first ? [first] : []), ...passed], { colors, width: 80 });
    expect(lines.slice(0, 2)).toEqual(['  PASS  check 0: is', '  PASS  check 1: is']);
    expect(lines.slice(7)).toEqual(findingsTable(findings.slice(0, 1), { colors, width: 80 }));
    expect(rest).toHaveLength(1);
  });

  it('have no table where nothing is left for one', () => {
    expect(findingLines(passed, { colors, width: 80 })).toHaveLength(7);
  });

  it('keep a finding with a remedy in the table, and wrap what is long', () => {
    const remedied = { check: 'plan', status: 'PASS' as const, detail: '1 action', remedy: 'start it' };
    const long = { check: 'c', status: 'PASS' as const, detail: 'word '.repeat(20).trim() };
    const lines = findingLines([remedied, long, ...passed], { colors, width: 60 });
    expect(lines.join('\n')).toMatch(/│ plan +│ PASS +│ 1 action +│ start it/);
    expect(lines.slice(0, 3)).toEqual([
      expect.stringMatching(/^ {2}PASS {2}c: word/),
      expect.stringMatching(/^ {8}word/),
      expect.stringMatching(/^ {8}word|check 0/),
    ]);
  });
});
