import { request } from 'node:http';
import * as ecsClient from '@aws-sdk/client-ecs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { isForeignHost, isOwnHost } from '../../../sandbox/endpoint/control.ts';
import type { Endpoint } from '../../../sandbox/endpoint/index.ts';
import { defineService } from '../../../sandbox/service.ts';
import { turnedClock } from '../../../sandbox/turned-clock.ts';
import { clientConfig, createWorld, start } from './started.ts';

const world = createWorld(turnedClock());
let endpoint: Endpoint;
let client: ecsClient.ECSClient;
beforeAll(async () => {
  endpoint = await start(world, [defineService('ecs', ecsClient, { ListClusters: () => ({ clusterArns: [] }) })]);
  client = new ecsClient.ECSClient(clientConfig(endpoint));
});
afterEach(() => world.faults.clear());
afterAll(async () => {
  client.destroy();
  await endpoint.close();
  world.clock.stop();
});

const call = async (path: string, method = 'GET', body?: unknown) => {
  const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
  const response = await fetch(`${endpoint.url}/_sandbox/${path}`, init);
  return { status: response.status, body: await response.json() };
};
const listClusters = () => client.send(new ecsClient.ListClustersCommand({}));
const fault = { service: 'ecs', operation: 'ListClusters' };

describe('/_sandbox/health', () => {
  it('says what is served where', async () => {
    expect(await call('health')).toEqual({
      status: 200,
      body: { account: '000000000000', region: 'us-east-1', stage: 'sandbox', services: ['ecs'] },
    });
  });

  it('answers only to its own name, so that a rebound page reads nothing', async () => {
    const status = await new Promise((resolve, reject) => {
      const sent = request(`${endpoint.url}/_sandbox/health`, { headers: { host: 'attacker.example.com' } });
      sent.once('response', (response) => resolve(response.resume().statusCode)).once('error', reject);
      sent.end();
    });
    expect(status).toBe(403);
  });

  it.each([
    ['127.0.0.1:4566', '127.0.0.1', true],
    ['localhost', '127.0.0.1', true],
    ['[::1]:4566', '127.0.0.1', true],
    ['192.0.2.7:4566', '192.0.2.7', true],
    ['example.com:4566', '127.0.0.1', false],
    [undefined, '127.0.0.1', false],
  ])('takes the host %s when listening on %s: %s', (header, host, expected) => {
    expect(isOwnHost(header, host)).toBe(expected);
  });
});

describe('/_sandbox/faults', () => {
  it('adds, lists and clears', async () => {
    const added = { ...fault, error: 'ThrottlingException', call: 2, times: 3 };
    expect(await call('faults', 'POST', added)).toEqual({ status: 201, body: added });
    expect(await call('faults')).toEqual({ status: 200, body: { faults: [added] } });
    expect(await call('faults', 'DELETE')).toEqual({ status: 200, body: { faults: [] } });
    expect(world.faults.list()).toEqual([]);
  });

  it('makes the call fail that it names, and no other', async () => {
    await call('faults', 'POST', { ...fault, error: 'ThrottlingException', message: 'Rate exceeded', call: 2 });
    await listClusters();
    await expect(listClusters()).rejects.toMatchObject({ name: 'ThrottlingException', message: 'Rate exceeded' });
    await listClusters();
  });

  it('tells each try of an SDK client from the one before', async () => {
    const attempts: unknown[] = [];
    const end = world.faults.observe(({ attempt }) => attempts.push(attempt));
    await call('faults', 'POST', { ...fault, error: 'ThrottlingException' });
    const patient = new ecsClient.ECSClient({ ...clientConfig(endpoint), maxAttempts: 2 });
    await patient.send(new ecsClient.ListClustersCommand({}));
    patient.destroy();
    end();
    expect(attempts).toEqual([1, 2]);
  });

  it('lets an answer get lost when the work is done', async () => {
    await call('faults', 'POST', { ...fault, after: true });
    await expect(listClusters()).rejects.toThrow('socket hang up');
    await listClusters();
  });

  it('delays on the turned clock without holding it still', async () => {
    const before = world.clock.now();
    await call('faults', 'POST', { ...fault, delayMs: 3_600_000 });
    await listClusters();
    expect(world.clock.now() - before).toBe(3_600_000);
  });

  it.each([
    [{}, ['service', 'operation']],
    [{ ...fault }, ['an error, a delayMs or both']],
    [
      { ...fault, error: 'no code', call: 0, times: 1.5, status: 200, extra: 1 },
      ['error', 'call', 'times', 'status', 'extra'],
    ],
    [{ ...fault, error: 'E', times: 1e21, delayMs: 1e300 }, ['times', 'delayMs']],
    [{ service: 'ecs', operation: 'MakeCoffee', error: 'E' }, ["ecs has no operation 'MakeCoffee'"]],
    [{ service: 'dynamodb', operation: 'X', error: 'E' }, ["'dynamodb' is not served; use one of ecs"]],
  ])('refuses %j and names every bad field', async (given, names) => {
    const { status, body } = await call('faults', 'POST', given);
    expect(status).toBe(400);
    for (const name of names) expect(JSON.stringify(body)).toContain(name);
    expect(world.faults.list()).toEqual([]);
  });

  it('refuses what is no JSON', async () => {
    const response = await fetch(`${endpoint.url}/_sandbox/faults`, { method: 'POST', body: 'service=ecs' });
    expect([response.status, await response.json()]).toMatchObject([
      400,
      { problems: ['the request body is not JSON'] },
    ]);
  });
});

it('names the paths that there are', async () => {
  expect(await call('nothing')).toMatchObject({
    status: 404,
    body: { message: expect.stringContaining('GET health') },
  });
});

describe('isForeignHost', () => {
  it.each([
    ['attacker.example.com:4566', '127.0.0.1', true],
    [undefined, '127.0.0.1', true],
    ['localhost:4566', '127.0.0.1', false],
    ['bucket.localhost:4566', '127.0.0.1', false],
    ['sandbox:4566', '0.0.0.0', false],
  ])('of %s at %s is %s', (header, host, expected) => {
    expect(isForeignHost(header, host)).toBe(expected);
  });

  it('keeps AWS calls from a page that rebinds its own name to loopback', async () => {
    const status = await new Promise<number | undefined>((resolve, reject) => {
      request(endpoint.url, { headers: { host: 'attacker.example.com' } }, ({ statusCode }) => resolve(statusCode))
        .once('error', reject)
        .end();
    });
    expect(status).toBe(403);
  });
});
