import { type IncomingMessage, request } from 'node:http';
import { deferred } from './deferred.ts';

/** The Engine answered, with an error. */
export class DockerEngineError extends Error {
  override readonly name = 'DockerEngineError';
  /** HTTP's; NaN where the error is none of the Engine's. */
  readonly status: number;

  constructor(message: string, status = Number.NaN) {
    super(message);
    this.status = status;
  }
}

/** An answer longer than this is no list of containers. */
const maxAnswerBytes = 32 * 1024 * 1024;

/** Where an Engine listens. */
export type EnginePlace = { socketPath: string } | { host: string; port: number };

/** @throws DockerEngineError for an address that is neither unix:// nor tcp:// */
export const enginePlace = (address: string): EnginePlace => {
  if (address.startsWith('unix://')) return { socketPath: address.slice('unix://'.length) };
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url?.protocol === 'tcp:') return { host: url.hostname, port: Number(url.port || 2375) };
  throw new DockerEngineError('the Docker Engine address must be unix:///path or tcp://host:port');
};

/** One call of the Engine. */
export interface EngineCall {
  method: 'GET' | 'POST' | 'DELETE';
  /** Without a version: the newest that the Engine speaks. */
  path: string;
  /** Sent as JSON. */
  body?: unknown;
}

/** @throws DockerEngineError for an answer that is too long */
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

/** Sends a call and resolves with the head of the answer. */
export const openCall = (
  place: EnginePlace,
  { method, path, body }: EngineCall,
  signal: AbortSignal,
): Promise<IncomingMessage> => {
  const { promise, resolve, reject } = deferred<IncomingMessage>();
  const text = body === undefined ? undefined : JSON.stringify(body);
  const headers = {
    host: 'docker',
    ...(text !== undefined && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
  };
  // A socket of its own for each call: an Engine that was restarted leaves no dead one behind, and a unix socket costs nothing.
  const sent = request({ ...place, method, path, headers, agent: false, signal });
  // Not once: an abort after the head of the answer is an error of the request too.
  sent.once('response', resolve).on('error', reject).end(text);
  return promise;
};

/** What a call fails with that was not answered in time. */
export const timeoutError = ({ method, path }: EngineCall, timeoutMs: number): Error => {
  const error = new Error(`the Docker Engine did not answer ${method} ${path.split('?')[0]} in ${timeoutMs / 1000} s`);
  error.name = 'TimeoutError';
  return error;
};

/** The message of an answer that is an error: `{"message": "…"}` in all versions. */
const errorText = (body: string): string => {
  try {
    const { message } = JSON.parse(body) as { message?: unknown };
    return String(message ?? body);
  } catch {
    return body;
  }
};

/** Reads an answer whose status is an error, as one. */
export const engineError = async (response: IncomingMessage): Promise<DockerEngineError> => {
  const status = response.statusCode ?? Number.NaN;
  const words = errorText(await readBody(response))
    .slice(0, 200)
    .trim();
  return new DockerEngineError(`the Docker Engine answered ${status}: ${words}`, status);
};

/**
 * One call of the Docker Engine and the whole of its answer, within the limit.
 *
 * @throws DockerEngineError for a status that is not 2xx, the socket's own error, or a TimeoutError
 * @see https://docs.docker.com/reference/api/engine/
 */
export const callEngine = async (place: EnginePlace, call: EngineCall, timeoutMs: number): Promise<string> => {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), timeoutMs);
  try {
    const response = await openCall(place, call, limit.signal);
    const status = response.statusCode ?? 0;
    if (status < 200 || status > 299) throw await engineError(response);
    return await readBody(response);
  } catch (error) {
    throw limit.signal.aborted ? timeoutError(call, timeoutMs) : error;
  } finally {
    clearTimeout(timer);
  }
};
