import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { resolveAddresses } from '../../../../layers/sentry/src/resolve.ts';
import { listenDns } from '../../../support/dns-server.ts';

let directory: string;
let hostsFile: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'hosts-'));
  hostsFile = join(directory, 'hosts');
});

afterEach(() => rmSync(directory, { recursive: true }));

const resolve = (host: string, resolver?: string) =>
  resolveAddresses(host, { timeoutMs: 1_000, hostsFile, resolver, signal: new AbortController().signal });

describe('resolveAddresses', () => {
  it('takes an address as it is', async () => {
    expect(await resolve('::1')).toEqual(['::1']);
  });

  it('reads the hosts file first, as the agent does', async () => {
    writeFileSync(
      hostsFile,
      '# hosts\n127.0.0.1 localhost\n10.0.0.7\tECS.example.com ecs # tunnel\nfd00::7 ecs.example.com\n',
    );
    expect(await resolve('ecs.example.com')).toEqual(['10.0.0.7', 'fd00::7']);
  });

  it('passes over comments and lines that are none', async () => {
    writeFileSync(hostsFile, '#10.0.0.1 localhost\nnonsense localhost\n\n');
    expect(await resolve('localhost')).toEqual(['127.0.0.1']);
  });

  it('does without a hosts file', async () => {
    expect(await resolve('localhost')).toEqual(['127.0.0.1']);
  });

  it('asks DNS for what the hosts file does not name', async () => {
    const dns = await listenDns(() => ['10.0.0.8', '10.0.0.9']);
    expect(await resolve('ecs.example.com', dns.address)).toEqual(['10.0.0.8', '10.0.0.9']);
    await dns.close();
  });

  it('fails with a ResolveError that says why', async () => {
    const dns = await listenDns(() => 3);
    await expect(resolve('ecs.example.com', dns.address)).rejects.toMatchObject({
      name: 'ResolveError',
      failure: 'no-such-name',
    });
    await dns.close();
  });
});
