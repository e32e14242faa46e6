import { afterEach, describe, expect, it } from '@jest/globals';
import { closedPort, type Listener } from '../../../support/listeners.ts';
import { listenHttp } from '../../../support/web-servers.ts';
import { now, to, verificationOf, verify } from './support.ts';

let server: Listener | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const plain = { url: 'http://web.example.com/' };
const serve = async (body: string, status = 200): Promise<{ settings: Record<string, string> }> => {
  server = await listenHttp((_, response) => response.writeHead(status).end(body));
  return { settings: { VERIFICATION_CONNECT_TO: to(server.port) } };
};

describe('VerifyService', () => {
  it('passes when the service answers as the spec wants it', async () => {
    const world = await serve('buildVersion: "1.2.3"\n');
    const response = { status: [200], body: '/buildVersion:[ ]+"1.2.3"/' };
    expect(await verify(verificationOf(plain, { response }), world)).toEqual({
      status: 'PASS',
      findings: [
        { check: 'GET http://web.example.com/', status: 'PASS', detail: 'answered with HTTP/1.1 as web.example.com' },
        { check: 'verification status', status: 'PASS', detail: '200' },
        { check: 'verification body', status: 'PASS', detail: 'is as expected: /buildVersion:[ ]+"1.2.3"/' },
      ],
      reason: 'the service answers as the spec wants it',
      startedAt: now,
    });
  });

  it('asks to be asked again while the answer is another', async () => {
    const world = await serve('buildVersion: "1.2.2"', 200);
    const response = { status: [200], body: '/"1.2.3"/' };
    expect(await verify(verificationOf(plain, { response }), world)).toMatchObject({
      status: 'PENDING',
      reason: 'expected /"1.2.3"/, got buildVersion: "1.2.2"',
      startedAt: now,
    });
  });

  it('keeps the time of its first try', async () => {
    const world = await serve('', 503);
    const startedAt = '2026-11-20T11:59:00.000Z';
    expect(await verify(verificationOf(plain), { ...world, startedAt })).toMatchObject({
      status: 'PENDING',
      startedAt,
    });
  });

  it.each([
    ['ten minutes, where the request allows more', '2026-11-20T11:50:00.000Z', 15, /within 10 minutes/],
    ['the time that the request allows', '2026-11-20T11:59:00.000Z', 1, /within 1 minute:/],
  ])('fails with VerificationFailedError after %s', async (_, startedAt, timeoutMinutes, words) => {
    const world = await serve('overloaded', 503);
    await expect(verify(verificationOf(plain), { ...world, startedAt, timeoutMinutes })).rejects.toMatchObject({
      name: 'VerificationFailedError',
      message: expect.stringMatching(words),
    });
  });

  it('names what failed and the remedy in that error', async () => {
    const settings = { VERIFICATION_CONNECT_TO: to(await closedPort()) };
    await expect(verify(verificationOf(plain), { settings, startedAt: '2026-11-20T11:00:00Z' })).rejects.toThrow(
      'GET http://web.example.com/: refused: nothing listens on port 80 (connection: ECONNREFUSED); remedy: check that',
    );
  });

  it('passes in the last try, too', async () => {
    const world = { ...(await serve('ok')), startedAt: '2026-11-20T11:00:00Z' };
    expect((await verify(verificationOf(plain), world)).status).toBe('PASS');
  });

  it('warns, and asks nobody, while a variable of the verification is missing', async () => {
    const result = await verify(verificationOf(plain), { missingVariables: ['BUILD_VERSION'] });
    expect(result).toMatchObject({ status: 'WARN', reason: 'not verified: BUILD_VERSION not given' });
  });

  it('warns, and asks nobody, where the service was deployed to 0 tasks', async () => {
    expect(await verify(verificationOf(plain), { desiredCount: 0 })).toMatchObject({
      status: 'WARN',
      reason: 'not verified: the service is to have no tasks, so nothing can answer',
    });
  });

  it('asks a service of 0 tasks that autoscaling is about to start some of', async () => {
    const world = { ...(await serve('ok')), desiredCount: 0, least: 1 };
    expect((await verify(verificationOf(plain), world)).status).toBe('PASS');
  });

  it.each([[undefined], [{ response: { status: [200] } }]])('warns where the spec has no request: %j', async (spec) => {
    expect(await verify(spec)).toMatchObject({
      status: 'WARN',
      findings: [{ detail: 'not verified: the spec has no verification request' }],
    });
  });

  it('names the variable where VERIFICATION_CONNECT_TO cannot be read', async () => {
    const settings = { VERIFICATION_CONNECT_TO: 'nonsense' };
    await expect(verify(verificationOf(plain), { settings })).rejects.toThrow('VERIFICATION_CONNECT_TO');
  });
});
