import type { Socket } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { sendVerification } from '../../../../functions/clients/verification/send-verification.ts';
import { verificationRequestOf } from '../../../../functions/domain/service/verification-request.ts';
import { closedPort, type Listener, listenTcp } from '../../../support/listeners.ts';
import { listenHttp } from '../../../support/web-servers.ts';
import { echo } from '../../steps/verification/support.ts';

const servers: Listener[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

const started = async (listening: Promise<Listener>): Promise<number> => {
  const server = await listening;
  servers.push(server);
  return server.port;
};

const ask = (port: number, request: object = {}, timeoutMs = 5_000) =>
  sendVerification(verificationRequestOf({ url: 'http://lb.example.com/a?b=c', headers: [], ...request }), {
    timeoutMs,
    connectTo: [{ host: null, port: null, toHost: '127.0.0.1', toPort: port }],
    ca: null,
  });

const answerTo = async (...parameters: Parameters<typeof ask>) => {
  const attempt = await ask(...parameters);
  if ('failure' in attempt) throw new Error(JSON.stringify(attempt));
  return attempt.answer;
};

const raw = (text: string) => listenTcp((socket: Socket) => socket.once('data', () => socket.end(text)));

describe('a request over HTTP/1.1', () => {
  it('carries method, path, headers in their order and body, and nothing of its own that the spec gives', async () => {
    const port = await started(listenHttp(echo));
    const headers = ['host: web.example.com', 'X-A: 1', 'x-a: 2', 'accept: x'];
    const { body } = await answerTo(port, { method: 'POST', headers, body: 'käse' });
    expect(JSON.parse(body)).toEqual({
      method: 'POST',
      path: '/a?b=c',
      rawHeaders: [
        ...['host', 'web.example.com', 'X-A', '1', 'x-a', '2', 'accept', 'x'],
        ...['user-agent', 'ecs-runbooks-verification', 'connection', 'close', 'content-length', '5'],
      ],
      body: 'käse',
    });
  });

  it('is a HEAD where the spec says so, whose answer has no body', async () => {
    const port = await started(
      listenHttp(({ method }, response) => response.setHeader('x-method', `${method}`).end('x')),
    );
    expect(await answerTo(port, { method: 'HEAD' })).toMatchObject({
      status: 200,
      body: '',
      headers: { 'x-method': ['HEAD'] },
    });
  });

  it.each([
    ['HTTP/1.0 200 OK\r\n\r\nok', { httpVersion: '1.0', status: 200, body: 'ok' }],
    ['HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n', { status: 204, body: '' }],
    ['HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\na\r\n\r\nb', { body: 'a\r\n\r\nb' }],
    ['HTTP/1.1 101 Switching\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n', { status: 101, body: '' }],
    ['HTTP/1.1 302 Found\r\nlocation: http://lb.example.com/next\r\n\r\n', { status: 302 }],
    ['HTTP/1.1 200 OK\r\ncontent-type: text/plain; charset=latin1\r\n\r\nk\xe4se', { body: 'käse' }],
    ['HTTP/1.1 200 OK\r\ncontent-type: text/plain; charset=none\r\n\r\nx', { body: 'x' }],
  ])('is answered by %j', async (text, answer) => {
    const port = await started(listenTcp((socket) => socket.once('data', () => socket.end(text, 'latin1'))));
    expect(await answerTo(port)).toMatchObject(answer);
  });

  it('has 256 KiB of a huge body read, and no more waited for', async () => {
    const endless = listenHttp((_, response) => {
      const write = (): void => {
        while (response.write('x'.repeat(65_536)));
        response.once('drain', write);
      };
      write();
    });
    const { body, isBodyCut } = await answerTo(await started(endless));
    expect({ length: body.length, isBodyCut }).toEqual({ length: 262_144, isBodyCut: true });
  });
});

describe('a request without an answer', () => {
  it.each([
    ['refused', 'connection', () => closedPort()],
    ['reset', 'answer', () => started(listenTcp((socket) => socket.once('data', () => socket.destroy())))],
    ['not-http', 'answer', () => started(raw('SSH-2.0-OpenSSH_9.6\r\n'))],
    ['reset', 'answer', () => started(raw('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf'))],
  ] as const)('is %s in the %s', async (cause, phase, listen) => {
    expect(await ask(await listen())).toMatchObject({ failure: { cause, phase, address: '127.0.0.1' } });
  });

  it('is given up after the time limit', async () => {
    const port = await started(listenTcp());
    expect(await ask(port, {}, 50)).toMatchObject({
      failure: { cause: 'no-answer', code: 'ETIMEDOUT', phase: 'answer' },
    });
  });

  it('is given up in the middle of a slow body', async () => {
    const port = await started(listenHttp((_, response) => response.write('x')));
    expect(await ask(port, {}, 200)).toMatchObject({ failure: { cause: 'no-answer', phase: 'answer' } });
  });

  it('fails for a name that does not exist', async () => {
    const request = verificationRequestOf({ url: 'http://no-such-host.invalid/', headers: [] });
    const attempt = await sendVerification(request, { timeoutMs: 5_000, connectTo: [], ca: null });
    expect(attempt).toMatchObject({
      failure: { cause: expect.stringMatching(/^(no-such-name|name-unresolved)$/), phase: 'name', address: null },
    });
  });

  it('fails for a header that HTTP cannot carry', async () => {
    const port = await started(listenHttp(echo));
    expect(await ask(port, { headers: ['x: \u0001'] })).toMatchObject({ failure: { code: 'ERR_INVALID_CHAR' } });
  });
});
