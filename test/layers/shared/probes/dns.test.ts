import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { resolveHost } from '../../../../layers/shared/probes/dns.ts';
import { type DnsServer, listenDns } from '../../../support/dns-server.ts';
import { closedPort } from '../../../support/listeners.ts';

let server: DnsServer;

beforeAll(async () => {
  server = await listenDns((name) => {
    if (name === 'db.example.com') return ['10.0.0.5', '10.0.0.6'];
    if (name === 'empty.example.com') return [];
    if (name === 'broken.example.com') return 2;
    return name === 'silent.example.com' ? 'silence' : 3;
  });
});

afterAll(() => server.close());

const ask = (host: string, timeoutMs = 1_000) => resolveHost(host, { timeoutMs, resolver: server.address });

describe('resolveHost', () => {
  it('gives every address and the resolver that answered', async () => {
    expect(await ask('db.example.com')).toEqual({
      outcome: 'resolved',
      addresses: ['10.0.0.5', '10.0.0.6'],
      resolver: server.address,
      milliseconds: expect.any(Number),
    });
  });

  it.each([
    ['a name that does not exist', 'ghost.example.com', 'no-such-name', 'ENOTFOUND'],
    ['a name without addresses', 'empty.example.com', 'no-address', 'ENODATA'],
    ['a zone whose servers fail', 'broken.example.com', 'resolver-failed', 'ESERVFAIL'],
  ])('tells %s apart', async (_, host, outcome, code) => {
    expect(await ask(host)).toMatchObject({ outcome, code, resolver: server.address });
  });

  it('tells a silent resolver apart, within the time limit', async () => {
    const answer = await ask('silent.example.com', 300);
    expect(answer).toMatchObject({ outcome: 'resolver-silent' });
    expect(answer.milliseconds).toBeLessThan(2_000);
  });

  it('tells apart a resolver address where nothing listens', async () => {
    const resolver = `127.0.0.1:${await closedPort()}`;
    expect(await resolveHost('db.example.com', { timeoutMs: 1_000, resolver })).toMatchObject({
      outcome: 'resolver-refused',
    });
  });

  it.each(['10.0.0.5', '::1'])('asks nobody for the address %s', async (address) => {
    expect(await ask(address)).toEqual({
      outcome: 'resolved',
      addresses: [address],
      resolver: 'none',
      milliseconds: 0,
    });
  });

  it('finds localhost without a resolver', async () => {
    const answer = await ask('localhost');
    expect(answer).toMatchObject({ outcome: 'resolved', resolver: 'hosts file or search domain' });
  });
});
