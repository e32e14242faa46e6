import type { MysqlSettings } from '../environment/mysql-fields.ts';
import { readSecret, SecretError } from './secret.ts';

/** All that a connection needs. */
export interface MysqlLogin {
  host: string;
  port: number;
  user: string;
  password: string;
  /** Empty: connect without choosing a database. */
  database: string;
}

const defaultPort = 3306;

type Members = Record<string, unknown>;

const parseMembers = (text: string): Members => {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value as Members;
  } catch {
    // The parser's message quotes the text, and the text is the secret.
  }
  throw new SecretError(
    'the secret is no JSON object',
    'store {"username": …, "password": …, "host": …, "port": …, "dbname": …}',
  );
};

const textMember = (members: Members, name: string): string | undefined => {
  const value = members[name];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
};

const portMember = (members: Members): number => {
  const port = Number(textMember(members, 'port') ?? defaultPort);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new SecretError('port in the secret is no port number', 'correct it, or leave it out for 3306');
};

/**
 * Completes the settings, from the secret where one is named. HOST, DB_PORT and DATABASE, where set, stand before what
 * the secret says; user and password come from the secret alone.
 *
 * @throws SecretError naming every member that is missing
 */
export const completeLogin = async (settings: MysqlSettings): Promise<MysqlLogin> => {
  const { secretArn, timeoutSeconds, host, database, explicitPort } = settings;
  if (secretArn === undefined) {
    const { user = '', password = '' } = settings;
    return { host: host ?? '', port: explicitPort ?? defaultPort, user, password, database: database ?? '' };
  }
  const members = parseMembers(await readSecret(secretArn, timeoutSeconds * 1000));
  const login = {
    user: textMember(members, 'username'),
    password: textMember(members, 'password'),
    host: host ?? textMember(members, 'host'),
  };
  const missing = Object.entries(login).filter(([, value]) => value === undefined);
  if (missing.length > 0) {
    const names = missing.map(([name]) => (name === 'user' ? 'username' : name)).join(', ');
    const remedy = 'add it to the secret as a text member; host may also be given by HOST';
    throw new SecretError(`the secret lacks ${names}`, remedy);
  }
  return {
    user: login.user ?? '',
    password: login.password ?? '',
    host: login.host ?? '',
    port: explicitPort ?? portMember(members),
    database: database ?? textMember(members, 'dbname') ?? '',
  };
};
