import { describe, expect, it } from '@jest/globals';
import pc from 'picocolors';
import type { StateChange } from '../../../cli/execution/changes.ts';
import { changeLine, logLine, progress } from '../../../cli/render/changes.ts';

const colors = pc.createColors(false);
const at = new Date(0);
const left = (over: Partial<Extract<StateChange, { kind: 'left' }>>): StateChange => ({
  kind: 'left',
  type: 'Task',
  state: 'NotifyResult',
  at,
  durationMs: 0,
  isCaught: false,
  ...over,
});

describe('changeLine', () => {
  it('shows an entry', () => {
    expect(changeLine({ kind: 'entered', type: 'Task', state: 'NotifyResult', at }, colors)).toBe('  ▸ NotifyResult');
  });

  it('shows an exit with its duration', () => {
    const line = changeLine(left({ durationMs: 1_234 }), colors);
    expect(line).toMatch(/^ {2}✓ NotifyResult +1\.2 s$/);
  });

  it('shows that an error was caught', () => {
    const line = changeLine(left({ isCaught: true }), colors);
    expect(line).toMatch(/^ {2}↷ NotifyResult +0\.0 s {2}caught$/);
  });

  it('shows a failure by name and cause, which cannot break the line', () => {
    const line = changeLine({ kind: 'failed', state: 'S', at, error: 'E', cause: 'one\n\u001b[2Jtwo' }, colors);
    expect(line).toBe('  ✗ S: E: one\\u{a}two');
  });

  it('shows what a check has found, and no more than a line of it', () => {
    expect(changeLine(left({ said: '1 of 2 tasks running' }), colors)).toMatch(/ 0\.0 s {2}1 of 2 tasks running$/);
    expect(changeLine(left({ said: 'x'.repeat(999) }), colors)).toMatch(/x… \(\+799 characters\)$/);
  });

  it('leaves the whole of a long cause to the end of the run', () => {
    const failed: StateChange = { kind: 'failed', state: 'S', at, error: 'E', cause: 'x'.repeat(999) };
    expect(changeLine(failed, colors)).toMatch(/^ {2}✗ S: E: x+… \(\+799 characters\)$/);
  });
});

describe('progress', () => {
  const round = (said: string): StateChange[] => [
    { kind: 'entered', type: 'Task', state: 'CheckServiceStable', at },
    left({ state: 'CheckServiceStable', said }),
    { kind: 'entered', type: 'Choice', state: 'IsServiceStable', at },
    left({ state: 'IsServiceStable', type: 'Choice' }),
    { kind: 'entered', type: 'Wait', state: 'WaitForServiceStable', at },
    left({ state: 'WaitForServiceStable', type: 'Wait', durationMs: 10_000 }),
  ];
  const shown = (changes: StateChange[]) =>
    changes.map(progress(colors)).flatMap((line) => (line === undefined ? [] : [line.trim().replaceAll(/ +/g, ' ')]));

  it('shows of a loop what its check finds, and its waiting once', () => {
    expect(shown([...round('0 of 2 tasks running'), ...round('1 of 2 tasks running')])).toEqual([
      '▸ CheckServiceStable',
      '✓ CheckServiceStable 0.0 s 0 of 2 tasks running',
      '▸ WaitForServiceStable',
      '✓ WaitForServiceStable 10.0 s',
      '✓ CheckServiceStable 0.0 s 1 of 2 tasks running',
    ]);
  });

  it('hides no failure', () => {
    const failed: StateChange = { kind: 'failed', state: 'IsServiceStable', at, error: 'States.Runtime', cause: '' };
    expect(shown([failed, failed])).toHaveLength(2);
  });
});

describe('logLine', () => {
  it('takes escape sequences out and cuts long lines', () => {
    const line = logLine(`\u001b[31m${'x'.repeat(2_000)}\n`, colors);
    expect(line).toMatch(/^ {4}│ x+… \(\+1600 characters\)$/);
  });
});
