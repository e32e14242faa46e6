import { describe, expect, it } from '@jest/globals';
import { excerptOf } from '../../../../functions/domain/service/verification-answer.ts';
import {
  requestName,
  secretsOf,
  verificationRequestOf,
} from '../../../../functions/domain/service/verification-request.ts';

const read = (request: object, options?: { insecure?: boolean }) =>
  verificationRequestOf({ url: 'https://lb.example.com/', headers: [], ...request }, options);

describe('verificationRequestOf', () => {
  it('asks by GET, with the usual headers, as the host that the URL names', () => {
    expect(read({})).toEqual({
      method: 'GET',
      isTls: true,
      host: 'lb.example.com',
      port: 443,
      path: '/',
      authority: 'lb.example.com',
      serverName: 'lb.example.com',
      headers: [
        ['user-agent', 'ecs-runbooks-verification'],
        ['accept', '*/*'],
      ],
      body: null,
      isVerified: true,
    });
  });

  it('dials the host of the URL, and asks for that of the host header, in TLS too', () => {
    expect(read({ headers: ['Host: web.example.com:8443', 'x-a: b: c'] })).toMatchObject({
      host: 'lb.example.com',
      port: 443,
      authority: 'web.example.com:8443',
      serverName: 'web.example.com',
      headers: [
        ['x-a', 'b: c'],
        ['user-agent', expect.any(String)],
        ['accept', '*/*'],
      ],
    });
  });

  it('keeps method, path, query, port and body', () => {
    const request = { method: 'POST', url: 'http://lb.example.com:8080/a%20b?c=d', body: 'x' } as const;
    expect(read(request)).toMatchObject({ isTls: false, method: 'POST', port: 8080, path: '/a%20b?c=d', body: 'x' });
  });

  it('takes port 80 for http', () => {
    expect(read({ url: 'http://lb.example.com' })).toMatchObject({ port: 80, path: '/', isTls: false });
  });

  it('reads an IPv6 address', () => {
    expect(read({ url: 'https://[fd00::1]:8443/' })).toMatchObject({
      host: 'fd00::1',
      port: 8443,
      authority: '[fd00::1]:8443',
      serverName: 'fd00::1',
    });
  });

  it('sends a login of the URL as a header, as curl does', () => {
    expect(read({ url: 'https://a:b%20c@lb.example.com/' }).headers).toContainEqual([
      'authorization',
      `Basic ${Buffer.from('a:b c').toString('base64')}`,
    ]);
  });

  it('prefers headers that are given', () => {
    const headers = ['User-Agent: x', 'Accept: y', 'Authorization: z'];
    expect(read({ url: 'https://a:b@lb.example.com/', headers }).headers).toEqual([
      ['User-Agent', 'x'],
      ['Accept', 'y'],
      ['Authorization', 'z'],
    ]);
  });

  it('leaves certificates unverified only where the spec says so', () => {
    expect([read({}).isVerified, read({}, { insecure: true }).isVerified]).toEqual([true, false]);
  });

  it.each([
    [{ url: 'https://[::/' }, 'verification.request.url must be a URL'],
    [{ headers: ['host: a b'] }, 'verification.request.headers must be a host header with a host name'],
    [{ headers: ['host:'] }, 'verification.request.headers must be a host header with a host name'],
  ])('refuses %j', (request, message) => {
    expect(() => read(request)).toThrow(
      expect.objectContaining({ name: 'InvalidVerificationError', message: expect.stringContaining(message) }),
    );
  });
});

describe('what reports say of a request', () => {
  it.each([
    [{}, 'GET https://lb.example.com/'],
    [{ url: 'http://a:b@lb.example.com:8080/x?token=secret' }, 'GET http://lb.example.com:8080/x?…'],
    [{ url: 'https://[fd00::1]/' }, 'GET https://[fd00::1]/'],
  ])('names %j without login and query', (request, name) => {
    expect(requestName(read(request))).toBe(name);
  });

  it('holds back header values that may be credentials', () => {
    const headers = ['authorization: Bearer abc', 'x-api-key: 123456', 'content-type: text/plain', 'x-short: 1'];
    expect(secretsOf(read({ headers }))).toEqual(['Bearer abc', '123456']);
  });

  it.each([
    ['a token without its scheme', { headers: ['authorization: Bearer s3cr3t-token'] }, 's3cr3t-token'],
    ['a cookie among others', { headers: ['cookie: theme=dark; session=s3cr3t-cookie'] }, 's3cr3t-cookie'],
    ['a password of basic authentication', { url: 'https://user:s3cr3t-word@lb.example.com/' }, 's3cr3t-word'],
    ['a token in the query', { url: 'https://lb.example.com/x?full=yes&token=s3cr3t-query' }, 's3cr3t-query'],
    ['such a token decoded', { url: 'https://lb.example.com/x?api_key=s3cr3t%2Fkey' }, 's3cr3t/key'],
  ])('holds back %s', (_, request, secret) => {
    expect(excerptOf(`you said ${secret}!`, secretsOf(read(request)))).toBe('you said [redacted]!');
  });

  it('shows values of a query that are not called like secrets', () => {
    const secrets = secretsOf(read({ url: 'https://lb.example.com/x?version=1.2.3-beta' }));
    expect(excerptOf('built 1.2.3-beta', secrets)).toBe('built 1.2.3-beta');
  });
});
