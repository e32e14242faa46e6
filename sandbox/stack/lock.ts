import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { realClock } from '../real-clock.ts';

const pollMs = 100;

/**
 * Runs `work` while no other process on this machine, nor this one, runs it under the same lock file. A lock whose
 * process is gone counts for nothing.
 */
export const withLock = async <T>(path: string, work: () => Promise<T>): Promise<T> => {
  await mkdir(dirname(path), { recursive: true });
  const clock = realClock();
  while (!(await acquire(path))) await clock.sleep(pollMs);
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
};

const acquire = async (path: string): Promise<boolean> => {
  try {
    await writeFile(path, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    const holder = Number(await readFile(path, 'utf8').catch(() => '0'));
    if (holder > 0 && !isRunning(holder)) await rm(path, { force: true });
    return false;
  }
};

const isRunning = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};
