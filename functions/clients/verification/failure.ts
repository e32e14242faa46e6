import type { VerificationFailure, VerificationFailureCause } from '../../domain/service/verification-failure.ts';

/** The time for the whole request is up. */
export class TimeIsUp extends Error {
  readonly code = 'ETIMEDOUT';
}

const causes: Record<string, VerificationFailureCause> = {
  ENOTFOUND: 'no-such-name',
  ENODATA: 'no-such-name',
  EAI_AGAIN: 'name-unresolved',
  EAI_FAIL: 'name-unresolved',
  ECONNREFUSED: 'refused',
  ETIMEDOUT: 'no-answer',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
  EAFNOSUPPORT: 'unreachable',
  ERR_TLS_CERT_ALTNAME_INVALID: 'wrong-name',
  CERT_HAS_EXPIRED: 'certificate-expired',
  CERT_NOT_YET_VALID: 'certificate-expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'unknown-issuer',
  SELF_SIGNED_CERT_IN_CHAIN: 'unknown-issuer',
  UNABLE_TO_GET_ISSUER_CERT: 'unknown-issuer',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'unknown-issuer',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'unknown-issuer',
  // What OpenSSL makes of an answer to its greeting that is no TLS record.
  ERR_SSL_WRONG_VERSION_NUMBER: 'not-tls',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'not-tls',
  ERR_SSL_HTTP_REQUEST: 'not-tls',
};

const codeOf = (error: unknown): string => {
  const { code, name } = (error ?? {}) as { code?: unknown; name?: unknown };
  return typeof code === 'string' ? code : String(name ?? 'Error');
};

const causeOf = (code: string, phase: VerificationFailure['phase']): VerificationFailureCause => {
  const known = causes[code];
  if (known) return known;
  if (code.startsWith('HPE_') || code.startsWith('ERR_HTTP2_')) return 'not-http';
  return code.startsWith('ERR_SSL') || code === 'EPROTO' || phase === 'handshake' ? 'handshake-failed' : 'failed';
};

/** Sorts what a request met by what an operator would do about it. */
export const failureOf = (
  error: unknown,
  { phase, address, isPrivateAddress }: Pick<VerificationFailure, 'phase' | 'address' | 'isPrivateAddress'>,
): VerificationFailure => {
  const code = codeOf(error);
  return { cause: causeOf(code, phase), code, phase, address, isPrivateAddress };
};
