import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { endpointProbe, type ProbeTarget } from '../../../../layers/sentry/src/probe.ts';
import { type ControlPlane, certified, startControlPlane, startProxy } from '../../../support/control-plane.ts';
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
const open: Listener[] = [];

beforeAll(async () => {
  ({ issuer, pems } = await certified(host));
});

beforeEach(async () => {
  plane = await startControlPlane(pems);
  open.push(plane);
});

afterEach(async () => {
  for (const listener of open.splice(0)) await listener.close();
});

const opened = async <Opened extends Listener>(listener: Promise<Opened>): Promise<Opened> => {
  open.push(await listener);
  return listener;
};

const probeThrough = (port: number, overrides: Partial<ProbeTarget> = {}) =>
  endpointProbe({
    // The proxy alone knows the name: no resolver is asked.
    endpoint: { host, port: 443 },
    proxy: { host: '127.0.0.1', port, authorization: null },
    probeTimeoutMs: 1_000,
    ca: [issuer.cert],
    ...overrides,
  })();

const wanting = (expected: string) => (authorization: string | undefined) =>
  authorization === expected ? undefined : 'HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n';

describe('endpointProbe through a proxy', () => {
  it('asks for a tunnel by name, and the endpoint through it', async () => {
    const proxy = await opened(startProxy(plane.port));
    expect(await probeThrough(proxy.port)).toMatchObject({ isReachable: true, reason: 'HTTP 404' });
    expect(proxy.targets).toEqual([`${host}:443`]);
    expect(plane.requests).toEqual([expect.stringContaining(`host: ${host}\r\n`)]);
  });

  it('shows its password', async () => {
    const proxy = await opened(startProxy(plane.port, wanting('Basic dXNlcjpwYXNz')));
    const login = { host: '127.0.0.1', port: proxy.port, authorization: 'Basic dXNlcjpwYXNz' };
    expect(await probeThrough(proxy.port, { proxy: login })).toMatchObject({ isReachable: true });
  });

  it.each([
    ['wants a password', null],
    ['refuses the password', 'Basic d3Jvbmc='],
  ])('tells that it %s', async (reason, authorization) => {
    const proxy = await opened(startProxy(plane.port, wanting('Basic dXNlcjpwYXNz')));
    const result = await probeThrough(proxy.port, { proxy: { host: '127.0.0.1', port: proxy.port, authorization } });
    expect(result).toMatchObject({ isReachable: false, stage: 'proxy', reason, mayBeMistake: true });
  });

  it.each([
    ['HTTP 403', true],
    ['HTTP 502', false],
    ['HTTP 503', false],
  ])('tells its refusal: %s', async (reason, mayBeMistake) => {
    const answer = reason.replace('HTTP', 'HTTP/1.1');
    const proxy = await opened(startProxy(plane.port, () => `${answer} No\r\nContent-Length: 0\r\n\r\n`));
    expect(await probeThrough(proxy.port)).toMatchObject({ isReachable: false, stage: 'proxy', reason, mayBeMistake });
  });

  it('tells that the endpoint behind it is gone', async () => {
    const proxy = await opened(startProxy(await closedPort()));
    expect(await probeThrough(proxy.port)).toMatchObject({ stage: 'proxy', reason: 'HTTP 502', mayBeMistake: false });
  });

  it('tells a proxy that refuses connections', async () => {
    const result = await probeThrough(await closedPort());
    expect(result).toMatchObject({ isReachable: false, stage: 'proxy', reason: 'refused' });
  });

  it.each([
    ['says nothing', () => listenTcp()],
    ['drops packets', () => listenSilently()],
  ])('gives a proxy that %s no more than the limit', async (_, listen) => {
    const { port } = await opened<Listener>(listen());
    const result = await probeThrough(port, { probeTimeoutMs: 600 });
    expect(result).toMatchObject({ isReachable: false, stage: 'proxy', reason: 'no answer within 0.6 s' });
    expect(result.milliseconds).toBeLessThan(1_900);
  });

  it('takes a proxy that is none for a possible mistake', async () => {
    const { port } = await opened(listenTcp((socket) => void socket.write('220 mail.example.com\r\n')));
    const result = await probeThrough(port);
    expect(result).toMatchObject({ isReachable: false, stage: 'proxy', reason: 'no HTTP answer', mayBeMistake: true });
  });

  it('tells a proxy whose name is unknown', async () => {
    const result = await probeThrough(1, {
      proxy: { host: 'proxy.invalid', port: 3128, authorization: null },
      resolver: `127.0.0.1:${await closedPort()}`,
    });
    expect(result).toMatchObject({ isReachable: false, stage: 'proxy', reason: 'resolver refused' });
  });

  it('verifies the endpoint’s certificate, not the proxy’s word', async () => {
    const intercepting = await opened(startControlPlane(await certificateFor(host, 90)));
    const proxy = await opened(startProxy(intercepting.port));
    const result = await probeThrough(proxy.port);
    expect(result).toMatchObject({ stage: 'tls', mayBeMistake: true, reason: expect.stringMatching('unknown issuer') });
  });
});
