import { rm } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { errorCode, errorMessage } from '../../shared/errors.ts';

/** Another sentry works with the state file. */
export class AlreadyRunningError extends Error {
  override readonly name = 'AlreadyRunningError';
}

/** The lock cannot be taken for another reason. */
export class LockError extends Error {
  override readonly name = 'LockError';
}

const socketName = 'lock.sock';

const listens = (path: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });

const listen = (path: string): Promise<Server> =>
  new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', reject);
    server.listen(path, () => {
      // It is there to be seen: it keeps no program running.
      server.unref();
      resolve(server);
    });
  });

/**
 * Makes sure that one program at a time works with a state directory: by a socket in it, which the kernel closes with the program
 * however it ends, and which is seen from another container as well, unlike a process id.
 *
 * @returns gives the lock back
 * @throws AlreadyRunningError where another program has it
 * @throws LockError where no socket can be made, e.g. because the path has more than 107 bytes
 */
export const takeLock = async (stateDirectory: string): Promise<() => Promise<void>> => {
  const path = join(stateDirectory, socketName);
  // Twice: the first may find the socket of a sentry that was killed.
  for (const isLast of [false, true]) {
    try {
      const server = await listen(path);
      return () => new Promise((resolve) => server.close(() => resolve()));
    } catch (error) {
      if (errorCode(error) !== 'EADDRINUSE') {
        throw new LockError(`${path} cannot be made (${errorMessage(error)}): give another --state-directory`);
      }
      if (isLast || (await listens(path))) {
        throw new AlreadyRunningError(
          `a sentry works with ${stateDirectory}: stop it first (systemctl stop ecs-external-instance-network-sentry)`,
        );
      }
      await rm(path, { force: true });
    }
  }
  throw new LockError(`${path} cannot be made`);
};

/** Whether a sentry works with a state directory. */
export const isLocked = (stateDirectory: string): Promise<boolean> => listens(join(stateDirectory, socketName));
