import { callName, type StepCall } from './calls.ts';
import { isBad } from './judge.ts';

/** What came of each fault of each call, for printing. */
export const createTable = (title: string) => {
  const cells = new Map<string, Map<string, string>>();
  const columns: string[] = [];

  return {
    add(call: StepCall, column: string, what: string): void {
      if (!columns.includes(column)) columns.push(column);
      const row = `${call.state}\t${callName(call)}`;
      cells.set(row, (cells.get(row) ?? new Map<string, string>()).set(column, what));
    },
    /** Rows in which something is not as it should be. */
    bad: (column: string): string[] =>
      [...cells].flatMap(([row, found]) => {
        const what = found.get(column) ?? '';
        return isBad(what) ? [`${row}\t${what}`] : [];
      }),
    print(calls: readonly StepCall[]): string {
      const head = ['state', 'call', ...columns];
      const rows = calls.flatMap((call) => {
        const found = cells.get(`${call.state}\t${callName(call)}`);
        return found ? [[call.state, callName(call), ...columns.map((column) => found.get(column) ?? '')]] : [];
      });
      const widths = head.map((_, at) => Math.max(...[head, ...rows].map((row) => row[at]?.length ?? 0)));
      const lines = [head, ...rows].map((row) =>
        row
          .map((cell, at) => cell.padEnd(widths[at] ?? 0))
          .join('  ')
          .trimEnd(),
      );
      return `\n${title}\n${lines.join('\n')}\n`;
    },
  };
};

export type Table = ReturnType<typeof createTable>;
