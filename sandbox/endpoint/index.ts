import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LostAnswer } from '../faults.ts';
import type { Service } from '../service.ts';
import type { World } from '../world.ts';
import type { ControlRoutes } from './control/answer.ts';
import { control, isControlPath, isForeignHost } from './control.ts';
import { dispatcher } from './dispatch.ts';
import type { Answer, Received } from './wire.ts';

/** Larger bodies are refused: everything is kept in memory. */
const longestBodyBytes = 256 * 1024 * 1024;

/** Longer than the SDK clients keep an idle connection, so that none is closed under a request. */
const keepAliveMs = 120_000;

/** A listening endpoint. */
export interface Endpoint {
  /** `http://127.0.0.1:port`: an address rather than a name, so that S3 clients use path style. */
  url: string;
  port: number;
  /** Ends every connection, also those in the middle of a call. */
  close(): Promise<void>;
}

/**
 * Serves AWS's wire protocols and the sandbox's control paths on one port.
 *
 * Plain node:http: a web framework's routes, content types and body rules would only stand in the way of requests
 * whose service is in their signature and whose operation is in a header, a form field or a path trait.
 *
 * @param options.ready requests that come before wait for it
 * @param options.routes more of the sandbox's own paths
 * @throws Error with code EADDRINUSE when the port is taken
 */
export const listen = async (
  world: World,
  services: Service[],
  { port, host, ready, routes }: { port: number; host: string; ready?: Promise<void>; routes?: ControlRoutes },
): Promise<Endpoint> => {
  const dispatch = dispatcher(world, services);
  const controls = control(world, dispatch, host, routes);

  const answerTo = async (request: IncomingMessage, signal: AbortSignal): Promise<Answer> => {
    const received = await world.clock.whileBusy(() => receive(request));
    await ready;
    if (!received)
      return { status: 413, headers: {}, body: `the sandbox takes bodies up to ${longestBodyBytes} bytes\n` };
    if (isForeignHost(received.headers['host'], host))
      return { status: 403, headers: {}, body: 'the sandbox answers to its own address only; call it as 127.0.0.1\n' };
    return isControlPath(received.path) ? controls(received) : dispatch.answer(received, signal);
  };

  const server = createServer(requestListener(answerTo));
  server.keepAliveTimeout = keepAliveMs;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(listenError(error, port, host)));
    server.listen(port, host, resolve);
  });
  const bound = (server.address() as AddressInfo).port;
  return {
    url: `http://${reachable(host)}:${bound}`,
    port: bound,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

const requestListener =
  (answerTo: (request: IncomingMessage, signal: AbortSignal) => Promise<Answer>) =>
  (request: IncomingMessage, response: ServerResponse): void => {
    const hangUp = new AbortController();
    response.once('close', () => {
      if (!response.writableFinished) hangUp.abort(new Error('the caller hung up'));
    });
    answerTo(request, hangUp.signal)
      .then((answer) => send(response, answer))
      .catch((error: unknown) => {
        // A caller that hangs up while its request is read is no failure of the sandbox, nor is a fault that is scripted.
        if (!(error instanceof LostAnswer) && (!request.destroyed || request.complete))
          console.error('sandbox: a request failed unexpectedly:', error);
        response.destroy();
      });
  };

/** The address to call: listening on all interfaces is reached over loopback. */
const reachable = (host: string): string => {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
};

const listenError = (error: Error & { code?: string }, port: number, host: string): Error => {
  const { code } = error;
  if (code !== 'EADDRINUSE') return error;
  const message = `port ${port} on ${host} is already in use, maybe by another sandbox: stop that, or choose another port with --port (0 takes any free one)`;
  return Object.assign(new Error(message, { cause: error }), { code });
};

/** Reads a request to its end; undefined when its body is too long. */
const receive = async (request: IncomingMessage): Promise<Received | undefined> => {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    sizeBytes += chunk.length;
    if (sizeBytes > longestBodyBytes) return undefined;
    chunks.push(chunk);
  }
  const { method = 'GET', url = '/' } = request;
  const mark = url.indexOf('?');
  return {
    method,
    path: mark < 0 ? url : url.slice(0, mark),
    query: new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1)),
    headers: Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [
        name,
        Array.isArray(value) ? value.join(', ') : (value ?? ''),
      ]),
    ),
    body: Buffer.concat(chunks),
  };
};

const send = (response: ServerResponse, { status, headers, body }: Answer): void => {
  // HTTP allows no body with 204 and 304; a HEAD answer states the length of the body that it leaves out.
  const isEmpty = status === 204 || status === 304;
  response.writeHead(status, isEmpty ? headers : { 'content-length': Buffer.byteLength(body), ...headers });
  response.end(isEmpty ? undefined : body);
};
