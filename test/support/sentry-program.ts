import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { SentryStatus } from '../../layers/sentry/src/status.ts';
import { certificateFor, type Listener } from './listeners.ts';
import { listenHttps } from './web-servers.ts';

/** A sentry that runs. */
export interface RunningSentry {
  child: ChildProcess;
  /** What it has printed so far. */
  output(): string;
  /** Resolves when it has printed this; fails after 20 s with all that it has printed. */
  says(words: string | RegExp): Promise<void>;
  /** @returns its exit code; null where the signal ended it */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

/** The sentry as it ships, its state directory, and a control plane that it probes. */
export interface SentryProgram {
  /** HTTP status that the control plane answers with: 404 is there, 503 is not. */
  setStatus(status: number): void;
  start(...args: string[]): RunningSentry;
  /** Runs a command to its end. */
  run(...args: string[]): Promise<{ exitCode: number | null; output: string }>;
  status(): Promise<SentryStatus>;
  /** An empty state directory; what runs is ended. */
  reset(): Promise<void>;
  remove(): Promise<void>;
}

const started = (child: ChildProcess): RunningSentry => {
  let text = '';
  const collect = (chunk: Buffer): void => {
    text += chunk.toString();
  };
  child.stdout?.on('data', collect);
  child.stderr?.on('data', collect);
  return {
    child,
    output: () => text,
    says: async (words) => {
      const limit = Date.now() + 20_000;
      while (typeof words === 'string' ? !text.includes(words) : !words.test(text)) {
        if (Date.now() > limit) throw new Error(`it has not said ${words}:\n${text}`);
        await sleep(20);
      }
    },
    end: async (signal) => {
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
      const ended = once(child, 'close');
      child.kill(signal);
      await ended;
      return child.exitCode;
    },
  };
};

/** Bundles the program and starts the control plane. @param dockerHost the Engine's address */
export const buildSentry = async (dockerHost: string): Promise<SentryProgram> => {
  const directory = await mkdtemp(join(tmpdir(), 'sentry-program-'));
  await promisify(execFile)(process.execPath, [join(import.meta.dirname, '../../layers/build.mjs'), directory]);
  const certificate = await certificateFor('localhost', 10);
  await writeFile(join(directory, 'ca.pem'), certificate.cert);
  let httpStatus = 404;
  const controlPlane: Listener = await listenHttps(certificate, (_, response) => {
    response.statusCode = httpStatus;
    response.end();
  });
  const env = {
    PATH: process.env['PATH'],
    NODE_EXTRA_CA_CERTS: join(directory, 'ca.pem'),
    DOCKER_HOST: dockerHost,
    SENTRY_STATE_DIRECTORY: join(directory, 'state'),
    SENTRY_LOGFILE: join(directory, 'log'),
  };
  const options = {
    ...env,
    ...{
      SENTRY_REGION: 'eu-west-1',
      SENTRY_ENDPOINT: `localhost:${controlPlane.port}`,
      SENTRY_INTERVAL: '1',
      SENTRY_STOP_TIMEOUT: '1',
    },
  };
  const path = join(directory, 'sentry/main.mjs');
  const running: RunningSentry[] = [];
  const run: SentryProgram['run'] = async (...args) => {
    // Not spawnSync: the control plane answers from this process.
    const sentry = started(spawn(process.execPath, [path, ...args], { env: options }));
    await once(sentry.child, 'close');
    return { exitCode: sentry.child.exitCode, output: sentry.output() };
  };
  const reset = async (): Promise<void> => {
    for (const sentry of running.splice(0)) await sentry.end('SIGKILL');
    await rm(env.SENTRY_STATE_DIRECTORY, { recursive: true, force: true });
    httpStatus = 404;
  };
  return {
    setStatus: (status) => {
      httpStatus = status;
    },
    start: (...args) => {
      const sentry = started(spawn(process.execPath, [path, ...args], { env: options }));
      running.push(sentry);
      return sentry;
    },
    run,
    status: async () => JSON.parse((await run('status', '--json')).output) as SentryStatus,
    reset,
    remove: async () => {
      await reset();
      await controlPlane.close();
      await rm(directory, { recursive: true });
    },
  };
};
