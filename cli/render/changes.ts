import type { StateChange } from '../execution/changes.ts';
import type { Colors } from '../terminal.ts';
import { cut, duration, plain } from './text.ts';

const nameWidth = 28;
/** A log line may hold a whole report of 200 KB; the result shows that better. */
const longestLogLine = 400;

/** One line for one state change. */
export const changeLine = (change: StateChange, colors: Colors): string => {
  const state = plain(change.state);
  switch (change.kind) {
    case 'entered':
      return `  ${colors.cyan('▸')} ${state}`;
    case 'left': {
      const mark = change.isCaught ? colors.yellow('↷') : colors.green('✓');
      const took = colors.dim(duration(change.durationMs).padStart(10));
      return `  ${mark} ${state.padEnd(nameWidth)}${took}${change.isCaught ? colors.dim('  caught') : ''}`;
    }
    case 'failed':
      return `  ${colors.red('✗')} ${state}: ${colors.red(plain(change.error))}${change.cause ? `: ${plain(change.cause)}` : ''}`;
  }
};

/** A line of the task's log, safe to print. */
export const logLine = (message: string, colors: Colors): string =>
  `    ${colors.dim('│')} ${cut(plain(message.trimEnd()), longestLogLine)}`;
