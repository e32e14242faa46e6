import { environmentNames as names } from '../../contract.ts';
import { boundedInteger, type FieldReader, type Variables } from './fields.ts';

/** Where the database is and who asks. What a secret may still tell is optional. */
export interface MysqlSettings {
  mode: 'MYSQL_CONNECTION';
  /** ARN of a Secrets Manager secret or an SSM parameter; where set, user and password come from it alone. */
  secretArn?: string;
  user?: string;
  password?: string;
  host?: string;
  database?: string;
  /** Set only where DB_PORT is, so that a secret's port can stand. */
  explicitPort?: number;
  timeoutSeconds: number;
}

/** Service, region and account of a secret's ARN are read by position. */
const secretArnSyntax =
  /^arn:aws[a-z-]*:(secretsmanager:[a-z0-9-]+:\d{12}:secret:[\w/+=.@!-]{1,519}|ssm:[a-z0-9-]+:\d{12}:parameter\/[\w/.-]{1,1010})$/;

const secretRemedy =
  'set MYSQL_SECRET_ARN to the ARN of a Secrets Manager secret (arn:aws:secretsmanager:…:secret:name) or an SSM SecureString (arn:aws:ssm:…:parameter/name)';

const readHost = (fields: FieldReader): string | undefined => {
  const host = fields.optional(names.host);
  if (host !== undefined && !/^[\w.:-]{1,253}$/.test(host)) {
    fields.refuse(names.host, 'must be a host name or an IP address', 'set it without scheme, port or path');
  }
  return host;
};

/** USER is inherited from shells and images, so beside a secret it is left unread; PASSWORD never gets there by itself. */
const readSecretLogin = (fields: FieldReader, variables: Variables, secretArn: string): Partial<MysqlSettings> => {
  if (!secretArnSyntax.test(secretArn)) {
    fields.refuse(names.mysqlSecretArn, 'is no ARN of a secret or a parameter', secretRemedy);
  }
  if (variables[names.password] !== undefined) {
    const remedy = 'remove PASSWORD: the secret holds it, and an override stays readable in DescribeTasks';
    fields.refuse(names.password, 'is set together with MYSQL_SECRET_ARN', remedy);
  }
  return { secretArn };
};

const readPlainLogin = (fields: FieldReader, variables: Variables): Partial<MysqlSettings> => {
  const user = fields.required(names.user, `set it to the database user, or ${secretRemedy}`);
  const password = variables[names.password];
  // Set but empty is an answer: MySQL has users without a password.
  if (password === undefined) fields.refuse(names.password, 'is missing', secretRemedy);
  return { user, ...(password !== undefined && { password }) };
};

/** Reads the variables of MYSQL_CONNECTION. Without a secret, USER, PASSWORD, HOST and DATABASE are all required. */
export const readMysqlSettings = (fields: FieldReader, variables: Variables): MysqlSettings => {
  const secretArn = fields.optional(names.mysqlSecretArn);
  const login =
    secretArn === undefined ? readPlainLogin(fields, variables) : readSecretLogin(fields, variables, secretArn);
  const host = readHost(fields);
  const database = fields.optional(names.database);
  if (secretArn === undefined && host === undefined) {
    fields.refuse(names.host, 'is missing', 'set it to the name or address of the database');
  }
  if (secretArn === undefined && database === undefined) {
    fields.refuse(names.database, 'is missing', 'set it to the name of the database (schema)');
  }
  const port = boundedInteger(fields, 'databasePort');
  return {
    mode: 'MYSQL_CONNECTION',
    ...login,
    ...(host !== undefined && { host }),
    ...(database !== undefined && { database }),
    ...(fields.optional(names.databasePort) !== undefined && { explicitPort: port }),
    timeoutSeconds: boundedInteger(fields, 'timeoutSeconds'),
  };
};
