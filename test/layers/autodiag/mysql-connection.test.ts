import { createServer, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createConnection } from 'mysql2/promise';
import { buildProgram, type Program, type Run } from '../../support/autodiag-program.ts';
import { closedPort, listenTcp } from '../../support/listeners.ts';
import { type MariaDb, startMariaDb } from '../../support/mariadb.ts';
import { describeWith } from '../../support/programs.ts';

const password = 'c0rrect-horse-battery';
let program: Program;

beforeAll(async () => {
  program = await buildProgram();
});

afterAll(() => program.remove());

const connect = (port: number, more: Record<string, string> = {}): Promise<Run> =>
  program.run({
    DIAG_MODE: 'MYSQL_CONNECTION',
    USER: 'app',
    PASSWORD: password,
    HOST: '127.0.0.1',
    DATABASE: 'shop',
    DB_PORT: String(port),
    TIMEOUT_SECONDS: '3',
    ...more,
  });

const login = ({ report }: Run) => report.findings.find(({ check }) => check.startsWith('MySQL '));

/** What MySQL 8 sends first: protocol 10, a scramble, capabilities without TLS, mysql_native_password. */
const greetingWithoutTls = Buffer.concat([
  Buffer.from([75, 0, 0, 0, 10]),
  Buffer.from('8.0.0-x\0\x01\0\0\x0012345678\0'),
  Buffer.from([0xff, 0xf7, 33, 2, 0, 0x0b, 0, 21, ...Buffer.alloc(10)]),
  Buffer.from('123456789012\0mysql_native_password\0'),
]);

const initialSql = [
  'CREATE DATABASE shop',
  `CREATE USER app@'127.0.0.1' IDENTIFIED BY '${password}'`,
  "GRANT ALL ON shop.* TO app@'127.0.0.1'",
  `CREATE USER one@'127.0.0.1' IDENTIFIED BY '${password}'`,
  "GRANT ALL ON *.* TO one@'127.0.0.1'",
];

describeWith(['mariadbd', 'mariadb-install-db'], 'AutoDiag MYSQL_CONNECTION', () => {
  let database: MariaDb;

  beforeAll(async () => {
    database = await startMariaDb(initialSql);
  }, 60_000);

  afterAll(() => database.close());

  it('tells the server’s version and the round trip of a connection that works', async () => {
    const run = await connect(database.port);
    expect(run.exitCode).toBe(0);
    expect(login(run)).toMatchObject({
      status: 'PASS',
      detail: expect.stringMatching(/^connection successful: server .*MariaDB.*round trip [\d.]+ ms$/),
    });
  });

  it.each([
    ['a wrong password', { PASSWORD: 'wr0ng-donkey-charger' }, /access denied.*error 1045.*using password: YES/],
    ['an unknown user', { USER: 'ghost' }, /access denied: no such user.*error 1698/],
    ['an unknown database', { USER: 'one', DATABASE: 'ghost' }, /unknown database.*error 1049/],
    ['a database that is not the user’s', { DATABASE: 'mysql' }, /may not use this database.*error 1044/],
  ])('tells %s apart', async (_, more, detail) => {
    const run = await connect(database.port, more);
    expect(run.exitCode).toBe(1);
    expect(login(run)).toMatchObject({
      status: 'FAIL',
      detail: expect.stringMatching(detail),
      remedy: expect.any(String),
    });
    expect(run.output).not.toContain(password);
    expect(run.output).not.toContain('wr0ng-donkey-charger');
  });

  it('tells too many connections apart', async () => {
    const options = { host: '127.0.0.1', port: database.port, user: 'one', password };
    const admin = await createConnection(options);
    await admin.query('SET GLOBAL max_connections = 10');
    const held = [];
    // The server keeps one connection for administrators; SUPER users take that one too.
    for (let count = 0; count < 10; count++) held.push(await createConnection(options));
    const run = await connect(database.port);
    await admin.query('SET GLOBAL max_connections = 100');
    for (const connection of [admin, ...held]) connection.destroy();
    expect(login(run)).toMatchObject({
      status: 'FAIL',
      detail: expect.stringMatching(/too many connections.*error 1040/),
    });
  });

  it('tells a host that is not allowed apart', async () => {
    // Where users are known by name only for localhost, any other address is turned away before the login.
    const options = { host: '127.0.0.1', port: database.port, user: 'one', password };
    const admin = await createConnection(options);
    await admin.query("UPDATE mysql.global_priv SET Host = 'db.example.com' WHERE Host IN ('127.0.0.1', '%')");
    await admin.query("DELETE FROM mysql.global_priv WHERE Host NOT IN ('db.example.com')");
    await admin.query('FLUSH PRIVILEGES');
    const run = await connect(database.port);
    await admin.query("UPDATE mysql.global_priv SET Host = '127.0.0.1' WHERE Host = 'db.example.com'");
    await admin.query('FLUSH PRIVILEGES');
    admin.destroy();
    expect(login(run)).toMatchObject({ status: 'FAIL', detail: expect.stringMatching(/host not allowed.*error 1130/) });
  });
});

