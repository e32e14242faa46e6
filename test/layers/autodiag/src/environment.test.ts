import { describe, expect, it } from '@jest/globals';
import { EnvironmentError, readEnvironment } from '../../../../layers/autodiag/src/environment.ts';

const connectivity = { DIAG_MODE: 'CONNECTIVITY', ENDPOINT: 'db.example.com', PORT: '443' };
const mysql = { DIAG_MODE: 'MYSQL_CONNECTION', USER: 'app', PASSWORD: 'x', HOST: 'db.example.com', DATABASE: 'shop' };
const secretArn = 'arn:aws:secretsmanager:us-east-1:111122223333:secret:shop/db-AbCdEf';

const problemsOf = (variables: Record<string, string>): Record<string, string> => {
  try {
    readEnvironment(variables);
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
    return Object.fromEntries(error.problems.map(({ variable, detail }) => [variable, detail]));
  }
  return {};
};

describe('readEnvironment', () => {
  it('names what is unreadable in any mode beside a mode it does not know', () => {
    const variables = {
      DIAG_MODE: 'NETWORK',
      PORT: '70000',
      PROTOCOL: 'ftp',
      CHECKS: 'x',
      MATCHER: '2xx',
      DB_PORT: '0',
    };
    expect(Object.keys(problemsOf(variables)).toSorted()).toEqual(Object.keys(variables).toSorted());
  });

  it('keeps the blanks of TASK_ID, which is any text', () => {
    expect(readEnvironment({ DIAG_MODE: 'TASK', TASK_ID: ' error' }).settings).toMatchObject({ taskId: ' error' });
  });

  it.each(['HEALTHCHECK', 'HEALTH_CHECK', 'healthcheck'])('takes %s for HEALTHCHECK, with its defaults', (mode) => {
    const { settings } = readEnvironment({
      DIAG_MODE: mode,
      ENDPOINT: '10.0.5.10/health',
      PORT: '80',
      PROTOCOL: 'HTTP',
    });
    expect(settings).toMatchObject({
      mode: 'HEALTHCHECK',
      endpoints: [{ host: '10.0.5.10', path: '/health' }],
      port: 80,
      protocol: 'http',
      checks: 3,
      intervalSeconds: 10,
      timeoutSeconds: 5,
      matcher: { text: '200-399' },
    });
  });

  it.each([
    [{}, ['DIAG_MODE']],
    [{ DIAG_MODE: 'TASK' }, ['TASK_ID']],
    [{ DIAG_MODE: 'CONNECTIVITY' }, ['ENDPOINT', 'PORT']],
    [{ DIAG_MODE: 'HEALTHCHECK' }, ['PROTOCOL', 'ENDPOINT', 'PORT']],
    [{ DIAG_MODE: 'MYSQL_CONNECTION' }, ['USER', 'PASSWORD', 'HOST', 'DATABASE']],
  ])('names everything that %j lacks', (variables, missing) => {
    expect(Object.entries(problemsOf(variables))).toEqual(missing.map((name) => [name, 'is missing']));
  });

  it.each(['0', '70000', 'http', '-1', '80.5', '0x50', '1e3'])('refuses the port %s', (PORT) => {
    expect(problemsOf({ ...connectivity, PORT })).toEqual({
      PORT: `must be a whole number from 1 to 65535, not "${PORT}"`,
    });
  });

  it.each([
    ['several, with paths and blanks', 'a.example.com/x, 10.0.0.1 ,b', ['a.example.com', '10.0.0.1', 'b']],
    ['an IPv6 address in brackets', '[::1]', ['::1']],
    ['a bare IPv6 address', 'fd00:ec2::253', ['fd00:ec2::253']],
    ['an underscore and a final dot', 'db_1.example.com.', ['db_1.example.com.']],
  ])('reads as ENDPOINT %s', (_, ENDPOINT, hosts) => {
    const { settings } = readEnvironment({ ...connectivity, ENDPOINT });
    expect(settings).toMatchObject({ endpoints: hosts.map((host) => expect.objectContaining({ host })) });
  });

  it.each([
    ['a blank', 'a b', /neither a name nor an IP address/],
    ['a shell’s words', ';rm -rf', /neither a name nor an IP address/],
    ['5,000 characters', 'a'.repeat(5_000), /is 5000 characters long/],
    ['unicode', 'münchen.example', /ASCII form/],
    ['a line break', 'a\nb', /control characters/],
    ['a scheme', 'https://a.example.com', /leave out the scheme/],
    ['a port', 'a.example.com:80', /leave out the port/],
    ['a malformed address', '10.0.0.999', /neither a name/],
    ['a name in brackets', '[db]', /brackets hold an IPv6 address/],
    ['an empty part', 'a,,b', /between commas is empty/],
    ['a path with blanks', 'a/x y', /percent-encode/],
  ])('refuses as ENDPOINT %s', (_, ENDPOINT, detail) => {
    expect(problemsOf({ ...connectivity, ENDPOINT })).toEqual({ ENDPOINT: expect.stringMatching(detail) });
  });

  it('does not repeat a login in front of a host', () => {
    expect(JSON.stringify(problemsOf({ ...connectivity, ENDPOINT: 'app:s3cret@db' }))).not.toContain('s3cret');
  });

  it.each(['200', '200-399', '200,301', '200-299, 404'])('reads the matcher %s', (MATCHER) => {
    const healthcheck = { ...connectivity, DIAG_MODE: 'HEALTHCHECK', PROTOCOL: 'http', MATCHER };
    const { settings } = readEnvironment(healthcheck);
    expect('matcher' in settings && settings.matcher.matches(200)).toBe(true);
    expect('matcher' in settings && settings.matcher.matches(500)).toBe(false);
  });

  it.each(['ok', '399-200', '99', '200-', '200,', '600'])('refuses the matcher %s', (MATCHER) => {
    expect(problemsOf({ ...connectivity, DIAG_MODE: 'HEALTHCHECK', PROTOCOL: 'http', MATCHER })).toHaveProperty(
      'MATCHER',
    );
  });

  it('takes any text of one line as TASK_ID, up to 256 characters', () => {
    expect(readEnvironment({ DIAG_MODE: 'TASK', TASK_ID: '../../etc/passwd .*' }).settings).toMatchObject({
      taskId: '../../etc/passwd .*',
    });
    expect(problemsOf({ DIAG_MODE: 'TASK', TASK_ID: 'x'.repeat(257) })).toHaveProperty('TASK_ID');
    expect(problemsOf({ DIAG_MODE: 'TASK', TASK_ID: 'a\nb' })).toHaveProperty('TASK_ID');
  });

  it('lets a secret win over an inherited USER, and refuses a PASSWORD beside it', () => {
    const variables = { DIAG_MODE: 'MYSQL_CONNECTION', USER: 'root', MYSQL_SECRET_ARN: secretArn };
    expect(readEnvironment(variables).settings).toEqual({ mode: 'MYSQL_CONNECTION', secretArn, timeoutSeconds: 5 });
    expect(problemsOf({ ...variables, PASSWORD: 'x' })).toEqual({ PASSWORD: 'is set together with MYSQL_SECRET_ARN' });
  });

  it.each(['shop/db', 'arn:aws:s3:::bucket', 'arn:aws:secretsmanager:us-east-1:1:secret:x'])(
    'refuses %s for the ARN of a secret',
    (MYSQL_SECRET_ARN) => {
      expect(problemsOf({ DIAG_MODE: 'MYSQL_CONNECTION', MYSQL_SECRET_ARN })).toHaveProperty('MYSQL_SECRET_ARN');
    },
  );

  it('takes an empty password: MySQL has users without one', () => {
    expect(readEnvironment({ ...mysql, PASSWORD: '' }).settings).toMatchObject({ password: '' });
  });

  it('names the variables that belong to another mode, but not the ones that are often inherited', () => {
    expect(readEnvironment({ ...mysql, TASK_ID: 'x', PORT: '80' }).unused).toEqual(['TASK_ID', 'PORT']);
    expect(readEnvironment({ ...connectivity, USER: 'root', HOST: 'box' }).unused).toEqual([]);
  });

  it('keeps the names of variables, never their values', () => {
    const { places } = readEnvironment({ ...connectivity, SOME_SECRET: 's3cret' });
    expect(places.variableNames).toContain('SOME_SECRET');
    expect(JSON.stringify(places)).not.toContain('s3cret');
  });

  it.each(['dns.example.com', '10.0.0.2:port', 'x y'])('refuses %s for a resolver', (AUTODIAG_RESOLVER) => {
    expect(problemsOf({ ...connectivity, AUTODIAG_RESOLVER })).toHaveProperty('AUTODIAG_RESOLVER');
  });
});
