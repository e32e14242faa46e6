import { createHash } from 'node:crypto';
import { glob, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's directory. */
export const projectDirectory = fileURLToPath(new URL('../..', import.meta.url));

/** What the packaged stack is made of. */
const stackSources = [
  'serverless.yml',
  'package-lock.json',
  'functions/**/*.{ts,cjs,yml,json}',
  'statemachines/**/*.{ts,cjs,yml,json}',
  'layers/**/*.{ts,cjs,json}',
];

/** Hash of the stack's sources: what is packaged from equal sources is equal. */
export const hashSources = async (directory = projectDirectory): Promise<string> => {
  const files = await filesOf(stackSources, directory);
  const hash = createHash('sha256');
  const contents = await Promise.all(files.map((file) => readFile(join(directory, file))));
  for (const [index, file] of files.entries())
    hash.update(`${file}\0${contents[index]?.length}\0`).update(contents[index] ?? '');
  return hash.digest('hex').slice(0, 16);
};

/** Milliseconds since the epoch at which the newest of the files was changed. */
export const newestChange = async (patterns: string[], directory = projectDirectory): Promise<number> => {
  const files = await filesOf(patterns, directory);
  const stats = await Promise.all(files.map((file) => stat(join(directory, file))));
  return Math.max(0, ...stats.map(({ mtimeMs }) => mtimeMs));
};

const filesOf = async (patterns: string[], directory: string): Promise<string[]> => {
  const isBuilt = (name: string) => name === 'dist' || name === 'node_modules';
  const files = await Array.fromAsync(glob(patterns, { cwd: directory, exclude: isBuilt }));
  return files.sort();
};