describeWith(['mariadbd', 'mariadb-install-db'], 'AutoDiag MYSQL_CONNECTION over TLS', () => {
  let database: MariaDb;

  beforeAll(async () => {
    database = await startMariaDb(initialSql, { withTls: true });
  }, 60_000);

  afterAll(() => database.close());

  it('connects, and warns of a certificate that clients who verify would refuse', async () => {
    const run = await connect(database.port);
    expect(login(run)).toMatchObject({ status: 'PASS' });
    expect(run.report.findings.find(({ check }) => check.startsWith('TLS '))).toMatchObject({
      status: 'WARN',
      detail: expect.stringMatching(/^TLSv1\.[23], but the certificate’s issuer is not trusted here/),
    });
  });

  it('takes user, password and place from a secret, and prints none of it', async () => {
    const secret = { username: 'app', password, host: '127.0.0.1', port: database.port, dbname: 'shop' };
    const aws = await fakeAws({ SecretString: JSON.stringify(secret) });
    const run = await withSecret(aws.url);
    aws.close();
    expect(login(run)).toMatchObject({ status: 'PASS' });
    expect(run.output).not.toContain(password);
  });

  it('takes them from an SSM parameter too, decrypted', async () => {
    const secret = { username: 'app', password, host: '127.0.0.1', port: String(database.port), dbname: 'shop' };
    const aws = await fakeAws({ Parameter: { Value: JSON.stringify(secret) } });
    const run = await withSecret(aws.url, 'arn:aws:ssm:us-east-1:111122223333:parameter/shop/db');
    aws.close();
    expect(aws.requests).toEqual([
      { Name: 'arn:aws:ssm:us-east-1:111122223333:parameter/shop/db', WithDecryption: true },
    ]);
    expect(login(run)).toMatchObject({ status: 'PASS' });
  });
});

interface FakeAws {
  url: string;
  requests: unknown[];
  close(): void;
}

/** An AWS endpoint that gives one answer to every call. */
const fakeAws = async (answer: object, status = 200): Promise<FakeAws> => {
  const requests: unknown[] = [];
  const server: Server = createServer(async (request, response) => {
    requests.push(JSON.parse(await text(request)));
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  return { url, requests, close: () => void server.close() };
};

const secretArn = 'arn:aws:secretsmanager:us-east-1:111122223333:secret:shop/db-AbCdEf';

const withSecret = (endpointUrl: string, arn = secretArn, more: Record<string, string> = {}): Promise<Run> =>
  program.run({
    DIAG_MODE: 'MYSQL_CONNECTION',
    MYSQL_SECRET_ARN: arn,
    // Inherited from a shell: the secret's user counts.
    USER: 'root',
    AWS_ENDPOINT_URL: endpointUrl,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    TIMEOUT_SECONDS: '3',
    ...more,
  });

describe('AutoDiag MYSQL_CONNECTION without a server', () => {
  it.each([
    ['does not exist', { __type: 'ResourceNotFoundException' }, 400, /does not exist \(ResourceNotFoundException\)/],
    ['may not be read', { __type: 'AccessDeniedException' }, 400, /may not read it \(AccessDeniedException\)/],
    ['is no JSON', { SecretString: 'c0rrect-horse-battery' }, 200, /^the secret is no JSON object$/],
    ['lacks members', { SecretString: '{"host":"db.example.com"}' }, 200, /^the secret lacks username, password$/],
    ['holds bytes', { SecretBinary: 'AAAA' }, 200, /^it holds no text$/],
  ])('says of a secret that it %s', async (_, answer, status, detail) => {
    const aws = await fakeAws(answer, status);
    const run = await withSecret(aws.url);
    aws.close();
    expect(run.exitCode).toBe(1);
    expect(run.report.findings.at(-1)).toMatchObject({
      check: `secret ${secretArn}`,
      status: 'FAIL',
      detail: expect.stringMatching(detail),
      remedy: expect.any(String),
    });
    expect(run.output).not.toContain(password);
  });

  it('tells a port where nothing listens apart', async () => {
    const run = await connect(await closedPort());
    expect(run.report.findings.at(-1)).toMatchObject({ status: 'FAIL', detail: expect.stringMatching(/^refused/) });
  });

  it('gives up on a server that never says hello', async () => {
    const listener = await listenTcp();
    const run = await connect(listener.port, { TIMEOUT_SECONDS: '1' });
    await listener.close();
    expect(login(run)).toMatchObject({
      status: 'FAIL',
      detail: expect.stringMatching(/accepted the connection, but.*ETIMEDOUT/),
    });
  });

  it('ends with its report where the server lets it log in and then says nothing', async () => {
    const listener = await listenTcp((socket) => {
      socket.write(greetingWithoutTls);
      socket.once('data', () => socket.write(Buffer.from([7, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0])));
    });
    // a login on a busy machine takes its time, too
    const run = await connect(listener.port, { TIMEOUT_SECONDS: '5' });
    await listener.close();
    expect(run.exitCode).toBe(1);
    expect(login(run)).toMatchObject({ status: 'FAIL', detail: expect.stringMatching(/no query is answered/) });
  });

  it('tells a port that speaks something else apart', async () => {
    const listener = await listenTcp((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    const run = await connect(listener.port);
    await listener.close();
    expect(login(run)).toMatchObject({ status: 'FAIL' });
  });

  it('refuses a password beside a secret, without repeating it', async () => {
    const run = await withSecret('http://127.0.0.1:9', secretArn, { PASSWORD: password });
    expect(run.exitCode).toBe(2);
    expect(run.output).toContain('PASSWORD: is set together with MYSQL_SECRET_ARN');
    expect(run.output).not.toContain(password);
  });
});
