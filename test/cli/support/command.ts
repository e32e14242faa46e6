import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const launcher = fileURLToPath(new URL('../../../cli/runbook.mjs', import.meta.url));

/** How a run of the `runbook` command ended. */
export interface CommandEnd {
  code: number | null;
  stdout: string;
  stderr: string;
}

const surroundings = (environment: Record<string, string>): NodeJS.ProcessEnv => {
  // What would lead the command to a sandbox, a region or colours that the test did not ask for.
  const { AWS_ENDPOINT_URL, AWS_REGION, AWS_DEFAULT_REGION, FORCE_COLOR, NODE_OPTIONS, ...rest } = process.env;
  return { ...rest, ...environment };
};

/** Starts the command as a shell does; it is the test's to end. */
export const startCommand = (
  words: string[],
  environment: Record<string, string> = {},
): ChildProcessByStdio<null, Readable, Readable> =>
  spawn(process.execPath, [launcher, ...words], {
    env: surroundings(environment),
    stdio: ['ignore', 'pipe', 'pipe'],
  });

/** Waits until a started command ends. */
export const endOf = async (child: ReturnType<typeof startCommand>): Promise<CommandEnd> => {
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { code, stdout, stderr };
};

/** Runs the command to its end. */
export const runCommand = (words: string[], environment?: Record<string, string>): Promise<CommandEnd> =>
  endOf(startCommand(words, environment));
