import type { Clock } from '../clock.ts';
import type { Image } from './images.ts';
import type { LogStream } from './log-stream.ts';

/** How a container ended. */
export interface ContainerExit {
  exitCode: number;
  reason?: string;
}

/** A container that runs, be it a process or simulated. */
export interface RunningContainer {
  /** Resolves, never rejects, when it has ended and its output is delivered. */
  exited: Promise<ContainerExit>;
  /** SIGTERM, and SIGKILL after the container's stop timeout. */
  stop(): void;
  /** SIGKILL at once. */
  kill(): void;
}

/** How long a container of `sandbox/exits:N` runs, on the sandbox's clock. */
export const exitsAfterMs = 1000;
/** How long one of `sandbox/crashes` does. */
export const crashesAfterMs = 60_000;

const sigterm = 128 + 15;
const sigkill = 128 + 9;

/** What a program writes that ends because of what it depends on: a log to look for the cause in. */
export const crashLines: readonly string[] = [
  'Error: connect ECONNREFUSED 10.0.9.9:5432',
  'fatal: no connection to the database after 60 s, exiting with code 1',
];

interface OwnEnd extends ContainerExit {
  afterMs: number;
  lines: readonly string[];
}

/** When and how a container of the image ends by itself. */
const ownEndOf = (image: Image): OwnEnd | undefined => {
  if (image.kind === 'exits') return { afterMs: exitsAfterMs, exitCode: image.exitCode, lines: [] };
  return image.kind === 'crashes' ? { afterMs: crashesAfterMs, exitCode: 1, lines: crashLines } : undefined;
};

/** A container that only the clock runs; what it writes on ending by itself is in its log stream by then. */
export const startSimulated = (image: Image, clock: Clock, log: LogStream): RunningContainer => {
  const { promise, resolve } = Promise.withResolvers<ContainerExit & { lines?: readonly string[] }>();
  const ownEnd = ownEndOf(image);
  const cancel = ownEnd && clock.after(ownEnd.afterMs, () => resolve(ownEnd));
  const end = (exitCode: number) => {
    cancel?.();
    resolve({ exitCode });
  };
  return {
    exited: promise.then(async ({ exitCode, lines = [] }) => {
      log.write([...lines]);
      await log.delivered();
      return { exitCode };
    }),
    stop: () => end(sigterm),
    kill: () => end(sigkill),
  };
};
