import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TLSSocket } from 'node:tls';
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { readAuthorities } from '../../../../functions/clients/verification/read-authorities.ts';
import { sendVerification } from '../../../../functions/clients/verification/send-verification.ts';
import { verificationRequestOf } from '../../../../functions/domain/service/verification-request.ts';
import { certificateFor, type Listener, listenTcp, type Pems } from '../../../support/listeners.ts';
import { listenHttp2, listenHttps } from '../../../support/web-servers.ts';

const name = 'web.example.com';
let authority: Pems;
let certificate: Pems;
const servers: Listener[] = [];

beforeAll(async () => {
  authority = await certificateFor('ca.example.com', 90);
  certificate = await certificateFor(name, 90, authority);
});

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

const started = async (listening: Promise<Listener>): Promise<number> => {
  const server = await listening;
  servers.push(server);
  return server.port;
};

interface Asked {
  host?: string;
  insecure?: boolean;
  ca?: string | null;
  method?: 'GET' | 'HEAD' | 'POST';
  body?: string;
  headers?: string[];
}

const ask = (port: number, { host = name, insecure = false, ca = authority.cert, headers = [], ...rest }: Asked = {}) =>
  sendVerification(
    verificationRequestOf(
      { url: 'https://lb.example.com/a', headers: [`host: ${host}`, ...headers], ...rest },
      { insecure },
    ),
    { timeoutMs: 5_000, connectTo: [{ host: null, port: null, toHost: '127.0.0.1', toPort: port }], ca },
  );

const http1 = () =>
  started(
    listenHttps(certificate, ({ socket, headers }, response) => {
      const asked = socket instanceof TLSSocket ? Reflect.get(socket, 'servername') : undefined;
      response.end(`${headers.host} ${asked}`);
    }),
  );

const http2 = () =>
  started(
    listenHttp2(certificate, (request, response) => {
      const { method, url, headers, httpVersion } = request;
      response.setHeader('x-version', httpVersion);
      request.resume().on('end', () => response.end(JSON.stringify({ method, url, headers })));
    }),
  );

describe('a request over TLS', () => {
  it('asks for, and verifies, the name of the host header', async () => {
    expect(await ask(await http1())).toMatchObject({
      answer: { httpVersion: '1.1', status: 200, body: `${name} ${name}`, isVerified: true },
    });
  });

  it('speaks HTTP/2 where the server prefers it', async () => {
    const headers = ['X-A: 1', 'x-a: 2', 'connection: keep-alive'];
    const attempt = await ask(await http2(), { method: 'POST', body: 'x', headers });
    expect(attempt).toMatchObject({ answer: { httpVersion: '2.0', status: 200, headers: { 'x-version': ['2.0'] } } });
    expect(JSON.parse('answer' in attempt ? attempt.answer.body : '')).toMatchObject({
      method: 'POST',
      url: '/a',
      headers: { ':authority': name, 'x-a': '1, 2' },
    });
  });

  it('sends a HEAD over HTTP/2, too', async () => {
    expect(await ask(await http2(), { method: 'HEAD' })).toMatchObject({ answer: { status: 200, body: '' } });
  });

  it.each([
    ['wrong-name', { host: 'other.example.com' }],
    ['unknown-issuer', { ca: null }],
  ] as const)('fails as %s', async (cause, asked) => {
    expect(await ask(await http1(), asked)).toMatchObject({ failure: { cause, phase: 'handshake' } });
  });

  it('fails where the certificate has expired', async () => {
    const expired = await certificateFor(name, -1, authority);
    const port = await started(listenHttps(expired, (_, response) => response.end()));
    expect(await ask(port)).toMatchObject({ failure: { cause: 'certificate-expired' } });
  });

  it.each([{ host: 'other.example.com' }, { ca: null }])(
    'takes any certificate where the spec says so: %j',
    async (asked) => {
      expect(await ask(await http1(), { ...asked, insecure: true })).toMatchObject({ answer: { isVerified: false } });
    },
  );

  it('tells a port that speaks no TLS', async () => {
    const port = await started(listenTcp((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')));
    expect(await ask(port)).toMatchObject({ failure: { cause: 'not-tls', phase: 'handshake' } });
  });

  it('tells a handshake that is cut', async () => {
    const port = await started(listenTcp((socket) => socket.once('data', () => socket.destroy())));
    expect(await ask(port)).toMatchObject({ failure: { cause: 'reset', phase: 'handshake' } });
  });

  it('tells an HTTP/2 stream that is cut', async () => {
    const port = await started(listenHttp2(certificate, (request) => request.stream.session?.destroy()));
    expect(await ask(port)).toMatchObject({ failure: { phase: 'answer' } });
  });
});

describe('readAuthorities', () => {
  it('reads PEM, with written line ends too, and files', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'authorities-'));
    const file = join(directory, 'ca.pem');
    await writeFile(file, authority.cert);
    const pem = authority.cert.trim();
    expect(await readAuthorities(pem.replaceAll(/\r?\n/g, String.raw`\n`))).toBe(pem.replaceAll('\r\n', '\n'));
    expect(await readAuthorities(file)).toBe(authority.cert);
    expect(await readAuthorities(' ')).toBeNull();
    await rm(directory, { recursive: true });
    await expect(readAuthorities(file)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
