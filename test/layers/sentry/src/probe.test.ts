import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { endpointProbe, type ProbeTarget } from '../../../../layers/sentry/src/probe.ts';
import {
  answering,
  type Behaviour,
  type ControlPlane,
  certified,
  healthy,
  startControlPlane,
} from '../../../support/control-plane.ts';
import { type DnsAnswer, listenDns } from '../../../support/dns-server.ts';
import {
  certificateFor,
  closedPort,
  type Listener,
  listenSilently,
  listenTcp,
  type Pems,
} from '../../../support/listeners.ts';

const host = 'ecs.eu-central-1.example.com';
let issuer: Pems;
let pems: Pems;
let plane: ControlPlane;
let names: Record<string, DnsAnswer>;
let resolver: string;
const open: Pick<Listener, 'close'>[] = [];

beforeAll(async () => {
  ({ issuer, pems } = await certified(host));
});

beforeEach(async () => {
  names = { [host]: ['127.0.0.1'] };
  const dns = await listenDns((name) => names[name] ?? 3);
  resolver = dns.address;
  plane = await startControlPlane(pems);
  open.push(dns, plane);
});

afterEach(async () => {
  for (const listener of open.splice(0)) await listener.close();
});

const probeOf = (overrides: Partial<ProbeTarget> = {}) =>
  endpointProbe({
    endpoint: { host, port: plane.port },
    proxy: null,
    probeTimeoutMs: 2_000,
    resolver,
    ca: [issuer.cert],
    ...overrides,
  });

const at = (port: number, probeTimeoutMs = 2_000): Partial<ProbeTarget> => ({
  endpoint: { host, port },
  probeTimeoutMs,
});

/** Closing reaches the other side a moment later. */
const closedEverything = async (): Promise<boolean> => {
  const givenUpAt = performance.now() + 2_000;
  while (plane.openConnections() > 0 && performance.now() < givenUpAt) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  return plane.openConnections() === 0;
};

const drip =
  (text: string, everyMs: number): Behaviour =>
  (socket) => {
    let sent = 0;
    const timer = setInterval(() => socket.write(text[sent++ % text.length] ?? ''), everyMs);
    socket.once('close', () => clearInterval(timer));
  };

