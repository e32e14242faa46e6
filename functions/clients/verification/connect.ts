import { once } from 'node:events';
import { connect, isIP, type LookupFunction, type Socket } from 'node:net';
import { checkServerIdentity, connect as connectTls, getCACertificates, type TLSSocket } from 'node:tls';

/** Where to connect: addresses that a name has, all of them tried. */
export interface Endpoint {
  addresses: { address: string; family: number }[];
  port: number;
}

/** How TLS is spoken. */
export interface TlsOptions {
  /** Name to ask for and to be in the certificate. */
  serverName: string;
  isVerified: boolean;
  /** PEM of authorities to trust beside the usual ones. */
  ca: string | null;
}

/** Connects to one of the addresses: the next is tried when one takes a quarter of a second. */
export const connectTcp = async ({ addresses, port }: Endpoint, keep: (socket: Socket) => void): Promise<Socket> => {
  const lookup: LookupFunction = (_, { all }, callback) => {
    const [first] = addresses;
    if (all) callback(null, addresses);
    else callback(null, first?.address ?? '', first?.family);
  };
  const [only] = addresses;
  const host = addresses.length === 1 ? (only?.address ?? '') : 'resolved.invalid';
  const socket = connect({ host, port, lookup, autoSelectFamily: true, noDelay: true });
  keep(socket);
  await once(socket, 'connect');
  return socket;
};

/**
 * Shakes hands on a connection and offers HTTP/2 and HTTP/1.1.
 *
 * @throws Error with a code that says what is wrong with the certificate
 */
export const shakeHands = async (socket: Socket, { serverName, isVerified, ca }: TlsOptions): Promise<TLSSocket> => {
  const secure = connectTls({
    socket,
    // RFC 6066 lets no IP address be asked for by name.
    servername: isIP(serverName) === 0 ? serverName : '',
    ALPNProtocols: ['h2', 'http/1.1'],
    rejectUnauthorized: isVerified,
    checkServerIdentity: (_, certificate) => checkServerIdentity(serverName, certificate),
    ...(ca !== null && { ca: [...getCACertificates('default'), ca] }),
  });
  const cut = once(socket, 'close').then(() => {
    throw Object.assign(new Error('closed in the handshake'), { code: 'ECONNRESET' });
  });
  cut.catch(() => undefined);
  await Promise.race([once(secure, 'secureConnect'), cut]);
  return secure;
};
