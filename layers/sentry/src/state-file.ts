import { mkdir, open, readFile, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode, errorMessage } from '../../shared/errors.ts';
import { readState } from './read-state.ts';
import { initialState, type SentryState } from './state.ts';

/** The state file cannot be kept: without it nothing may be changed. */
export class StateFileError extends Error {
  override readonly name = 'StateFileError';
}

/** What was kept, and what is to be said about it. */
export interface KeptState {
  state: SentryState;
  /** Why the file was put aside; undefined where it was good or there was none. */
  problem: string | undefined;
}

/** The sentry's memory across restarts. */
export interface StateFile {
  path: string;
  /** A file that is broken or somebody else's is kept aside as `.broken`: what it may have meant is not guessed. */
  read(): Promise<KeptState>;
  /** Resolves when it would survive a power cut. Writes follow one another. */
  write(state: SentryState): Promise<void>;
}

/** Above 10,000 containers. */
const maxBytes = 8 * 1024 * 1024;

const stateError = (path: string, error: unknown): StateFileError =>
  new StateFileError(
    `${path} cannot be kept (${errorCode(error)}): ${errorMessage(error)}; give --state-directory a directory of root’s on a local disk`,
  );

const sync = async (path: string): Promise<void> => {
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
};

/** A whole old file or a whole new one, whatever happens: the rename is the change, and is on the disk when this resolves. */
const replace = async (directory: string, path: string, text: string): Promise<void> => {
  const fresh = `${path}.new`;
  const file = await open(fresh, 'w', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(fresh, path);
  await sync(directory);
};

/** The text; undefined where there is no file. */
const readText = async (path: string): Promise<string | undefined> => {
  try {
    const { size } = await stat(path);
    // Read as nothing that is a state, and so put aside.
    return size > maxBytes ? '' : await readFile(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
};

const readKept = async (path: string): Promise<KeptState> => {
  const text = await readText(path);
  if (text === undefined) return { state: initialState(), problem: undefined };
  const read = readState(text);
  if (typeof read !== 'string') return { state: read, problem: undefined };
  await rename(path, `${path}.broken`);
  const problem = `${path} is no state of this sentry (${read}): kept as ${path}.broken; containers and agent are taken as they are`;
  return { state: initialState(), problem };
};

/**
 * The state file in a directory, which is made where it is missing; its parent must be there.
 *
 * @throws StateFileError where it cannot be read or written, here and in its methods
 */
export const openStateFile = async (directory: string): Promise<StateFile> => {
  const path = join(directory, 'state.json');
  const guarded = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    try {
      return await work();
    } catch (error) {
      throw stateError(path, error);
    }
  };
  await guarded(async () => {
    // Not with `recursive`: below /proc, Node's turns in circles for ever.
    await mkdir(directory, { mode: 0o700 }).catch((error: unknown) => {
      if (errorCode(error) !== 'EEXIST') throw error;
    });
    // What cannot be written is better known before an outage than in it.
    await (await open(`${path}.new`, 'w', 0o600)).close();
  });
  let last: Promise<void> = Promise.resolve();
  return {
    path,
    read: () => guarded(() => readKept(path)),
    write: (state) => {
      // Text now: the state may have gone on when its turn comes.
      const text = `${JSON.stringify(state)}\n`;
      const done = last.then(() => guarded(() => replace(directory, path, text)));
      last = done.catch(() => undefined);
      return done;
    },
  };
};
