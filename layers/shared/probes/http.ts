import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP } from 'node:net';
import { TLSSocket } from 'node:tls';
import { deferred } from '../deferred.ts';
import { errorCode } from '../errors.ts';
import { type ConnectionFailure, connectionFailure, stopwatch } from './connection.ts';
import { certificateFault } from './tls.ts';

/** What one GET met. `tls-failed` covers a handshake that broke; the code says how. */
export type HttpOutcome = { milliseconds: number } & (
  | { outcome: 'answered'; status: number; location?: string; certificateFault?: string }
  | { outcome: ConnectionFailure | 'tls-failed' | 'not-http'; code: string }
);

/** What to ask for. */
export interface HttpTarget {
  protocol: 'http' | 'https';
  /** Address to dial: the host's, resolved by the caller. */
  address: string;
  /** Name for the Host header and SNI. */
  host: string;
  port: number;
  /** Path with its query, starting with a slash. */
  path: string;
  timeoutMs: number;
}

const hostHeader = ({ protocol, host, port }: HttpTarget): string => {
  const name = isIP(host) === 6 ? `[${host}]` : host;
  return port === (protocol === 'https' ? 443 : 80) ? name : `${name}:${port}`;
};

const failureOf = (error: Error): ConnectionFailure | 'tls-failed' | 'not-http' => {
  const code = errorCode(error);
  if (code.startsWith('HPE_')) return 'not-http';
  if (code.startsWith('ERR_SSL') || code === 'EPROTO') return 'tls-failed';
  return connectionFailure(error);
};

const answerOf = ({ socket, statusCode, headers }: IncomingMessage, milliseconds: number): HttpOutcome => {
  const isUntrusted = socket instanceof TLSSocket && !socket.authorized;
  const code = isUntrusted ? String(socket.authorizationError) : undefined;
  return {
    outcome: 'answered',
    status: statusCode ?? 0,
    milliseconds,
    ...(headers.location !== undefined && { location: headers.location.slice(0, 300) }),
    ...(code !== undefined && { certificateFault: certificateFault(code) ?? code }),
  };
};

/**
 * Sends one GET as an Elastic Load Balancing health check does: a connection of its own, no redirect followed, the
 * body not read, the certificate not verified (a fault is told beside the status). Never throws.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
 */
export const probeHttp = (target: HttpTarget): Promise<HttpOutcome> => {
  const elapsed = stopwatch();
  const { promise, resolve } = deferred<HttpOutcome>();
  const request = (target.protocol === 'https' ? requestHttps : requestHttp)({
    host: target.address,
    port: target.port,
    path: target.path,
    headers: { host: hostHeader(target), 'user-agent': 'ecs-autodiag', accept: '*/*', connection: 'close' },
    agent: false,
    ...(target.protocol === 'https' && isIP(target.host) === 0 && { servername: target.host }),
    rejectUnauthorized: false,
  });
  const timer = setTimeout(() => {
    resolve({ outcome: 'no-answer', code: 'ETIMEDOUT', milliseconds: elapsed() });
  }, target.timeoutMs);
  const answered = (response: IncomingMessage): void => resolve(answerOf(response, elapsed()));
  // 101 is an answer, too, though Node tells it by another event.
  request.once('response', answered).once('upgrade', (response, socket) => {
    // From here on the connection is the listener's.
    socket.on('error', () => undefined).destroy();
    answered(response);
  });
  request.once('error', (error) => {
    resolve({ outcome: failureOf(error), code: errorCode(error), milliseconds: elapsed() });
  });
  request.end();
  return promise.finally(() => {
    clearTimeout(timer);
    request.on('error', () => undefined).destroy();
  });
};
