import { Resolver } from 'node:dns/promises';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createFaults } from '../../../sandbox/faults.ts';
import { realClock } from '../../../sandbox/real-clock.ts';
import { type ServiceEndpoints, startServiceEndpoints } from '../../../sandbox/tasks/service-endpoints/index.ts';

const directory = mkdtempSync(join(tmpdir(), 'endpoints-'));
const clock = realClock();
const resolver = new Resolver({ timeout: 2000, tries: 1 });
let endpoints: ServiceEndpoints;
beforeAll(async () => {
  const world = { accountId: '000000000000', region: 'eu-west-1', endpointUrl: '', clock, faults: createFaults(clock) };
  endpoints = await startServiceEndpoints(world, directory);
  resolver.setServers([endpoints.addresses.resolver]);
});
afterAll(async () => {
  await endpoints.close();
  rmSync(directory, { recursive: true });
});

const suffix = 'sandbox.example.com';
const hosts = [
  `ecs.eu-west-1.${suffix}`,
  `ecs-a-1.eu-west-1.${suffix}`,
  `ecs-t-1.eu-west-1.${suffix}`,
  `api.ecr.eu-west-1.${suffix}`,
  `000000000000.dkr.ecr.eu-west-1.${suffix}`,
];

describe('the resolver of the service endpoints', () => {
  it.each(hosts)('finds %s on loopback', async (host) => {
    expect(await resolver.resolve4(host)).toEqual(['127.0.0.1']);
    await expect(resolver.resolve6(host)).rejects.toMatchObject({ code: 'ENODATA' });
  });

  it('finds names whatever their case, and localhost', async () => {
    expect(await resolver.resolve4(`LOGS.eu-west-1.${suffix}`)).toEqual(['127.0.0.1']);
    expect(await resolver.resolve4('localhost')).toEqual(['127.0.0.1']);
    expect(await resolver.resolve6('localhost')).toEqual(['::1']);
  });

  it.each([`ecs.us-east-1.${suffix}`, `nothing.${suffix}`, suffix, 'shop.invalid'])('knows no %s', async (host) => {
    await expect(resolver.resolve4(host)).rejects.toMatchObject({ code: 'ENOTFOUND' });
  });
});

describe('the service endpoints', () => {
  it.each(hosts)('have a certificate for %s that their authority has signed', async (servername) => {
    const [, port] = endpoints.addresses.serviceSuffix.split(':');
    const ca = readFileSync(endpoints.addresses.certificateAuthorityFile);
    const isAuthorized = await new Promise((resolve, reject) => {
      const socket = connect({ host: '127.0.0.1', port: Number(port), servername, ca }, () => {
        resolve(socket.authorized);
        socket.destroy();
      });
      socket.on('error', reject);
    });
    expect(isAuthorized).toBe(true);
  });

  it('are trusted by nobody else', async () => {
    const [, port] = endpoints.addresses.serviceSuffix.split(':');
    const error = await new Promise((resolve) => {
      connect({ host: '127.0.0.1', port: Number(port), servername: hosts[0] }).on('error', resolve);
    });
    expect(error).toMatchObject({ code: expect.stringMatching(/UNABLE_TO_|SELF_SIGNED/) });
  });
});
