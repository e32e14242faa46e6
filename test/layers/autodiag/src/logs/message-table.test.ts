import { describe, expect, it } from '@jest/globals';
import { messageOf, messageTable } from '../../../../../layers/autodiag/src/logs/message-table.ts';

const add = (table: ReturnType<typeof messageTable>, line: string): void => {
  const bytes = Buffer.from(line);
  table.add(bytes, 0, bytes.length);
};

describe('messageOf', () => {
  it('takes out times, ids and numbers, and keeps the words', () => {
    const line =
      'level=error time=2026-11-20T10:00:00Z msg="no answer from 10.0.0.5:443" task="0e3f26e2" module=acs.go';
    expect(messageOf(line)).toBe('"no answer from #" task="#" module=acs.go');
  });
});

describe('messageTable', () => {
  it('counts lines as one message when only ids, numbers and times differ', () => {
    const table = messageTable();
    add(table, 'level=error time=2026-11-20T10:00:00Z msg="pull failed" task="aa11"');
    add(table, 'level=error time=2026-11-20T11:30:05Z msg="pull failed" task="bb22cc33"');
    add(table, 'level=error time=2026-11-20T11:30:05Z msg="push failed" task="bb22cc33"');
    expect(table.top(5).map(({ count }) => count)).toEqual([2, 1]);
  });

  it('keeps messages apart that differ in words, at the end too', () => {
    const table = messageTable();
    for (const line of ['failed: a', 'failed: b', 'failed: a1', 'failed:']) add(table, line);
    expect(table.top(9)).toHaveLength(4);
  });

  it('keeps the frequent messages when there are more than it has room for', () => {
    const table = messageTable();
    const letters = (index: number): string =>
      index.toString(26).replace(/\d/g, (digit) => 'qrstuvwxyz'[Number(digit)] ?? '');
    for (let index = 0; index < 10_000; index++) {
      add(table, `rare ${letters(index)} failed`);
      if (index % 3 === 0) add(table, 'frequent failed');
    }
    expect(table.top(1)).toEqual([{ message: 'frequent failed', count: 3_334 }]);
    expect(table.isApproximate()).toBe(true);
  });
});
