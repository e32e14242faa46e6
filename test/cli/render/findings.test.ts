import { describe, expect, it } from '@jest/globals';
import pc from 'picocolors';
import { findingsTable } from '../../../cli/render/findings.ts';

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
