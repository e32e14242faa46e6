import { spawn } from 'node:child_process';
import { delimiter, dirname, join } from 'node:path';
import { projectDirectory } from './sources.ts';

/** How much of a failed program's output its error shows. */
const shownCharacters = 4_000;

/**
 * Runs one of the project's programs to its end.
 *
 * @param name in node_modules/.bin, or `npm`
 * @throws Error with the end of its output when it fails
 */
export const runProgram = async (name: string, programArguments: string[]): Promise<void> => {
  const { NODE_OPTIONS: _, ...environment } = process.env;
  const path = [join(projectDirectory, 'node_modules', '.bin'), dirname(process.execPath), environment['PATH']];
  const child = spawn(name, programArguments, {
    cwd: projectDirectory,
    env: { ...environment, PATH: path.join(delimiter) },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, so that it can be ended with all that it starts.
    detached: true,
  });
  let output = '';
  const keep = (chunk: Buffer) => {
    output = (output + chunk.toString()).slice(-shownCharacters);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const { promise, resolve, reject } = Promise.withResolvers<number | null>();
  child.on('error', reject);
  child.on('close', resolve);
  // The packager takes SIGTERM for a request to finish first.
  const kill = () => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL');
  };
  process.once('exit', kill);
  const code = await promise.finally(() => process.off('exit', kill));
  if (code !== 0) throw new Error(`${name} ${programArguments.join(' ')} failed (${code}):\n${output}`);
};
