import { Resolver } from 'node:dns/promises';
import type { RequestListener, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { readAddressRanges } from '../../../../functions/clients/spec-source/address-ranges.ts';
import { type FetchOptions, fetchSpec } from '../../../../functions/clients/spec-source/fetch-spec.ts';
import { type DnsServer, listenDns } from '../../../support/dns-server.ts';
import {
  certificateFor,
  closedPort,
  type Listener,
  listenTcp,
  listenTls,
  type Pems,
} from '../../../support/listeners.ts';

const host = 'specs.example.com';
const loopback = readAddressRanges('127.0.0.1');

let pems: Pems;
let dns: DnsServer;
let answers: Record<string, string[][]>;
let asked: string[];
let answer: RequestListener;
let port: number;
let seen: string[];
const server = createServer();
const listeners: Listener[] = [];

beforeAll(async () => {
  pems = await certificateFor(host, 30);
  server.setSecureContext({ cert: pems.cert, key: pems.private });
  server.on('request', (request, response) => {
    seen.push(`${request.method} ${request.headers.host} ${request.url}`);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
  dns = await listenDns((name) => {
    asked.push(name);
    const given = answers[name] ?? [];
    return (given.length > 1 ? given.shift() : given[0]) ?? 3;
  });
});
beforeEach(() => {
  [asked, seen] = [[], []];
  answers = { [host]: [['127.0.0.1']] };
  answer = (_request, response) => response.end('{"version": "2.0"}');
});
afterEach(async () => {
  for (const listener of listeners.splice(0)) await listener.close();
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await dns.close();
});

const lookUp = async (name: string) => {
  const resolver = new Resolver({ tries: 1, timeout: 2_000 });
  resolver.setServers([dns.address]);
  return (await resolver.resolve4(name)).map((address) => ({ address, family: 4 }));
};

const fetching = (url: string, options: Partial<FetchOptions> = {}): Promise<string> =>
  fetchSpec(url, { allowed: loopback, lookUp, ca: pems.cert, timeoutMs: 2_000, ...options });

const at = (path = '/spec.json', name = host, on = port): string => `https://${name}:${on}${path}`;

const errorOf = async (fetched: Promise<string>): Promise<string> =>
  fetched.then(
    () => 'none',
    (error: Error) => `${error.name}: ${error.message}`,
  );

const redirectTo = (location: string) => (_request: unknown, response: ServerResponse) =>
  response.writeHead(302, { location }).end();

describe('fetchSpec', () => {
  it('gives the text', async () => {
    expect(await fetching(at('/spec.json?token=secret'))).toBe('{"version": "2.0"}');
    expect(seen).toEqual([`GET ${host}:${port} /spec.json?token=secret`]);
  });

  it('connects to the address that it has checked, whatever the name leads to afterwards', async () => {
    answers[host] = [['127.0.0.1'], ['127.0.0.2']];
    await fetching(at());
    expect(asked).toEqual([host]);
  });

  it.each([
    ['a name of loopback', '/', host, '127.0.0.1'],
    ['a name of the metadata service', '/', 'metadata.example.com', '169.254.169.254'],
    ['a name with one private address among others', '/', 'mixed.example.com', '10.0.0.1'],
  ])('refuses %s', async (_what, path, name, address) => {
    answers['metadata.example.com'] = [['169.254.169.254']];
    answers['mixed.example.com'] = [['8.8.8.8', '10.0.0.1']];
    expect(await errorOf(fetching(at(path, name), { allowed: readAddressRanges('') }))).toBe(
      `SpecUrlRefusedError: the service spec is not fetched from ${name}:${port}: ${address} is no public address; ` +
        'give an address of the public internet, allow its range by the stage parameter specAllowedAddresses, or use S3',
    );
    expect(seen).toEqual([]);
  });

  it.each(['127.0.0.1', '[::1]', '2130706433', '0x7f.1', '[::ffff:127.0.0.1]', '0'])('refuses %s', async (name) => {
    expect(await errorOf(fetching(at('/', name), { allowed: readAddressRanges('') }))).toMatch(/^SpecUrlRefusedError/);
    expect([...asked, ...seen]).toEqual([]);
  });

  it.each([
    ['http://specs.example.com/', 'only https:// URLs are fetched'],
    ['https://user:secret@specs.example.com/', 'its URL has a login in it, which would stay readable in the execution'],
    ['https://', 'it leads to what is no URL'],
  ])('refuses the URL %s', async (url, reason) => {
    const error = await errorOf(fetching(url));
    expect(error).toContain(reason);
    expect(error).not.toContain('secret');
  });

  it('follows redirects', async () => {
    answer = ({ url }, response) =>
      url === '/old' ? redirectTo('/new')(undefined, response) : response.end(`answer of ${url}`);
    expect(await fetching(at('/old'))).toBe('answer of /new');
  });

  it.each([
    ['http://specs.example.com/?token=secret', 'specs.example.com: only https:// URLs are fetched'],
    ['https://169.254.169.254/latest/meta-data', '169.254.169.254: 169.254.169.254 is no public address'],
    ['https://u:secret@specs.example.com', 'specs.example.com: its URL has a login in it'],
    ['https://', 'it leads to what is no URL'],
    ['/again', 'more than 5 redirects on the way there'],
  ])('checks each redirect: %s', async (location, reason) => {
    answer = redirectTo(location);
    const error = await errorOf(fetching(at()));
    expect(error).toMatch(/^SpecUrlRefusedError/);
    expect(error).toContain(reason);
    expect(error).not.toContain('secret');
  });

  it('asks six times at most', async () => {
    answer = redirectTo('/again');
    await errorOf(fetching(at()));
    expect(seen).toHaveLength(6);
  });

  it.each([
    [404, 'SpecNotFoundError', 'HTTP 404'],
    [410, 'SpecNotFoundError', 'HTTP 410'],
    [401, 'SpecAccessDeniedError', 'HTTP 401; give a URL that needs no login, or use S3'],
    [403, 'SpecAccessDeniedError', 'HTTP 403; give a URL that needs no login, or use S3'],
    [500, 'SpecUnavailableError', 'HTTP 500; try again, or put it into S3 and give its s3:// URL'],
    [204, 'SpecUnavailableError', 'HTTP 204'],
    [302, 'SpecUnavailableError', 'HTTP 302'],
  ])('fails for status %i with %s', async (status, name, message) => {
    answer = (_request, response) => response.writeHead(status).end();
    const error = await errorOf(fetching(at('/?token=secret')));
    expect(error).toContain(`${name}: `);
    expect(error).toContain(`${host}:${port}`);
    expect(error).toContain(`: ${message}`);
    expect(error).not.toContain('secret');
  });

  it('does not read on where the spec is too large, announced or not', async () => {
    const chunk = 'x'.repeat(64 * 1024);
    let sent = 0;
    const send = (response: ServerResponse): void => {
      while (!response.destroyed && sent < 1_000) {
        sent += 1;
        if (!response.write(chunk)) return void response.once('drain', () => send(response));
      }
    };
    answer = (_request, response) => send(response);
    const tooLarge = `SpecTooLargeError: the service spec at ${host}:${port} has more than 1024 KiB: take out of it what no step reads`;
    expect(await errorOf(fetching(at()))).toBe(tooLarge);
    expect(sent).toBeLessThan(1_000);
    answer = (_request, response) => void response.writeHead(200, { 'content-length': 1_048_577 }).flushHeaders();
    expect(await errorOf(fetching(at()))).toBe(tooLarge);
  });

  it('refuses what is no text', async () => {
    answer = (_request, response) => response.end(Buffer.from([0xff, 0xfe]));
    expect(await errorOf(fetching(at()))).toContain('it is no UTF-8 text');
    answer = (_request, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end('x');
    expect(await errorOf(fetching(at()))).toContain('it answers in gzip although that was not asked for');
  });

  it('gives up after the time limit: silent DNS, a silent host, a body that trickles', async () => {
    const limit = { timeoutMs: 150 };
    const reason = 'no whole answer within 0.15 s';
    const never = () => new Promise<never>(() => undefined);
    expect(await errorOf(fetching(at(), { ...limit, lookUp: never }))).toContain(`${host}:${port}: ${reason}`);
    const silent = await listenTcp();
    listeners.push(silent);
    expect(await errorOf(fetching(at('/', host, silent.port), limit))).toContain(reason);
    answer = (_request, response) => void response.write('{');
    expect(await errorOf(fetching(at(), limit))).toContain(reason);
    expect(await errorOf(fetching(at(), { timeoutMs: 0, lookUp: never }))).toContain('no whole answer within 0 s');
  });

  it('verifies the certificate: its authority, its name, its time', async () => {
    const other = await certificateFor('other.example.com', 30);
    const expired = await certificateFor(host, -1);
    const [wrongName, outOfTime] = [await listenTls(other), await listenTls(expired)];
    listeners.push(wrongName, outOfTime);
    const of = (on: number, ca: string) => errorOf(fetching(at('/', host, on), { ca }));
    expect(await of(port, other.cert)).toContain('DEPTH_ZERO_SELF_SIGNED_CERT');
    expect(await of(wrongName.port, other.cert)).toContain('ERR_TLS_CERT_ALTNAME_INVALID');
    expect(await of(outOfTime.port, expired.cert)).toContain('CERT_HAS_EXPIRED');
  });

  it('says so where nothing listens, nothing has the name, or the name has no address', async () => {
    expect(await errorOf(fetching(at('/', host, await closedPort())))).toContain(': ECONNREFUSED; try again');
    expect(await errorOf(fetching(at('/', 'nowhere.example.com')))).toContain(': ENOTFOUND; try again');
    expect(await errorOf(fetching(at(), { lookUp: async () => [] }))).toContain('it has no address');
  });

  it('says so where the connection breaks within the answer', async () => {
    answer = (_request, response) => {
      response.writeHead(200, { 'content-length': 100 }).write('{');
      setImmediate(() => response.destroy());
    };
    expect(await errorOf(fetching(at()))).toMatch(/^SpecUnavailableError: .*ECONNRESET/);
  });
});
