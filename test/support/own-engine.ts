import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, writeFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Docker, dockerAt } from './docker.ts';
import { killTree } from './process-tree.ts';

/** A Docker Engine of a test's own: nobody else's containers are in it, and it may be restarted, killed and frozen. */
export interface OwnEngine {
  /** `unix:///…`. */
  host: string;
  docker: Docker;
  /** As at a shutdown: containers are stopped. */
  stop(): Promise<void>;
  /** As in a crash of its own: containers run on, until the next one ends them. */
  kill(): Promise<void>;
  /** As in a power cut: containers end with it. */
  cutPower(): Promise<void>;
  start(): Promise<void>;
  /** It takes connections and never answers. */
  freeze(): void;
  thaw(): void;
  /** Ends it and all that it left. */
  remove(): Promise<void>;
}

const answers = (docker: Docker): boolean => {
  try {
    docker('version');
    return true;
  } catch {
    return false;
  }
};

const untilItAnswers = async (docker: Docker, daemon: ChildProcess, log: string): Promise<void> => {
  const end = Date.now() + 30_000;
  while (!answers(docker)) {
    if (daemon.exitCode !== null || Date.now() > end) {
      throw new Error(`dockerd does not start: ${(await readFile(log, 'utf8')).split('\n').slice(-4).join('\n')}`);
    }
    await sleep(50);
  }
};

const spawnQuietly = (log: string, program: string, ...args: string[]): ChildProcess => {
  const output = openSync(log, 'a');
  const child = spawn(program, args, { stdio: ['ignore', output, output], detached: true });
  closeSync(output);
  return child;
};

const containerdSettings = 'version = 2\ndisabled_plugins = ["io.containerd.grpc.v1.cri"]\n';

/** Apart from dockerd, as Debian's and Amazon Linux's packages have it: it outlives a dockerd that crashes, and so do containers. */
const spawnContainerd = (directory: string, log: string): ChildProcess => {
  const settings = join(directory, 'containerd.toml');
  writeFileSync(settings, containerdSettings);
  const places = ['--root', join(directory, 'containerd'), '--state', join(directory, 'containerd-state')];
  return spawnQuietly(
    log,
    'containerd',
    '--config',
    settings,
    '--address',
    join(directory, 'containerd.sock'),
    ...places,
  );
};

/** A network of its own (unshare) keeps its bridge and its rules apart from those of other Engines. */
const spawnDockerd = (directory: string, host: string, log: string): ChildProcess =>
  spawnQuietly(
    log,
    ...(['unshare', '--net', 'dockerd', '--host', host, '--pidfile', join(directory, 'pid')] as const),
    ...['--containerd', join(directory, 'containerd.sock')],
    ...['--data-root', join(directory, 'data'), '--exec-root', join(directory, 'exec')],
  );

const hasEnded = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode !== null || signalCode !== null;

const end = async (child: ChildProcess, signal: NodeJS.Signals): Promise<void> => {
  if (hasEnded(child)) return;
  const ended = once(child, 'exit');
  child.kill(signal);
  await ended;
};

const unmount = async (directory: string): Promise<void> => {
  const mounts = (await readFile('/proc/self/mounts', 'utf8')).split('\n').map((line) => line.split(' ')[1] ?? '');
  for (const mount of mounts.filter((path) => path.startsWith(directory)).reverse())
    execFileSync('umount', ['-l', mount]);
};

/** Starts an Engine. Takes half a second. */
export const startOwnEngine = async (): Promise<OwnEngine> => {
  const directory = await mkdtemp(join(tmpdir(), 'ecs-runbooks-engine-'));
  const host = `unix://${directory}/docker.sock`;
  const log = join(directory, 'log');
  const docker = dockerAt(host);
  let containerd = spawnContainerd(directory, log);
  let daemon: ChildProcess;
  const start = async (): Promise<void> => {
    if (hasEnded(containerd)) containerd = spawnContainerd(directory, log);
    daemon = spawnDockerd(directory, host, log);
    await untilItAnswers(docker, daemon, log);
  };
  await start();
  return {
    host,
    docker,
    start,
    stop: () => end(daemon, 'SIGTERM'),
    kill: () => end(daemon, 'SIGKILL'),
    cutPower: async () => {
      await Promise.all([end(daemon, 'SIGKILL'), end(containerd, 'SIGKILL')]);
      await killTree(directory);
    },
    freeze: () => daemon.kill('SIGSTOP'),
    thaw: () => daemon.kill('SIGCONT'),
    remove: async () => {
      await Promise.all([end(daemon, 'SIGKILL'), end(containerd, 'SIGKILL')]);
      await killTree(directory);
      await unmount(directory);
      await rm(directory, { recursive: true, force: true });
    },
  };
};