describe('endpointProbe, the endpoint answers', () => {
  it('asks on one connection, by the name of the endpoint, and closes it', async () => {
    expect(await probeOf()()).toEqual({
      isReachable: true,
      stage: 'http',
      reason: 'HTTP 404',
      mayBeMistake: false,
      milliseconds: expect.any(Number),
    });
    expect(plane.requests).toEqual([expect.stringMatching(`^GET / HTTP/1.1\r\n.*host: ${host}:${plane.port}\r\n`)]);
    expect(plane.connections()).toBe(1);
    expect(await closedEverything()).toBe(true);
  });

  it.each([
    ['a keep-alive answer whose body never ends', 'HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nfirst part'],
    ['an answer in chunks that never ends', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n'],
    ['an interim answer before the real one', 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 403 Forbidden\r\n\r\n'],
    ['a redirect', 'HTTP/1.1 301 Moved\r\nLocation: https://example.com/\r\n\r\n'],
    ['a complaint about the request', 'HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n'],
  ])('counts %s as reachable, at once', async (_, answer) => {
    plane.become(answering(answer));
    const result = await probeOf()();
    expect(result).toMatchObject({ isReachable: true, stage: 'http' });
    expect(result.milliseconds).toBeLessThan(1_500);
    expect(await closedEverything()).toBe(true);
  });

  it('finds it again once it is there again', async () => {
    const probe = probeOf();
    plane.become((socket) => socket.destroy());
    expect(await probe()).toMatchObject({ isReachable: false });
    plane.become(healthy);
    expect(await probe()).toMatchObject({ isReachable: true });
  });
});

describe('endpointProbe, the endpoint misbehaves', () => {
  it.each<[string, Behaviour, string]>([
    ['a 503', answering('HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n'), 'HTTP 503'],
    ['a 500', answering('HTTP/1.1 500 Internal Server Error\r\n\r\n'), 'HTTP 500'],
    ['garbage', answering('SSH-2.0-OpenSSH_9.2\r\n'), 'no HTTP answer'],
    ['a head without an end', answering(`HTTP/1.1 200 OK\r\nX: ${'x'.repeat(40_000)}`), 'no HTTP answer'],
    ['an empty answer', (socket) => void socket.on('data', () => socket.end()), 'empty answer'],
    ['a hang-up after the handshake', (socket) => void socket.on('data', () => socket.destroy()), 'empty answer'],
  ])('counts %s as unreachable', async (_, behaviour, reason) => {
    plane.become(behaviour);
    expect(await probeOf()()).toMatchObject({ isReachable: false, stage: 'http', reason });
    expect(await closedEverything()).toBe(true);
  });

  it.each<[string, Behaviour]>([
    ['silence after the handshake', () => undefined],
    ['a head that drips byte by byte', drip('HTTP/1.1 200 OK\r\nServer: dripping-along\r\n', 40)],
    ['interim answers without an end', drip('HTTP/1.1 100 Continue\r\n\r\n', 1)],
  ])('gives %s no more than its limit', async (_, behaviour) => {
    plane.become(behaviour);
    const result = await probeOf({ probeTimeoutMs: 800 })();
    expect(result).toMatchObject({ isReachable: false, stage: 'http', reason: 'no answer within 0.8 s' });
    expect(result.milliseconds).toBeLessThan(1_900);
    expect(await closedEverything()).toBe(true);
  });

  it('gives all stages together one limit', async () => {
    const { port, close } = await listenTcp((socket) => {
      // Accepts, and drips the beginning of a handshake.
      const timer = setInterval(() => socket.write('\x16'), 50);
      socket.once('close', () => clearInterval(timer));
    });
    open.push({ close });
    const result = await probeOf(at(port, 800))();
    expect(result.isReachable).toBe(false);
    expect(result.milliseconds).toBeLessThan(1_900);
  });
});

describe('endpointProbe, no connection', () => {
  it('tells a refusal', async () => {
    const result = await probeOf(at(await closedPort()))();
    expect(result).toMatchObject({ isReachable: false, stage: 'tcp', reason: 'refused', mayBeMistake: false });
  });

  it('notices dropped packets within its limit', async () => {
    const silent = await listenSilently();
    open.push(silent);
    const result = await probeOf(at(silent.port, 800))();
    expect(result).toMatchObject({ isReachable: false, stage: 'tcp', reason: 'no answer within 0.8 s' });
    expect(result.milliseconds).toBeLessThan(1_900);
  });

  it.each<[string, Parameters<typeof listenTcp>[0], string, boolean]>([
    ['a hang after accept', () => undefined, 'no answer within 0.8 s', false],
    ['a reset in the handshake', (socket) => void socket?.once('data', () => socket.resetAndDestroy()), 'reset', false],
    ['a hang-up in the handshake', (socket) => void socket?.once('data', () => socket.destroy()), 'reset', false],
    ['a port that speaks no TLS', (socket) => void socket?.write('220 mail.example.com\r\n'), 'no TLS answer', true],
  ])('tells %s', async (_, greet, reason, mayBeMistake) => {
    const listener = await listenTcp(greet);
    open.push(listener);
    const result = await probeOf(at(listener.port, 800))();
    expect(result).toMatchObject({ isReachable: false, stage: 'tls', reason, mayBeMistake });
  });

  it('tries the next address where the first one refuses', async () => {
    names[host] = ['127.0.0.2', '127.0.0.1'];
    expect(await probeOf()()).toMatchObject({ isReachable: true });
  });
});

describe('endpointProbe, names', () => {
  it('opens no connection for a name that is found when the limit has passed', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'hosts-'));
    const hostsFile = join(directory, 'hosts');
    // Reading a pipe waits for its writer.
    execFileSync('mkfifo', [hostsFile]);
    const result = await probeOf({ probeTimeoutMs: 200, hostsFile, resolver: undefined })();
    expect(result).toMatchObject({ isReachable: false, stage: 'dns', reason: 'no answer within 0.2 s' });
    await writeFile(hostsFile, `127.0.0.1 ${host}\n`);
    await probeOf()();
    expect(plane.connections()).toBe(1);
    rmSync(directory, { recursive: true });
  });

  it.each<[string, DnsAnswer, string, boolean]>([
    ['a name that disappeared', 3, 'no such name', true],
    ['a name without addresses', [], 'no address', true],
    ['a resolver that fails', 2, 'resolver failed', false],
    ['a silent resolver', 'silence', 'no answer within 0.8 s', false],
  ])('tells %s', async (_, answer, reason, mayBeMistake) => {
    names[host] = answer;
    const result = await probeOf({ probeTimeoutMs: 800 })();
    expect(result).toMatchObject({ isReachable: false, stage: 'dns', reason, mayBeMistake });
    expect(result.milliseconds).toBeLessThan(1_900);
  });

  it('tells that nothing listens at the resolver’s address', async () => {
    const result = await probeOf({ resolver: `127.0.0.1:${await closedPort()}` })();
    expect(result).toMatchObject({ isReachable: false, stage: 'dns', reason: 'resolver refused' });
  });

  it('needs no name for an address', async () => {
    const own = await certificateFor('127.0.0.1', 90, issuer);
    const addressed = await startControlPlane(own);
    open.push(addressed);
    const result = await probeOf({ endpoint: { host: '127.0.0.1', port: addressed.port } })();
    // The name is in the certificate, the address is not.
    expect(result).toMatchObject({ stage: 'tls', reason: expect.stringMatching('wrong name'), mayBeMistake: true });
  });
});

describe('endpointProbe, certificates', () => {
  it.each<[string, () => Promise<Pems>, RegExp]>([
    [
      'another name',
      () => certificateFor('other.example.com', 90, issuer),
      /^certificate: wrong name, issued by "issuer/,
    ],
    ['an expired one', () => certificateFor(host, -10, issuer), /^certificate: expired, issued by/],
    ['an intercepting proxy’s', () => certificateFor(host, 90), /^certificate: unknown issuer, issued by "ecs\./],
  ])('takes %s for a possible mistake, and sends nothing', async (_, certificate, reason) => {
    const foreign = await startControlPlane(await certificate());
    open.push(foreign);
    const result = await probeOf(at(foreign.port))();
    expect(result).toMatchObject({ isReachable: false, stage: 'tls', mayBeMistake: true });
    expect(result.reason).toMatch(reason);
    expect(foreign.requests).toEqual([]);
  });
});
