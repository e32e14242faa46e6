import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode, errorMessage } from '../../shared/errors.ts';
import { readState } from './read-state.ts';
import { initialState, type SentryState } from './state.ts';

/** The state, as those see it who change nothing. */
export interface SeenState {
  state: SentryState;
  /** Whether there is a state file. */
  isKept: boolean;
  /** Why it could not be read; null: nothing is wrong with it. */
  problem: string | null;
}

/** Reads the state file and nothing more: neither makes a directory nor puts a broken file aside. Never throws. */
export const seeState = (directory: string): SeenState => {
  const path = join(directory, 'state.json');
  const state = initialState();
  try {
    const read = readState(readFileSync(path, 'utf8'));
    if (typeof read !== 'string') return { state: read, isKept: true, problem: null };
    return { state, isKept: true, problem: `${path} is no state of this sentry: ${read}` };
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return { state, isKept: false, problem: null };
    return { state, isKept: true, problem: `${path} cannot be read: ${errorMessage(error)}; root can` };
  }
};
