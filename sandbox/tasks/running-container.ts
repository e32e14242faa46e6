import type { Clock } from '../clock.ts';
import type { Image } from './images.ts';

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

/** When and how a container of the image ends by itself. */
const ownEndOf = (image: Image): { afterMs: number; exitCode: number } | undefined => {
  if (image.kind === 'exits') return { afterMs: exitsAfterMs, exitCode: image.exitCode };
  return image.kind === 'crashes' ? { afterMs: crashesAfterMs, exitCode: 1 } : undefined;
};

/** A container that only the clock runs. */
export const startSimulated = (image: Image, clock: Clock): RunningContainer => {
  const { promise, resolve } = Promise.withResolvers<ContainerExit>();
  const ownEnd = ownEndOf(image);
  const cancel = ownEnd && clock.after(ownEnd.afterMs, () => resolve(ownEnd));
  const end = (exitCode: number) => {
    cancel?.();
    resolve({ exitCode });
  };
  return {
    exited: promise.then(({ exitCode }) => ({ exitCode })),
    stop: () => end(sigterm),
    kill: () => end(sigkill),
  };
};
