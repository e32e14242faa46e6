import { createContext, Script } from 'node:vm';
import type { Match } from '../../domain/service/verification-answer.ts';

/** Enough for any sound pattern on the longest body that is read, with room. */
const timeLimitMs = 500;

const compiles = (pattern: string): boolean => {
  try {
    new RegExp(pattern);
    return true;
  } catch {
    return false;
  }
};

/**
 * Tries a regular expression, unanchored, on a text, for half a second at most. V8 backtracks, and a pattern such as
 * `(a+)+$` takes longer than anyone waits on a text that nearly matches; a script of its own can be ended.
 *
 * @see https://nodejs.org/api/vm.html#scriptrunincontextcontextifiedobject-options
 */
export const matchPattern = (pattern: string, text: string): Match => {
  if (!compiles(pattern)) return 'invalid';
  const context = createContext({ pattern, text });
  const script = new Script('new RegExp(pattern).test(text)');
  try {
    return script.runInContext(context, { timeout: timeLimitMs }) === true ? 'matches' : 'differs';
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return 'too-slow';
    throw error;
  }
};
