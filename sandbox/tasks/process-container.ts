import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:os';
import { LineSplitter } from './lines.ts';
import type { LogStream } from './log-stream.ts';
import type { ContainerExit, RunningContainer } from './running-container.ts';

const endWithParent = new URL('end-with-parent.mjs', import.meta.url).href;

const alive = new Set<ChildProcess>();
const killAll = () => {
  for (const child of alive) killGroup(child);
};

/** Kills a process with all its children: each is the leader of a process group of its own. */
const killGroup = ({ pid }: ChildProcess): void => {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // it has ended already
  }
};

const exitOf = (code: number | null, signal: NodeJS.Signals | null): ContainerExit => ({
  exitCode: code ?? 128 + (signal ? constants.signals[signal] : 0),
});

/**
 * Runs a container as a process of this machine. It has the given environment and nothing else, its output goes to
 * the log stream line by line, and it has ended only when all of that is delivered.
 *
 * @param program path of a JavaScript module
 * @param stopTimeoutSeconds how long after SIGTERM it is killed: real seconds, because its time is real
 */
export const startProcess = (
  program: string,
  args: string[],
  env: Record<string, string>,
  log: LogStream,
  stopTimeoutSeconds: number,
): RunningContainer => {
  const child = spawn(process.execPath, ['--import', endWithParent, program, ...args], {
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  if (alive.size === 0) process.once('exit', killAll);
  alive.add(child);
  for (const stream of [child.stdout, child.stderr]) pipeLines(stream, log);

  let killTimer: NodeJS.Timeout | undefined;
  const ended = new Promise<ContainerExit>((resolve) => {
    child.on('error', ({ message }) => resolve({ exitCode: 127, reason: `CannotStartContainerError: ${message}` }));
    child.on('close', (code, signal) => resolve(exitOf(code, signal)));
  });
  const exited = ended.then(async (exit) => {
    clearTimeout(killTimer);
    alive.delete(child);
    if (alive.size === 0) process.off('exit', killAll);
    await log.delivered();
    return exit;
  });
  return {
    exited,
    stop: () => {
      if (!alive.has(child)) return;
      child.kill('SIGTERM');
      killTimer ??= setTimeout(() => killGroup(child), stopTimeoutSeconds * 1000);
    },
    kill: () => killGroup(child),
  };
};

const pipeLines = (stream: NodeJS.ReadableStream | null, log: LogStream): void => {
  const splitter = new LineSplitter();
  stream?.on('data', (chunk: Buffer) => log.write(splitter.push(chunk)));
  stream?.on('end', () => log.write(splitter.end()));
};
