import { callEngine, enginePlace } from './docker-request.ts';

/** A container as `GET /containers/json` lists it: the members read here. */
export interface ContainerListing {
  Id: string;
  Names: string[];
  Image: string;
  /** created, running, paused, restarting, removing, exited or dead. */
  State: string;
  /** In words, e.g. `Up 3 hours (healthy)`. */
  Status: string;
  Labels?: Record<string, string>;
}

/** A container as `GET /containers/{id}/json` describes it: the members read here. */
export interface ContainerDescription {
  Id: string;
  Name: string;
  RestartCount: number;
  State: {
    Status: string;
    ExitCode: number;
    OOMKilled: boolean;
    Error: string;
    StartedAt: string;
    FinishedAt: string;
    Health?: { Status: string; FailingStreak: number; Log?: { ExitCode: number; Output: string }[] };
  };
  Config: { Image: string; Env?: string[]; Labels?: Record<string, string> };
}

/** What is asked of the Docker Engine. */
export interface DockerEngine {
  /** All containers, stopped ones included. */
  listContainers(): Promise<ContainerListing[]>;
  inspectContainer(id: string): Promise<ContainerDescription>;
}

const get = async (address: string, path: string, timeoutMs: number): Promise<unknown> =>
  JSON.parse(await callEngine(enginePlace(address), { method: 'GET', path }, timeoutMs));

/**
 * A client of the Docker Engine API for the two calls that diagnosis needs. Every call fails with the socket's own
 * error (ENOENT, EACCES, ECONNREFUSED), with a TimeoutError, or with a DockerEngineError.
 *
 * dockerode would do the same at 600 KB of bundle and its ssh and protobuf dependencies.
 *
 * @param address `unix:///var/run/docker.sock` or `tcp://host:port`
 * @see https://docs.docker.com/reference/api/engine/
 */
export const dockerEngine = (address: string, timeoutMs: number): DockerEngine => ({
  // Paths without a version get the newest that the Engine speaks; both calls are as old as the API.
  listContainers: async () => (await get(address, '/containers/json?all=1', timeoutMs)) as ContainerListing[],
  inspectContainer: async (id) =>
    (await get(address, `/containers/${encodeURIComponent(id)}/json`, timeoutMs)) as ContainerDescription,
});
