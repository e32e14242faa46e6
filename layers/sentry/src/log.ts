import { errorCode } from '../../shared/errors.ts';
import { type LogLevel, logLevels } from '../contract.ts';
import { type LogTag, logLine } from './log-line.ts';
import type { SentryOptions } from './options.ts';
import { defaultRotation, openRotatingFile, type RotatingFile, type Rotation } from './rotating-file.ts';

/** The log of the program. Nothing here throws. */
export interface SentryLog {
  /** Where it is written; null: to standard output alone. */
  path: string | null;
  /** What should be said about the file itself; null: nothing. */
  problem: string | null;
  write(level: LogLevel, tag: LogTag, message: string): void;
}

export interface LogSettings extends Pick<SentryOptions, 'logFile' | 'logLevel' | 'logFormat'> {
  /** Used where the file cannot be written. */
  fallback: string;
  now(): Date;
  /** Standard output. */
  print(text: string): void;
  pid: number;
  rotation?: Rotation;
}

interface OpenedFile {
  file: RotatingFile | undefined;
  problem: string | null;
}

const openFirst = (paths: readonly string[], rotation: Rotation): OpenedFile => {
  const faults: string[] = [];
  for (const path of paths) {
    try {
      const file = openRotatingFile(path, rotation);
      return { file, problem: faults.length === 0 ? null : `${faults.join(', ')}: logging to ${path}` };
    } catch (error) {
      faults.push(`${path} cannot be written (${errorCode(error)})`);
    }
  }
  return { file: undefined, problem: `${faults.join(', ')}: logging to standard output alone` };
};

/**
 * Opens the log: lines go to the file and to standard output. Own code: what there is for Node either rotates in a worker thread, which
 * costs more memory than all the rest of the sentry, or queues lines without a bound while the disk hangs
 * (docs/decisions/0027-the-sentrys-process.md).
 */
export const openLog = (settings: LogSettings): SentryLog => {
  const { logFile, fallback, logLevel, logFormat, now, print, pid, rotation = defaultRotation } = settings;
  const { file, problem } = openFirst([...new Set([logFile, fallback])], rotation);
  const lowest = logLevels.indexOf(logLevel);
  return {
    path: file?.path ?? null,
    problem,
    write: (level, tag, message) => {
      if (logLevels.indexOf(level) < lowest) return;
      const line = logLine({ at: now(), level, tag, message }, logFormat, pid);
      file?.append(line);
      print(line);
    },
  };
};
