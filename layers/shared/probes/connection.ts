import { errorCode } from '../errors.ts';

/** Why a connection did not come about or did not last, each with its own remedy. */
export type ConnectionFailure = 'refused' | 'no-answer' | 'reset' | 'unreachable' | 'failed';

const failureByCode: Readonly<Record<string, ConnectionFailure>> = {
  ECONNREFUSED: 'refused',
  ETIMEDOUT: 'no-answer',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  // No address of that family on this side: an IPv6 target from a host without IPv6.
  EADDRNOTAVAIL: 'unreachable',
  EAFNOSUPPORT: 'unreachable',
};

/** Sorts a socket error by what an operator would do about it. */
export const connectionFailure = (error: unknown): ConnectionFailure => failureByCode[errorCode(error)] ?? 'failed';

/** A stopwatch: call it for the milliseconds since it was made, to a tenth. */
export const stopwatch = (): (() => number) => {
  const startedAt = performance.now();
  return () => Math.round((performance.now() - startedAt) * 10) / 10;
};
