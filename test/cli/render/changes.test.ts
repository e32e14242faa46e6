import { describe, expect, it } from '@jest/globals';
import pc from 'picocolors';
import { changeLine, logLine } from '../../../cli/render/changes.ts';

const colors = pc.createColors(false);
const at = new Date(0);

describe('changeLine', () => {
  it('shows an entry', () => {
    expect(changeLine({ kind: 'entered', state: 'NotifyResult', at }, colors)).toBe('  ▸ NotifyResult');
  });

  it('shows an exit with its duration', () => {
    const line = changeLine({ kind: 'left', state: 'NotifyResult', at, durationMs: 1_234, isCaught: false }, colors);
    expect(line).toMatch(/^ {2}✓ NotifyResult +1\.2 s$/);
  });

  it('shows that an error was caught', () => {
    const line = changeLine({ kind: 'left', state: 'NotifyResult', at, durationMs: 0, isCaught: true }, colors);
    expect(line).toMatch(/^ {2}↷ NotifyResult +0\.0 s {2}caught$/);
  });

  it('shows a failure by name and cause, which cannot break the line', () => {
    const line = changeLine({ kind: 'failed', state: 'S', at, error: 'E', cause: 'one\n\u001b[2Jtwo' }, colors);
    expect(line).toBe('  ✗ S: E: one\\u{a}two');
  });
});

describe('logLine', () => {
  it('takes escape sequences out and cuts long lines', () => {
    const line = logLine(`\u001b[31m${'x'.repeat(2_000)}\n`, colors);
    expect(line).toMatch(/^ {4}│ x+… \(\+1600 characters\)$/);
  });
});
