import type { StateChange } from '../execution/changes.ts';
import type { Colors } from '../terminal.ts';
import { cut, duration, plain } from './text.ts';

const nameWidth = 28;
/** A log line may hold a whole report of 200 KB; the result shows that better. */
const longestLogLine = 400;
/** The end shows the whole of what made a run fail, and the state after this one what a check has found. */
const longestNote = 200;

/** One line for one state change. */
export const changeLine = (change: StateChange, colors: Colors): string => {
  const state = plain(change.state);
  switch (change.kind) {
    case 'entered':
      return `  ${colors.cyan('▸')} ${state}`;
    case 'left': {
      const mark = change.isCaught ? colors.yellow('↷') : colors.green('✓');
      const took = colors.dim(duration(change.durationMs).padStart(10));
      const said = change.isCaught ? 'caught' : cut(plain(change.said ?? ''), longestNote);
      return `  ${mark} ${state.padEnd(nameWidth)}${took}${said && colors.dim(`  ${said}`)}`;
    }
    case 'failed': {
      const cause = change.cause ? `: ${cut(plain(change.cause), longestNote)}` : '';
      return `  ${colors.red('✗')} ${state}: ${colors.red(plain(change.error))}${cause}`;
    }
  }
};

/** States that only choose the next one or count: they take no time, and what they chose is the next line. */
const isSilent = (change: StateChange): boolean =>
  change.kind !== 'failed' && (change.type === 'Choice' || change.type === 'Pass');

/**
 * Renders the state changes of one run as they come. Of a loop, its later rounds are shown by what the check in it found:
 * its entries and its waits are those of the first.
 *
 * @returns the line of a change, or none
 */
export const progress = (colors: Colors): ((change: StateChange) => string | undefined) => {
  const told = new Set<string>();
  return (change) => {
    if (isSilent(change)) return undefined;
    const key = `${change.kind} ${change.state}`;
    const isRepeated = told.has(key);
    told.add(key);
    const isOfLoop = change.kind === 'entered' || (change.kind === 'left' && change.type === 'Wait');
    return isRepeated && isOfLoop ? undefined : changeLine(change, colors);
  };
};

/** A line of the task's log, safe to print. */
export const logLine = (message: string, colors: Colors): string =>
  `    ${colors.dim('│')} ${cut(plain(message.trimEnd()), longestLogLine)}`;
