import { causeInWords } from './cause-in-words.ts';
import { childFailure } from './child-failure.ts';
import { consequences } from './consequences.ts';

export { causeInWords } from './cause-in-words.ts';

/** A failure as NotifyFailure and RunbookFailed report it. */
export interface RunbookFailure {
  /** The failing step's own error name. */
  error: string;
  /** Why, and what the run has undone and left. */
  cause: string;
  /** Name of the state that failed. */
  state: string;
}

interface CaughtError {
  Error: string;
  Cause?: string;
}

const isCaught = (value: unknown): value is CaughtError =>
  typeof value === 'object' && value !== null && typeof (value as CaughtError).Error === 'string';

/** RunbookFailed's Cause may have 32,768 characters; the names of resources need not be ASCII. */
const longestCause = 24_000;

const bounded = (cause: string): string =>
  cause.length <= longestCause ? cause : `${cause.slice(0, longestCause)}… (${cause.length} characters)`;

/** The last line of a log that a cause ends in stays a line of its own. */
const withConsequences = (cause: string, what: readonly string[]): string => {
  if (what.length === 0) return cause;
  return `${cause}${cause.includes('\n') ? '\n' : '; '}${what.join('; ')}`;
};

/**
 * Reads what a Catch left in the state: `$.failure.<State>`, the first of them (what came later came of it), or the whole state where
 * ValidateRequest failed, whose input need not be an object and so cannot be added to. A run that failed because a run it waited for did
 * has that one's error.
 */
export const failureOf = (state: unknown): RunbookFailure => {
  const named = Object.entries((state as { failure?: Record<string, unknown> } | null)?.failure ?? {});
  const candidates: [string, unknown][] = [['ValidateRequest', state], ...named];
  const found = candidates.find((entry): entry is [string, CaughtError] => isCaught(entry[1]));
  if (!found) return { error: 'RunbookFailed', cause: 'a state failed and left no error behind', state: 'unknown' };
  const [name, { Error: caught, Cause: given = '' }] = found;
  const { error, cause } = childFailure(given) ?? { error: caught, cause: causeInWords(given) };
  return { error, cause: bounded(withConsequences(cause, consequences(state))), state: name };
};
