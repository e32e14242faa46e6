import { lookup } from 'node:dns/promises';
import { isIP, type Socket } from 'node:net';
import type { VerificationAttempt } from '../../domain/service/verification.ts';
import type { VerificationAnswer } from '../../domain/service/verification-answer.ts';
import { type ConnectTo, dialOf } from '../../domain/service/verification-connect-to.ts';
import type { VerificationFailure } from '../../domain/service/verification-failure.ts';
import type { VerificationRequest } from '../../domain/service/verification-request.ts';
import { askHttp1 } from './ask-http1.ts';
import { askHttp2 } from './ask-http2.ts';
import { connectTcp, shakeHands } from './connect.ts';
import { failureOf, TimeIsUp } from './failure.ts';
import { isPrivateAddress } from './private-address.ts';

/** How a verification is sent. */
export interface SendOptions {
  /** For the whole of it. */
  timeoutMs: number;
  connectTo: readonly ConnectTo[];
  /** PEM of authorities to trust beside the usual ones. */
  ca: string | null;
}

type Progress = Pick<VerificationFailure, 'phase' | 'address' | 'isPrivateAddress'>;

const addressesOf = async (host: string) =>
  isIP(host) === 0 ? lookup(host, { all: true }) : [{ address: host, family: isIP(host) }];

const exchange = async (
  request: VerificationRequest,
  { connectTo, ca }: SendOptions,
  progress: Progress,
  keep: (socket: Socket) => void,
): Promise<VerificationAnswer> => {
  const { host, port } = dialOf(request, connectTo);
  const addresses = await addressesOf(host);
  progress.phase = 'connection';
  progress.address = addresses[0]?.address ?? null;
  progress.isPrivateAddress = addresses.length > 0 && addresses.every(({ address }) => isPrivateAddress(address));
  const socket = await connectTcp({ addresses, port }, keep);
  if (!request.isTls) {
    progress.phase = 'answer';
    return askHttp1(socket, request);
  }
  progress.phase = 'handshake';
  const secure = await shakeHands(socket, { serverName: request.serverName, isVerified: request.isVerified, ca });
  keep(secure);
  progress.phase = 'answer';
  return secure.alpnProtocol === 'h2' ? askHttp2(secure, request) : askHttp1(secure, request);
};

/**
 * Sends a verification's request once, over a connection of its own, by the HTTP version that the server prefers
 * (HTTP/2 or 1.1 over TLS, 1.1 otherwise). Redirects are not followed. Never throws.
 *
 * Node's own modules do it, because fetch can neither name another server in TLS nor dial another address, and undici,
 * which can, would make the bundle some 500 KiB larger.
 */
export const sendVerification = async (
  request: VerificationRequest,
  options: SendOptions,
): Promise<VerificationAttempt> => {
  const progress: Progress = { phase: 'name', address: null, isPrivateAddress: false };
  const sockets: Socket[] = [];
  const { promise: limit, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new TimeIsUp()), options.timeoutMs);
  const keep = (socket: Socket): void => {
    sockets.push(socket);
  };
  try {
    return { answer: await Promise.race([exchange(request, options, progress, keep), limit]) };
  } catch (error) {
    return { failure: failureOf(error, progress) };
  } finally {
    clearTimeout(timer);
    for (const socket of sockets) socket.on('error', () => undefined).destroy();
  }
};
