import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { UsageError } from '../../../cli/errors.ts';
import { sandboxHealth } from '../../../cli/target/sandbox-health.ts';

const { signal } = new AbortController();
let server: Server;
let answer: { status: number; body: string };
let url: string;

beforeAll(async () => {
  server = createServer(({ url: path }, response) => {
    response.writeHead(path === '/_sandbox/health' ? answer.status : 404).end(answer.body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

describe('sandboxHealth', () => {
  it.each(['', '/'])('reads what a sandbox tells, at an address with %j behind it', async (end) => {
    const health = { account: '000000000000', region: 'eu-west-1', stage: 'sandbox' };
    answer = { status: 200, body: JSON.stringify({ ...health, services: ['ecs'] }) };
    expect(await sandboxHealth(`${url}${end}`, signal)).toEqual(health);
  });

  it.each([
    ['fails', { status: 500, body: '{}' }],
    ['answers something else', { status: 200, body: '{"status": "ok"}' }],
    ['answers no JSON', { status: 200, body: '<html>' }],
  ])('knows no sandbox in a server that %s', async (_, given) => {
    answer = given;
    expect(await sandboxHealth(url, signal)).toBeUndefined();
  });

  it('knows no sandbox where nothing listens', async () => {
    expect(await sandboxHealth('http://127.0.0.1:9', signal)).toBeUndefined();
  });

  it.each(['nonsense', 'ftp://127.0.0.1', '127.0.0.1:4566'])('refuses the address %s', async (address) => {
    await expect(sandboxHealth(address, signal)).rejects.toThrow(UsageError);
  });
});
