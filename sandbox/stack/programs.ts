import { join } from 'node:path';
import { withLock } from './lock.ts';
import { runProgram } from './run-program.ts';
import { newestChange, projectDirectory } from './sources.ts';

const autodiag = 'layers/autodiag/dist/main.mjs';
const autodiagSources = ['layers/{autodiag,shared}/**/*.ts', 'layers/*.mjs', 'package-lock.json'];

/** Builds the programs that tasks run, where they are missing or older than their sources, and gives their paths. */
export const builtPrograms = async (): Promise<{ autodiag: string }> => {
  if (await isStale()) {
    await withLock(join(projectDirectory, '.cache', 'build.lock'), async () => {
      if (await isStale()) await runProgram('npm', ['run', '--silent', 'build']);
    });
  }
  return { autodiag: join(projectDirectory, autodiag) };
};

const isStale = async (): Promise<boolean> => {
  const [builtAt, changedAt] = await Promise.all([newestChange([autodiag]), newestChange(autodiagSources)]);
  return builtAt < changedAt;
};
