import { spawnSync } from 'node:child_process';
import { describe, it } from '@jest/globals';

const isOnPath = (program: string): boolean => spawnSync('which', [program], { stdio: 'ignore' }).status === 0;

const marked = (name: string, missing: string[]): string => `${name} [skipped: ${missing.join(', ')} not installed]`;

/**
 * A `describe` whose tests need programs of the machine. Where one is absent its tests are skipped, and
 * skipped-reporter.mjs names them and what they lack at the end of the run.
 */
export const describeWith = (programs: string[], name: string, body: () => void): void => {
  const missing = programs.filter((program) => !isOnPath(program));
  if (missing.length === 0) describe(name, body);
  else describe.skip(marked(name, missing), body);
};

const engineAnswers = (): boolean => spawnSync('docker', ['version'], { stdio: 'ignore' }).status === 0;

/** The same for tests that need a Docker Engine and more programs; an installed but silent Engine counts as absent. */
export const describeWithEngine = (programs: string[], name: string, body: () => void): void => {
  if (!isOnPath('docker') || engineAnswers()) describeWith(['docker', ...programs], name, body);
  else describe.skip(`${name} [skipped: no Docker Engine answers; start one with: dockerd]`, body);
};

const mayStartEngine = process.platform === 'linux' && process.getuid?.() === 0;

/** The same for tests that start an Engine of their own: root's, on Linux. */
export const describeWithOwnEngine = (programs: string[], name: string, body: () => void): void => {
  const root = mayStartEngine ? [] : ['root on Linux'];
  describeWith(['dockerd', 'docker', 'containerd', 'unshare', 'busybox', ...root, ...programs], name, body);
};

/** The same for one test. */
export const itWith = (
  programs: string[],
  name: string,
  body: () => void | Promise<void>,
  timeoutMs?: number,
): void => {
  const missing = programs.filter((program) => !isOnPath(program));
  if (missing.length === 0) it(name, body, timeoutMs);
  else it.skip(marked(name, missing), body, timeoutMs);
};
