import { createServer, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { buildProgram, findingOf, type Program } from '../../support/autodiag-program.ts';
import { type DnsServer, listenDns } from '../../support/dns-server.ts';
import { closedPort, listenTcp } from '../../support/listeners.ts';

let program: Program;

beforeAll(async () => {
  program = await buildProgram();
});

afterAll(() => program.remove());

describe('AutoDiag HEALTHCHECK', () => {
  let server: Server;
  let port: string;
  let statuses: number[];

  beforeEach(async () => {
    statuses = [];
    server = createServer((_, response) => response.writeHead(statuses.shift() ?? 200).end());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    port = String(typeof address === 'object' ? address?.port : 0);
  });

  afterEach(() => {
    server.close();
  });

  const check = (more: Record<string, string> = {}) =>
    program.run({
      DIAG_MODE: 'HEALTH_CHECK',
      ENDPOINT: '127.0.0.1/health',
      PORT: port,
      PROTOCOL: 'http',
      INTERVAL_SECONDS: '0',
      ...more,
    });

  it('passes where every answer matches', async () => {
    const run = await check();
    expect(run.exitCode).toBe(0);
    expect(findingOf(run, /^health check/)).toMatchObject({
      status: 'PASS',
      detail: expect.stringMatching(/^3 of 3 healthy/),
    });
  });

  it('warns where some answers match', async () => {
    statuses = [200, 503, 200];
    const run = await check();
    expect(findingOf(run, /^health check/)).toMatchObject({
      status: 'WARN',
      detail: expect.stringMatching(/^2 of 3.*503/),
    });
  });

  it('fails where none matches, and exits 1', async () => {
    statuses = [404, 404, 404];
    const run = await check({ MATCHER: '200,301' });
    expect(run.exitCode).toBe(1);
    expect(findingOf(run, /^health check/)).toMatchObject({
      status: 'FAIL',
      remedy: 'check the path of the health check',
    });
  });
});

describe('AutoDiag CONNECTIVITY', () => {
  let dns: DnsServer;

  beforeAll(async () => {
    dns = await listenDns((name) => (name === 'db.example.com' ? ['127.0.0.1'] : 3));
  });

  afterAll(() => dns.close());

  it('dials each endpoint that was given, and keeps their order', async () => {
    const listener = await listenTcp();
    const run = await program.run({
      DIAG_MODE: 'CONNECTIVITY',
      ENDPOINT: 'db.example.com,ghost.example.com/path,127.0.0.1',
      PORT: String(listener.port),
      AUTODIAG_RESOLVER: dns.address,
    });
    await listener.close();
    expect(run.exitCode).toBe(1);
    expect(run.report.findings.map(({ check, status }) => `${status} ${check}`)).toEqual([
      'WARN task identity',
      'PASS DNS db.example.com',
      `PASS TCP 127.0.0.1:${listener.port}`,
      'FAIL DNS ghost.example.com',
      'PASS DNS 127.0.0.1',
      `PASS TCP 127.0.0.1:${listener.port}`,
    ]);
  });

  it('tells a closed port from a missing name, each with its remedy', async () => {
    const port = await closedPort();
    const run = await program.run({ DIAG_MODE: 'CONNECTIVITY', ENDPOINT: '127.0.0.1', PORT: String(port) });
    const found = findingOf(run, /^TCP/);
    expect(found).toMatchObject({ status: 'FAIL', detail: expect.stringMatching(/^refused/) });
    expect(found?.remedy).toContain('0.0.0.0');
  });

  it('repeats as CHECKS says, and warns of a port that comes and goes', async () => {
    const server = createTcpServer((socket) => {
      socket.destroy();
      server.close();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const run = await program.run({
      DIAG_MODE: 'CONNECTIVITY',
      ENDPOINT: '127.0.0.1',
      PORT: String((server.address() as AddressInfo).port),
      CHECKS: '2',
      INTERVAL_SECONDS: '0',
    });
    expect(run.output).toMatch(/1\/2 .*connected[\s\S]*2\/2 .*refused/);
    expect(findingOf(run, /^TCP/)).toMatchObject({
      status: 'WARN',
      detail: expect.stringMatching(/^1 of 2 succeeded; last: refused/),
    });
    expect(run.exitCode).toBe(0);
  });

  it('warns of variables that the mode does not read', async () => {
    const run = await program.run({
      DIAG_MODE: 'CONNECTIVITY',
      ENDPOINT: '127.0.0.1',
      PORT: '9',
      TASK_ID: 'x',
      DATABASE: 'y',
    });
    expect(findingOf(run, /^environment/)?.detail).toBe('TASK_ID, DATABASE are set, but CONNECTIVITY does not read it');
  });
});
