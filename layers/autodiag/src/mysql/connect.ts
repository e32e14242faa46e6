import { connect as connectTcp, isIP } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { Connection } from 'mysql2';
import { deferred } from '../../../shared/deferred.ts';
import { errorCode } from '../../../shared/errors.ts';
import { stopwatch } from '../../../shared/probes/connection.ts';
import type { MysqlLogin } from './login.ts';

/** A connection that came about. Times in milliseconds. */
export interface MysqlSession {
  serverVersion: string;
  connectMilliseconds: number;
  /** Of one `SELECT VERSION()`. */
  roundTripMilliseconds: number;
  /** Absent: the server offers no TLS. `fault`: OpenSSL's or Node's code for what is wrong with its certificate. */
  tls?: { protocol: string; fault?: string };
}

/** The server let us log in, and then did not answer. */
class MysqlSilentError extends Error {
  override readonly name = 'MysqlSilentError';
  constructor() {
    super('the query was not answered in time');
  }
}

/** Settles on the first of the driver's answers. */
const ask = <Answer>(
  start: (done: (error: Error | null, answer?: Answer) => void) => void,
): Promise<Answer | undefined> =>
  new Promise((resolve, reject) => {
    start((error, answer) => (error === null || error === undefined ? resolve(answer) : reject(error)));
  });

const tlsOf = (connection: Connection): MysqlSession['tls'] => {
  // The driver does not type the socket it upgraded.
  const stream = 'stream' in connection ? connection.stream : undefined;
  if (!(stream instanceof TLSSocket)) return undefined;
  const protocol = stream.getProtocol() ?? 'TLS';
  return stream.authorized ? { protocol } : { protocol, fault: String(stream.authorizationError) };
};

const openSession = async (
  login: MysqlLogin,
  address: string,
  timeoutMs: number,
  withTls: boolean,
): Promise<MysqlSession> => {
  const { createConnection } = await import('mysql2');
  const elapsed = stopwatch();
  const connection = createConnection({
    ...login,
    connectTimeout: timeoutMs,
    // The address was resolved by us; the name still counts for the certificate.
    stream: () => connectTcp({ host: address, port: login.port }),
    // As MySQL's own clients do by default: encrypt, and tell an untrusted certificate rather than stop at it.
    ...(withTls && { ssl: { rejectUnauthorized: false, verifyIdentity: isIP(login.host) === 0 } }),
  });
  // Without a listener an error after the answer would end the program.
  connection.on('error', () => undefined);
  // The driver limits the login alone, and forgets its callers when it is destroyed.
  const { promise: overdue, reject } = deferred<never>();
  const limit = setTimeout(() => reject(new MysqlSilentError()), timeoutMs * 2);
  const inTime = <Answer>(answer: Promise<Answer>): Promise<Answer> => Promise.race([answer, overdue]);
  try {
    await inTime(ask<void>((done) => connection.connect((error) => done(error))));
    const connectMilliseconds = elapsed();
    const queried = stopwatch();
    const rows = await inTime(ask<unknown>((done) => connection.query('SELECT VERSION() AS version', done)));
    const row: unknown = Array.isArray(rows) ? rows[0] : undefined;
    const serverVersion = typeof row === 'object' && row !== null && 'version' in row ? String(row.version) : 'unknown';
    const tls = tlsOf(connection);
    return { serverVersion, connectMilliseconds, roundTripMilliseconds: queried(), ...(tls !== undefined && { tls }) };
  } finally {
    clearTimeout(limit);
    connection.destroy();
  }
};

/**
 * Logs in with TLS, or without it where the server offers none, and asks for the server's version.
 *
 * @param address the host's, resolved by the caller
 * @throws the driver's error, with `errno` where the server sent one
 */
export const connectMysql = async (login: MysqlLogin, address: string, timeoutMs: number): Promise<MysqlSession> => {
  try {
    return await openSession(login, address, timeoutMs, true);
  } catch (error) {
    if (errorCode(error) !== 'HANDSHAKE_NO_SSL_SUPPORT') throw error;
    return openSession(login, address, timeoutMs, false);
  }
};
