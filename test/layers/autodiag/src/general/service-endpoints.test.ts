import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  checkServiceEndpoint,
  serviceEndpoints,
} from '../../../../../layers/autodiag/src/general/service-endpoints.ts';
import { type DnsServer, listenDns } from '../../../../support/dns-server.ts';
import { certificateFor, closedPort, type Listener, listenTls } from '../../../../support/listeners.ts';

const hostsOf = (...where: Parameters<typeof serviceEndpoints>): string[] =>
  serviceEndpoints(...where).map(({ hosts: [host], port }) => `${host}:${port}`);

describe('serviceEndpoints', () => {
  it('are those that ECS needs, the account’s registry among them', () => {
    expect(hostsOf('us-east-1', '111122223333')).toEqual([
      'ecs.us-east-1.amazonaws.com:443',
      'ecs-a.us-east-1.amazonaws.com:443',
      'ecs-t.us-east-1.amazonaws.com:443',
      'logs.us-east-1.amazonaws.com:443',
      'api.ecr.us-east-1.amazonaws.com:443',
      's3.us-east-1.amazonaws.com:443',
      'ssm.us-east-1.amazonaws.com:443',
      'secretsmanager.us-east-1.amazonaws.com:443',
      '111122223333.dkr.ecr.us-east-1.amazonaws.com:443',
    ]);
  });

  it('carry the suffix of the partition, or the one that stands for it', () => {
    expect(hostsOf('cn-north-1')[0]).toBe('ecs.cn-north-1.amazonaws.com.cn:443');
    expect(hostsOf('us-east-1', undefined, 'sandbox.example.com:8443')[0]).toBe(
      'ecs.us-east-1.sandbox.example.com:8443',
    );
  });
});

describe('checkServiceEndpoint', () => {
  let dns: DnsServer;
  let listener: Listener;

  beforeAll(async () => {
    listener = await listenTls(await certificateFor('ecs-a-1.example.com', 90));
    dns = await listenDns((name) => {
      if (name === 'ecs-a-1.example.com') return ['127.0.0.1'];
      return name === 'silent.example.com' ? 'silence' : 3;
    });
  });

  afterAll(async () => {
    await dns.close();
    await listener.close();
  });

  const check = (hosts: string[], port = listener.port) =>
    checkServiceEndpoint({ service: 'ecs-a', hosts, port }, 500, dns.address);

  it('takes the first name that exists, and tells each step’s time and the certificate', async () => {
    expect(await check(['ecs-a.example.com', 'ecs-a-1.example.com'])).toMatchObject({
      check: 'endpoint ecs-a (ecs-a-1.example.com)',
      status: 'FAIL',
      detail: expect.stringMatching(
        /^DNS [\d.]+ ms \(127\.0\.0\.1\), TCP [\d.]+ ms, TLS the certificate’s issuer is not trusted here/,
      ),
    });
  });

  it.each([
    ['no such name', ['ghost.example.com'], undefined, /^no such name/],
    ['a silent resolver', ['silent.example.com'], undefined, /did not answer in time/],
  ])('tells %s', async (_, hosts, port, detail) => {
    expect(await check(hosts, port)).toMatchObject({ status: 'FAIL', detail: expect.stringMatching(detail) });
  });

  it('tells a refusal, with the address', async () => {
    const finding = await check(['ecs-a-1.example.com'], await closedPort());
    expect(finding).toMatchObject({ status: 'FAIL', detail: expect.stringMatching(/^TCP 127\.0\.0\.1:\d+: refused/) });
  });
});
