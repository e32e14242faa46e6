import { constants, fstatSync, openSync, writeSync } from 'node:fs';

/**
 * A container's standard output is a pipe that the Docker Engine empties: when the Engine hangs, a full pipe would hang the sentry, too.
 * Opened anew without blocking, it takes what fits; a pipe that it shares with others stays as it is.
 */
const descriptor = (): number => {
  try {
    return fstatSync(1).isFIFO() ? openSync('/proc/self/fd/1', constants.O_WRONLY | constants.O_NONBLOCK) : 1;
  } catch {
    return 1;
  }
};

/** Writes to standard output: systemd's journal, `docker logs`, a terminal. Nothing waits and nothing throws: what finds no room is lost. */
export const standardOutput = (): ((text: string) => void) => {
  const output = descriptor();
  return (text) => {
    try {
      writeSync(output, text);
    } catch {
      // The file has it.
    }
  };
};
