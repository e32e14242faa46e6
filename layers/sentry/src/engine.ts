import type { RestartPolicy } from './state.ts';

/** A container as a list shows it. */
export interface ListedContainer {
  id: string;
  /** Without the leading slash. */
  name: string;
  image: string;
  /** created, running, paused, restarting, removing, exited or dead. */
  state: string;
  labels: Record<string, string>;
}

/** A container as it is described. Times ISO 8601 as the Engine gives them. */
export interface DescribedContainer extends ListedContainer {
  restartCount: number;
  restartPolicy: RestartPolicy;
  isAutoRemoved: boolean;
  exitCode: number;
  startedAt: string;
  finishedAt: string;
  /** `starting`, `healthy`, `unhealthy`; null without a health check. */
  health: string | null;
  logDriver: string;
  logOptions: Record<string, string>;
}

/** Something that happened to a container. */
export interface EngineEvent {
  /** `start`, `die`, `destroy`, `create`, `pause`, … */
  action: string;
  containerId: string;
  /** The container's labels, and `image`, `name` and what the action has to tell, e.g. `exitCode`. */
  labels: Record<string, string>;
  /** Seconds since 1970, with a fraction. */
  time: number;
}

/**
 * What the sentry asks of a Docker Engine. Every call has a limit of its own and fails with the socket's error, a TimeoutError or a
 * DockerEngineError with the status; a container that is gone is `undefined` or false, not an error.
 */
export interface Engine {
  /** ISO 8601: when the Engine itself started, as far as it tells. */
  startedAt(): Promise<string | undefined>;
  /** Of all states; with labels, those that have all of them. */
  listContainers(labels?: string[]): Promise<ListedContainer[]>;
  inspectContainer(id: string): Promise<DescribedContainer | undefined>;
  updateRestartPolicy(id: string, policy: RestartPolicy): Promise<boolean>;
  pause(id: string): Promise<boolean>;
  unpause(id: string): Promise<boolean>;
  start(id: string): Promise<boolean>;
  /** SIGTERM, then SIGKILL after the seconds; resolves when it has stopped. A paused container is unpaused first. */
  stop(id: string, timeoutSeconds: number): Promise<boolean>;
  remove(id: string): Promise<boolean>;
  /** Events of containers from now on, until the signal or the Engine ends the stream. */
  events(signal: AbortSignal): AsyncIterable<EngineEvent>;
}
