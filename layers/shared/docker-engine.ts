import { type IncomingMessage, request } from 'node:http';
import { deferred } from './deferred.ts';

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

/** The Engine answered, with an error. */
export class DockerEngineError extends Error {
  override readonly name = 'DockerEngineError';
}

/** An answer longer than this is no list of containers. */
const maxAnswerBytes = 32 * 1024 * 1024;

type Place = { socketPath: string } | { host: string; port: number };

/** @throws DockerEngineError for an address that is neither unix:// nor tcp:// */
const placeOf = (address: string): Place => {
  if (address.startsWith('unix://')) return { socketPath: address.slice('unix://'.length) };
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url?.protocol === 'tcp:') return { host: url.hostname, port: Number(url.port || 2375) };
  throw new DockerEngineError('the Docker Engine address must be unix:///path or tcp://host:port');
};

const readBody = async (response: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    sizeBytes += chunk.length;
    if (sizeBytes > maxAnswerBytes) throw new DockerEngineError('the Docker Engine’s answer is longer than 32 MiB');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
};

const get = async (place: Place, path: string, timeoutMs: number): Promise<unknown> => {
  const { promise, resolve, reject } = deferred<IncomingMessage>();
  const sent = request({
    ...place,
    path,
    headers: { host: 'docker' },
    agent: false,
    signal: AbortSignal.timeout(timeoutMs),
  });
  sent.once('response', resolve).once('error', reject).end();
  const response = await promise;
  const body = await readBody(response);
  if (response.statusCode !== 200) {
    throw new DockerEngineError(`the Docker Engine answered ${response.statusCode}: ${body.slice(0, 200).trim()}`);
  }
  return JSON.parse(body);
};

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
  listContainers: async () => (await get(placeOf(address), '/containers/json?all=1', timeoutMs)) as ContainerListing[],
  inspectContainer: async (id) =>
    (await get(placeOf(address), `/containers/${encodeURIComponent(id)}/json`, timeoutMs)) as ContainerDescription,
});
