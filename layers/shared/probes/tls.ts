import { isIP } from 'node:net';
import { connect, type PeerCertificate, type TLSSocket } from 'node:tls';
import { deferred } from '../deferred.ts';
import { errorCode } from '../errors.ts';
import { type ConnectionFailure, connectionFailure, stopwatch } from './connection.ts';

/** What was wrong with the certificate. */
export type CertificateFault = 'expired' | 'not-yet-valid' | 'wrong-name' | 'unknown-issuer' | 'untrusted';

/** The certificate that the server showed. */
export interface CertificateSummary {
  subject: string;
  issuer: string;
  /** Names it is valid for, e.g. `DNS:*.example.com`. */
  names: string;
  validTo: string;
  /** Whole days until it expires; negative once it has. */
  daysLeft: number;
}

/** What a TLS handshake met. */
export type TlsOutcome = { milliseconds: number } & (
  | { outcome: 'trusted'; protocol: string; certificate: CertificateSummary }
  | { outcome: CertificateFault; code: string; certificate: CertificateSummary }
  | { outcome: ConnectionFailure | 'not-tls' | 'handshake-failed'; code: string }
);

/** Whom to shake hands with. */
export interface TlsTarget {
  /** IPv4 or IPv6 address to dial. */
  address: string;
  port: number;
  /** Name the certificate must carry; also sent as SNI unless it is an address. */
  host: string;
  timeoutMs: number;
  /** PEM certificates to trust instead of Node's (which NODE_EXTRA_CA_CERTS extends). */
  ca?: string[];
}

const faultByCode: Readonly<Record<string, CertificateFault>> = {
  CERT_HAS_EXPIRED: 'expired',
  CERT_NOT_YET_VALID: 'not-yet-valid',
  ERR_TLS_CERT_ALTNAME_INVALID: 'wrong-name',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'unknown-issuer',
  SELF_SIGNED_CERT_IN_CHAIN: 'unknown-issuer',
  UNABLE_TO_GET_ISSUER_CERT: 'unknown-issuer',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'unknown-issuer',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'unknown-issuer',
};

/** What is wrong with a certificate, by OpenSSL's or Node's error code; undefined for any other code. */
export const certificateFault = (code: string): CertificateFault | undefined => faultByCode[code];

const first = (name: string | string[] | undefined): string => (Array.isArray(name) ? name[0] : name) ?? 'unnamed';

/** OpenSSL's words where they are no date: a broken certificate must not end the program. */
const isoDate = (text: string | undefined): string => {
  const at = new Date(text ?? '');
  return Number.isNaN(at.getTime()) ? `an unreadable date` : at.toISOString();
};

/** @param now milliseconds since the epoch */
export const summariseCertificate = (certificate: PeerCertificate, now: number): CertificateSummary => ({
  subject: first(certificate.subject?.CN),
  issuer: first(certificate.issuer?.CN ?? certificate.issuer?.O),
  names: (certificate.subjectaltname ?? '').slice(0, 300),
  validTo: isoDate(certificate.valid_to),
  daysLeft: Math.floor((Date.parse(certificate.valid_to) - now) / 86_400_000),
});

/** OpenSSL says so when the answer to a ClientHello is not a TLS record. */
const notTls = new Set(['ERR_SSL_WRONG_VERSION_NUMBER', 'ERR_SSL_PACKET_LENGTH_TOO_LONG', 'ERR_SSL_HTTP_REQUEST']);

const handshakeFailure = (error: Error): ConnectionFailure | 'not-tls' | 'handshake-failed' => {
  const code = errorCode(error);
  if (notTls.has(code) || /wrong version number|packet length too long/.test(error.message)) return 'not-tls';
  const failure = connectionFailure(error);
  return failure === 'failed' ? 'handshake-failed' : failure;
};

const judge = (socket: TLSSocket, milliseconds: number): TlsOutcome => {
  const certificate = summariseCertificate(socket.getPeerCertificate(), Date.now());
  // Node types this as Error; it holds the error's code.
  const code = String(socket.authorizationError ?? '');
  if (socket.authorized) {
    return { outcome: 'trusted', protocol: socket.getProtocol() ?? 'TLS', certificate, milliseconds };
  }
  return { outcome: faultByCode[code] ?? 'untrusted', code, certificate, milliseconds };
};

/**
 * Shakes hands and reads the certificate, trusted or not, then closes. Sends no data. Never throws.
 */
export const probeTls = ({ address, port, host, timeoutMs, ca }: TlsTarget): Promise<TlsOutcome> => {
  const elapsed = stopwatch();
  const { promise, resolve } = deferred<TlsOutcome>();
  const socket = connect({
    host: address,
    port,
    ...(isIP(host) === 0 && { servername: host }),
    ...(ca !== undefined && { ca }),
    // The verdict is read from the socket, so that an untrusted certificate can still be described.
    rejectUnauthorized: false,
  });
  const fail = (outcome: ConnectionFailure | 'not-tls' | 'handshake-failed', code: string): void =>
    resolve({ outcome, code, milliseconds: elapsed() });
  const timer = setTimeout(() => fail('no-answer', 'ETIMEDOUT'), timeoutMs);
  socket.once('secureConnect', () => resolve(judge(socket, elapsed())));
  socket.once('error', (error) => fail(handshakeFailure(error), errorCode(error)));
  // A peer that hangs up in the handshake without an error.
  socket.once('close', () => fail('reset', 'closed'));
  return promise.finally(() => {
    clearTimeout(timer);
    socket.on('error', () => undefined).destroy();
  });
};
