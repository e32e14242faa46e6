import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { errorMessage } from '../../shared/errors.ts';
import type { Finding } from '../../shared/finding.ts';
import type { OutageRecord } from '../contract.ts';
import type { Link } from './link.ts';
import type { ProbeResult } from './probe-result.ts';
import type { SentryState } from './state.ts';

/** What one probe met, and when it began (ISO 8601). */
export interface ProbeNote extends Pick<ProbeResult, 'isReachable' | 'stage' | 'reason' | 'milliseconds'> {
  at: string;
}

/** What the running program leaves for `status`, each round. */
export interface Heartbeat {
  version: 1;
  /** ISO 8601: now, and when the program started. */
  at: string;
  startedAt: string;
  pid: number;
  /** Milliseconds between probes: older than a few of these, it does not run any more. */
  intervalMs: number;
  endpoint: string;
  phase: SentryState['phase'];
  link: Pick<Link, 'status' | 'hasBeenReached' | 'contrary'>;
  /** The latest ones, oldest first. */
  probes: ProbeNote[];
  logFile: string | null;
  warnings: Finding[];
}

/** What is kept beside the state file; nothing depends on it, so nothing here throws. */
export interface Records {
  beat(heartbeat: Heartbeat): void;
  /** Adding one again changes nothing. */
  addOutage(record: OutageRecord): void;
}

export const maxProbes = 10;
/** About 40 KB. */
export const maxOutages = 100;

const heartbeatPath = (directory: string): string => join(directory, 'heartbeat.json');
const outagesPath = (directory: string): string => join(directory, 'outages.jsonl');

/** @param isDurable whether it is to survive a power cut; a heartbeat each 20 s would wear out a flash disk for nothing */
const replace = (path: string, text: string, isDurable: boolean): void => {
  const file = openSync(`${path}.new`, 'w', 0o600);
  try {
    writeSync(file, text);
    if (isDurable) fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(`${path}.new`, path);
};

const readLines = (path: string): unknown[] => {
  try {
    return readFileSync(path, 'utf8')
      .split('\n')
      .flatMap((line) => {
        try {
          return line === '' ? [] : [JSON.parse(line) as unknown];
        } catch {
          return [];
        }
      });
  } catch {
    return [];
  }
};

/** The outages that were kept, oldest first; empty where there are none or they may not be read. */
export const readOutages = (directory: string): OutageRecord[] =>
  (readLines(outagesPath(directory)) as OutageRecord[]).filter((record) => record?.version === 1);

/** The last heartbeat; undefined where there is none. */
export const readHeartbeat = (directory: string): Heartbeat | undefined =>
  (readLines(heartbeatPath(directory)) as Heartbeat[]).find((heartbeat) => heartbeat?.version === 1);

/** @param onProblem told when writing begins to fail, not each time */
export const openRecords = (directory: string, onProblem: (message: string) => void): Records => {
  let isFailing = false;
  const attempt = (write: () => void): void => {
    try {
      write();
      isFailing = false;
    } catch (error) {
      if (!isFailing) onProblem(`records could not be written: ${errorMessage(error)}`);
      isFailing = true;
    }
  };
  return {
    beat: (heartbeat) => attempt(() => replace(heartbeatPath(directory), `${JSON.stringify(heartbeat)}\n`, false)),
    addOutage: (record) =>
      attempt(() => {
        const others = readOutages(directory).filter(({ startedAt }) => startedAt !== record.startedAt);
        const lines = [...others, record].slice(-maxOutages).map((kept) => JSON.stringify(kept));
        replace(outagesPath(directory), `${lines.join('\n')}\n`, true);
      }),
  };
};
