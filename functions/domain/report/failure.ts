/** A failure as NotifyFailure and RunbookFailed report it. */
export interface RunbookFailure {
  /** The failing step's own error name. */
  error: string;
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

/** An error's cause in words: Lambda's is JSON `{errorType, errorMessage, trace}`, anything else a sentence already. */
export const causeInWords = (cause: string): string => {
  try {
    const parsed = JSON.parse(cause) as { errorMessage?: unknown } | null;
    return typeof parsed?.errorMessage === 'string' ? parsed.errorMessage : cause;
  } catch {
    return cause;
  }
};

/**
 * Reads what a Catch left in the state: `$.failure.<State>`, the first of them (what came later came of it), or the whole state where
 * ValidateRequest failed, whose input need not be an object and so cannot be added to.
 */
export const failureOf = (state: unknown): RunbookFailure => {
  const named = Object.entries((state as { failure?: Record<string, unknown> } | null)?.failure ?? {});
  const candidates: [string, unknown][] = [['ValidateRequest', state], ...named];
  const found = candidates.find((entry): entry is [string, CaughtError] => isCaught(entry[1]));
  if (!found) return { error: 'RunbookFailed', cause: 'a state failed and left no error behind', state: 'unknown' };
  const [name, { Error: error, Cause: cause = '' }] = found;
  return { error, cause: causeInWords(cause), state: name };
};
