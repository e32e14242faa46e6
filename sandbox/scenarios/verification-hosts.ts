import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { createSecureServer, type Http2SecureServer } from 'node:http2';
import type { AddressInfo, Socket } from 'node:net';
import type { ServiceSpec } from '../../functions/domain/service/spec-schema/index.ts';
import { verificationRequestOf } from '../../functions/domain/service/verification-request.ts';
import type { Services } from '../services.ts';
import { createCertificates } from '../tasks/service-endpoints/certificates.ts';
import type { Scenario } from './scenario.ts';
import { isServed, type Reply, replyOf } from './verification-replies.ts';

/** The hosts that the verifications of a scenario ask, played on loopback. */
export interface VerificationHosts {
  /** Variables that lead the function VerifyService to them and let it trust them. */
  environment: Record<'VERIFICATION_CONNECT_TO' | 'VERIFICATION_CA', string>;
  /** A line for each host. */
  lines: string[];
  close(): Promise<void>;
}

/** One verification as the hosts play it. */
interface Played {
  request: ReturnType<typeof verificationRequestOf>;
  spec: ServiceSpec;
  reply: Reply;
}

const playedOf = ({ specs, answer }: Scenario): Played[] =>
  specs.flatMap((spec) => {
    const { request, response } = spec.verification ?? {};
    // What a variable leaves open nobody can ask for.
    if (request === undefined || /\$\{\w+\}/.test(request.url)) return [];
    return [{ request: verificationRequestOf(request), spec, reply: replyOf(response, answer) }];
  });

const listenOnLoopback = async (server: Server | Http2SecureServer) => {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket.on('error', () => undefined).once('close', () => sockets.delete(socket)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = async () => {
    const closed = once(server, 'close');
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  return { port: (server.address() as AddressInfo).port, close };
};

/** What is answered to a request: the reply of its host while the host's service is served, 503 until then. */
const answering =
  (services: Services, played: Played[]) =>
  (headers: IncomingMessage['headers']): Reply => {
    const authority = headers[':authority'] ?? headers.host;
    const meant = played.filter(({ request }) => request.authority === authority);
    if (meant.length === 0) return { status: 404, headers: {}, body: 'no such host\n' };
    const served = meant.find(({ spec }) => isServed(services, spec));
    return served?.reply ?? { status: 503, headers: {}, body: 'no healthy targets\n' };
  };

const secureServer = async (played: Played[], answer: (headers: IncomingMessage['headers']) => Reply) => {
  const names = [...new Set(played.map(({ request }) => request.serverName))];
  const { authority, certificate, key } = await createCertificates(names);
  const server = createSecureServer({ cert: certificate, key, allowHTTP1: true }, (request, response) => {
    const { status, headers, body } = answer(request.headers);
    response.writeHead(status, headers).end(body);
  });
  // Who does not trust the certificate says so by itself.
  server.on('tlsClientError', () => undefined).on('sessionError', () => undefined);
  return { authority, server };
};

/**
 * Plays the hosts of a scenario's verifications: over TLS with a certificate authority of their own, HTTP/2 included.
 * They answer as the spec wants it only while load balancers find targets of the service healthy.
 */
export const startVerificationHosts = async (services: Services, scenario: Scenario): Promise<VerificationHosts> => {
  const played = playedOf(scenario);
  const answer = answering(services, played);
  const plainServer = createServer((request, response) => {
    const { status, headers, body } = answer(request.headers);
    response.writeHead(status, headers).end(body);
  });
  const secure = await secureServer(played, answer);
  const [http, https] = await Promise.all([listenOnLoopback(plainServer), listenOnLoopback(secure.server)]);
  const entries = played.map(({ request: { host, port, isTls } }) => {
    const name = host.includes(':') ? `[${host}]` : host;
    return `${name}:${port}:127.0.0.1:${(isTls ? https : http).port}`;
  });
  return {
    environment: { VERIFICATION_CONNECT_TO: [...new Set(entries)].join(','), VERIFICATION_CA: secure.authority },
    lines: [...new Set(played.map(({ request: { authority } }) => authority))].map(
      (authority) => `web host ${authority}, which answers while the service has healthy targets`,
    ),
    close: async () => {
      await Promise.all([http.close(), https.close()]);
    },
  };
};
