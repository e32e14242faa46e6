import { createServer, type RequestListener } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { Server } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { type HttpTarget, probeHttp } from '../../../../layers/shared/probes/http.ts';
import { certificateFor, closedPort, listenTcp } from '../../../support/listeners.ts';

const open: Server[] = [];

afterEach(() => {
  for (const server of open.splice(0)) server.close();
});

const listening = async (server: Server): Promise<number> => {
  open.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
};

const serve = (listener: RequestListener): Promise<number> => listening(createServer(listener));

const probe = (port: number, options: Partial<HttpTarget> = {}) =>
  probeHttp({
    protocol: 'http',
    address: '127.0.0.1',
    host: 'app.example.com',
    port,
    path: '/health',
    timeoutMs: 1_000,
    ...options,
  });

describe('probeHttp', () => {
  it('gives the status of an answer that switches protocols', async () => {
    const { port, close } = await listenTcp((socket) =>
      socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n'),
    );
    const outcome = await probe(port);
    await close();
    expect(outcome).toMatchObject({ outcome: 'answered', status: 101 });
  });

  it('sends one GET with the host’s name and gives the status', async () => {
    const port = await serve((request, response) => {
      response.statusCode = request.method === 'GET' && request.url === '/health' ? 204 : 400;
      response.setHeader('location', String(request.headers.host));
      response.end();
    });
    expect(await probe(port)).toMatchObject({ outcome: 'answered', status: 204, location: `app.example.com:${port}` });
  });

  it('does not follow a redirect', async () => {
    const port = await serve((request, response) => {
      response.writeHead(request.url === '/health' ? 302 : 200, { location: '/login' }).end();
    });
    expect(await probe(port)).toMatchObject({ outcome: 'answered', status: 302, location: '/login' });
  });

  it('does not wait for the body', async () => {
    const port = await serve((_, response) => response.writeHead(200).write('a body without an end'));
    expect(await probe(port)).toMatchObject({ outcome: 'answered', status: 200 });
  });

  it('answers with the certificate’s fault beside the status, as load balancers do not verify', async () => {
    const { cert, private: key } = await certificateFor('app.example.com', -10);
    const port = await listening(createHttpsServer({ cert, key }, (_, response) => response.end()));
    const outcome = await probe(port, { protocol: 'https' });
    expect(outcome).toMatchObject({ outcome: 'answered', status: 200, certificateFault: expect.any(String) });
  });

  it('tells a server that never answers apart', async () => {
    const port = await serve(() => undefined);
    expect(await probe(port, { timeoutMs: 200 })).toMatchObject({ outcome: 'no-answer', code: 'ETIMEDOUT' });
  });

  it('tells a refusal apart', async () => {
    expect(await probe(await closedPort())).toMatchObject({ outcome: 'refused' });
  });

  it('tells http asked of something else apart', async () => {
    const listener = await listenTcp((socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n'));
    const outcome = await probe(listener.port);
    await listener.close();
    expect(outcome).toMatchObject({ outcome: 'not-http' });
  });

  it('tells https asked of an http server apart', async () => {
    const port = await serve((_, response) => response.end());
    expect(await probe(port, { protocol: 'https' })).toMatchObject({ outcome: 'tls-failed' });
  });
});
