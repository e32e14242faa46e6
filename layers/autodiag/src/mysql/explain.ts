import { errorCode, errorMessage, errorNumber } from '../../../shared/errors.ts';
import { connectionFailure } from '../../../shared/probes/connection.ts';
import type { Explanation } from '../../../shared/probes/explain.ts';
import { connectionExplanations } from '../../../shared/probes/explain.ts';

const grant = 'grant it: CREATE USER … IDENTIFIED BY …, GRANT … ON the database TO the user at this host';

/**
 * What the server's error numbers mean to an operator.
 *
 * @see https://dev.mysql.com/doc/mysql-errors/8.0/en/server-error-reference.html
 */
const byNumber: Readonly<Record<number, Explanation>> = {
  1040: {
    meaning: 'too many connections: max_connections of the server is used up',
    remedy: 'close idle connections (SHOW PROCESSLIST), use a pool or RDS Proxy, or raise max_connections',
  },
  1044: { meaning: 'the user may not use this database', remedy: grant },
  1045: {
    meaning: 'access denied: wrong user or password, or no such user for this host',
    remedy: 'check user and password (has the secret been rotated?), and the host part of the user’s grant',
  },
  1049: { meaning: 'unknown database', remedy: 'check DATABASE (names are case-sensitive on Linux), or create it' },
  1129: {
    meaning: 'host blocked after too many broken connections',
    remedy: 'run FLUSH HOSTS, then find what breaks them',
  },
  1130: {
    meaning: 'host not allowed: no user may connect from this address',
    remedy: 'add a user for this address or its subnet, e.g. CREATE USER name@"10.0.%"',
  },
  1203: {
    meaning: 'the user has too many connections',
    remedy: 'close some, or raise max_user_connections of the user',
  },
  1226: { meaning: 'the user has used up a limit', remedy: 'raise the limit of the user, or use fewer connections' },
  1251: {
    meaning: 'the server asks for a login method this client lacks',
    remedy: 'check the user’s authentication plugin',
  },
  1698: {
    // MariaDB answers an unknown user so, too.
    meaning: 'access denied: no such user for this host, or one that logs in without a password (unix_socket)',
    remedy: 'check the user and the host part of its grant; use a user that logs in by password',
  },
  1820: { meaning: 'the password must be changed first', remedy: 'log in by hand and set a new password' },
  1862: { meaning: 'the password has expired', remedy: 'set a new password and update the secret' },
  3118: { meaning: 'the account is locked', remedy: 'ALTER USER … ACCOUNT UNLOCK' },
  3159: { meaning: 'the server takes TLS connections only', remedy: 'check the TLS versions of server and client' },
  4151: { meaning: 'the account is locked', remedy: 'ALTER USER … ACCOUNT UNLOCK' },
};

const byCode: Readonly<Record<string, Explanation>> = {
  HANDSHAKE_SSL_ERROR: {
    meaning: 'the TLS handshake failed',
    remedy: 'check tls_version of the server: this client speaks TLS 1.2 and 1.3',
  },
  // TCP connected before, so no security group is to blame.
  ETIMEDOUT: {
    meaning: 'the server accepted the connection, but did not get through the MySQL login in time',
    remedy: 'check that this port is MySQL’s, the load of the server, and a proxy between that has lost its backend',
  },
  MysqlSilentError: {
    meaning: 'the login was done, but no query is answered',
    remedy: 'check the load and locks of the server (SHOW PROCESSLIST), and a proxy that has lost its backend',
  },
  PROTOCOL_CONNECTION_LOST: {
    meaning: 'the server closed the connection before the login was done',
    remedy: 'check that this port is MySQL’s, and the server’s error log',
  },
};

/** Takes a secret out of a text that came from elsewhere. */
export const withoutSecret = (text: string, secret: string): string =>
  secret === '' ? text : text.replaceAll(secret, '[redacted]');

/**
 * Says what a failed connection means.
 *
 * @param password taken out of whatever the driver says
 */
export const explainMysqlError = (error: unknown, password: string): Explanation => {
  const code = errorCode(error);
  const number = errorNumber(error);
  const known = byNumber[number] ?? byCode[code];
  // Only the server's own words say more than the code: which user, from which host.
  const words = withoutSecret(errorMessage(error), password).slice(0, 300);
  if (known !== undefined) {
    const label = Number.isNaN(number) || number < 1000 ? code : `error ${number}`;
    return { meaning: `${known.meaning} (${label}: ${words})`, remedy: known.remedy };
  }
  const { meaning, remedy } = connectionExplanations[connectionFailure(error)];
  return { meaning: `${meaning} (${code}: ${words})`, remedy };
};
