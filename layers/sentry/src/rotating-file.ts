import { closeSync, constants, fstatSync, ftruncateSync, openSync, renameSync, writeSync } from 'node:fs';

/** A file that lines are appended to. */
export interface RotatingFile {
  path: string;
  /** A line that cannot be written (a full disk) is lost; the next one is tried again. */
  append(line: string): void;
  close(): void;
}

/** How large the file grows, and how many older ones are kept as `.1` (the newest) and on. */
export interface Rotation {
  maxBytes: number;
  kept: number;
}

/** 5 MB and five files, as the original program. */
export const defaultRotation: Rotation = { maxBytes: 5 * 1024 * 1024, kept: 5 };

/** In /tmp anybody may have put a link there, and a pipe without a reader must not hold the program up. */
const flags = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW | constants.O_NONBLOCK;

const open = (path: string): number => openSync(path, flags, 0o640);

const shift = (path: string, kept: number): void => {
  for (let number = kept - 1; number >= 0; number -= 1) {
    try {
      renameSync(number === 0 ? path : `${path}.${number}`, `${path}.${number + 1}`);
    } catch (error) {
      // Of older ones there may be fewer.
      if (number === 0) throw error;
    }
  }
};

/**
 * Opens a file to append to, rotating. Written synchronously, as Python's logging does: what was logged before a SIGKILL is there.
 *
 * @throws the system's error where it cannot be opened
 */
export const openRotatingFile = (path: string, { maxBytes, kept } = defaultRotation): RotatingFile => {
  let file = open(path);
  const { size, isFile } = { size: fstatSync(file).size, isFile: fstatSync(file).isFile() };
  let sizeBytes = size;
  const rotate = (): void => {
    try {
      shift(path, kept);
      const fresh = open(path);
      closeSync(file);
      file = fresh;
    } catch {
      // A directory that takes no new file: better to lose old lines than to fill the disk.
      ftruncateSync(file);
    }
    sizeBytes = 0;
  };
  return {
    path,
    append: (line) => {
      try {
        const bytes = Buffer.byteLength(line);
        if (isFile && sizeBytes > 0 && sizeBytes + bytes > maxBytes) rotate();
        writeSync(file, line);
        sizeBytes += bytes;
      } catch {
        // Nobody could be told.
      }
    },
    close: () => closeSync(file),
  };
};
