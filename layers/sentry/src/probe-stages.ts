import { type ClientRequest, type RequestOptions, request as requestHttp } from 'node:http';
import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls, type SecureContext, type TLSSocket } from 'node:tls';
import { errorCode, errorMessage } from '../../shared/errors.ts';
import { connectionFailure } from '../../shared/probes/connection.ts';
import { certificateFault } from '../../shared/probes/tls.ts';
import { type Endpoint, endpointName } from './endpoint.ts';
import type { SentryOptions } from './options.ts';
import type { ProbeResult } from './probe-result.ts';
import { ResolveError, type ResolveOptions, resolveAddresses } from './resolve.ts';
import { quoted } from './usage-error.ts';

/** One stage of a probe failed. */
export class ProbeFailure extends Error {
  override readonly name = 'ProbeFailure';
  readonly reason: string;
  readonly mayBeMistake: boolean;

  constructor(reason: string, mayBeMistake = false, options?: ErrorOptions) {
    super(reason, options);
    this.reason = reason;
    this.mayBeMistake = mayBeMistake;
  }
}

type Proxy = NonNullable<SentryOptions['proxy']>;

/** More addresses than these would leave too little of the limit for each. */
const maxAddresses = 4;
const maxHeadBytes = 16_384;

const inWords = (failure: string): string => failure.replaceAll('-', ' ');

const connectionReason = (error: unknown): string => {
  const failure = connectionFailure(error);
  return failure === 'failed' ? `failed (${errorCode(error)})` : inWords(failure);
};

/** Resolves at the event, rejects where the socket fails or closes first. */
const waitFor = (socket: Socket, event: 'connect' | 'secureConnect'): Promise<void> =>
  new Promise((resolve, reject) => {
    socket.once(event, resolve).once('error', reject);
    socket.once('close', () => reject(Object.assign(new Error('closed'), { code: 'ECONNRESET' })));
  });

/** The addresses of a name. */
export const findAddresses = async (host: string, options: ResolveOptions): Promise<string[]> => {
  try {
    return await resolveAddresses(host, options);
  } catch (error) {
    if (!(error instanceof ResolveError)) throw error;
    const isMistake = error.failure === 'no-such-name' || error.failure === 'no-address';
    throw new ProbeFailure(inWords(error.failure), isMistake, { cause: error });
  }
};

/** Opens one TCP connection, to the first address that answers; each has an equal share of the limit. */
export const openTcp = async (
  addresses: string[],
  port: number,
  { timeoutMs, signal }: Pick<ResolveOptions, 'timeoutMs' | 'signal'>,
): Promise<Socket> => {
  const tried = addresses.slice(0, maxAddresses).map((address) => ({ address, family: isIP(address) }));
  const [first] = tried;
  const socket = connect({
    port,
    signal,
    host: tried.length === 1 ? first?.address : 'endpoint',
    lookup: (_host, _options, callback) => callback(null, tried),
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: Math.max(10, Math.floor(timeoutMs / tried.length)),
  });
  await waitFor(socket, 'connect').catch((error) => {
    throw new ProbeFailure(connectionReason(error), false, { cause: error });
  });
  return socket.on('error', () => undefined);
};

/** Sends a request over a connection that is open, and resolves with the head of the answer. */
const askOver = async (socket: Socket, options: RequestOptions): Promise<number> => {
  const request: ClientRequest = requestHttp({
    ...options,
    createConnection: () => socket,
    maxHeaderSize: maxHeadBytes,
  });
  const status = new Promise<number>((resolve, reject) => {
    // A request whose socket is taken away says so in an event of its own.
    for (const event of ['response', 'connect', 'upgrade'] as const) {
      request.once(event, ({ statusCode }) => resolve(statusCode ?? 0));
    }
    request.on('error', reject);
  });
  request.end();
  return status.catch((error) => {
    const isEmpty = errorMessage(error) === 'socket hang up';
    const isGarbage = errorCode(error).startsWith('HPE_');
    const reason = isEmpty ? 'empty answer' : isGarbage ? 'no HTTP answer' : connectionReason(error);
    throw new ProbeFailure(reason, isGarbage, { cause: error });
  });
};

/** Has the proxy open a tunnel to the endpoint. */
export const openTunnel = async (socket: Socket, endpoint: Endpoint, { authorization }: Proxy): Promise<void> => {
  const target = endpointName(endpoint);
  const status = await askOver(socket, {
    method: 'CONNECT',
    path: target,
    headers: { host: target, ...(authorization !== null && { 'proxy-authorization': authorization }) },
  });
  if (status >= 200 && status < 300) return;
  if (status === 407)
    throw new ProbeFailure(authorization === null ? 'wants a password' : 'refuses the password', true);
  // The proxy's 5xx tells that it cannot reach the endpoint; its 4xx that it does not want to.
  throw new ProbeFailure(`HTTP ${status}`, status < 500);
};

const tlsReason = (error: unknown): [reason: string, mayBeMistake: boolean] => {
  const isOther = /wrong version number|packet length too long/i.test(errorMessage(error));
  if (isOther) return ['no TLS answer', true];
  const failure = connectionFailure(error);
  return failure === 'failed' ? [`handshake failed (${errorCode(error)})`, false] : [inWords(failure), false];
};

/** Shakes hands and verifies the certificate. */
export const shakeHands = async (
  socket: Socket,
  { host }: Endpoint,
  secureContext: SecureContext,
): Promise<TLSSocket> => {
  const secured = connectTls({
    socket,
    host,
    secureContext,
    ...(isIP(host) === 0 && { servername: host }),
    // The verdict is read below, so that a certificate that is not trusted can be told from a handshake that failed.
    rejectUnauthorized: false,
  });
  await waitFor(secured, 'secureConnect').catch((error) => {
    throw new ProbeFailure(...tlsReason(error), { cause: error });
  });
  secured.on('error', () => undefined);
  if (secured.authorized) return secured;
  // Node types this as Error; it holds the error's code.
  const code = String(secured.authorizationError);
  const { issuer } = secured.getPeerCertificate();
  const name = [issuer?.CN ?? issuer?.O ?? 'nobody'].flat()[0] ?? 'nobody';
  throw new ProbeFailure(`certificate: ${inWords(certificateFault(code) ?? code)}, issued by ${quoted(name)}`, true);
};

/** Sends a small request: any answer but a fault of the server's will do. */
export const askEndpoint = async (socket: TLSSocket, { host, port }: Endpoint): Promise<ProbeResult['reason']> => {
  const name = isIP(host) === 6 ? `[${host}]` : host;
  const status = await askOver(socket, {
    path: '/',
    headers: {
      host: port === 443 ? name : `${name}:${port}`,
      'user-agent': 'ecs-external-instance-network-sentry',
      connection: 'close',
    },
  });
  const reason = `HTTP ${status}`;
  if (status < 200 || status >= 500) throw new ProbeFailure(reason);
  return reason;
};
