import { Resolver } from 'node:dns/promises';
import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { errorCode } from '../../shared/errors.ts';
import { type DnsFailure, dnsFailure } from '../../shared/probes/dns.ts';

/** A host gave no address. */
export class ResolveError extends Error {
  override readonly name = 'ResolveError';
  readonly failure: DnsFailure;

  constructor(failure: DnsFailure) {
    super(`no address: ${failure}`);
    this.failure = failure;
  }
}

/** How to ask. */
export interface ResolveOptions {
  timeoutMs: number;
  /** `address[:port]` of the one DNS server to ask; default the host's own. */
  resolver?: string | undefined;
  /** Cancels the questions. */
  signal: AbortSignal;
  hostsFile?: string;
}

/** The other family's answer is waited for no longer than this once there is an address. */
const otherFamilyMs = 200;

const addressesOfFile = (text: string, host: string): string[] =>
  text.split('\n').flatMap((line) => {
    const [address = '', ...names] = (line.split('#')[0] ?? '').trim().split(/\s+/);
    return isIP(address) !== 0 && names.some((name) => name.toLowerCase() === host) ? [address] : [];
  });

const askServers = async (host: string, { timeoutMs, resolver, signal }: ResolveOptions): Promise<string[]> => {
  // Made anew each time, so that it knows the nameservers of the moment. A quarter of the limit for each of them, of which there are three at
  // most: where two are silent the third is still asked in time. Two tries: UDP loses packets.
  const dns = new Resolver({ timeout: Math.ceil(timeoutMs / 4), tries: 2 });
  if (resolver !== undefined) dns.setServers([resolver]);
  signal.addEventListener('abort', () => dns.cancel(), { once: true });
  const codes: string[] = [];
  const ask = (question: Promise<string[]>): Promise<string[]> =>
    question.catch((error) => {
      codes.push(errorCode(error));
      return [];
    });
  const [four, six] = [ask(dns.resolve4(host)), ask(dns.resolve6(host))];
  const both = Promise.all([four, six]).then((families) => families.flat());
  const soonest = await Promise.race([four, six]);
  const found = await (soonest.length === 0
    ? both
    : Promise.race([both, setTimeout(otherFamilyMs, soonest, { ref: false })]));
  dns.cancel();
  if (found.length > 0) return found;
  // One family without data says less than the other family's error.
  throw new ResolveError(dnsFailure(codes.find((code) => code !== 'ENODATA') ?? codes[0] ?? 'ENODATA'));
};

/**
 * The addresses of a host: from the hosts file, else from DNS, as the agent's own resolver finds them. The system's lookup is not used: it
 * cannot be cut short, and one that hangs holds a thread of the four that also write files.
 *
 * @throws ResolveError
 */
export const resolveAddresses = async (host: string, options: ResolveOptions): Promise<string[]> => {
  if (isIP(host) !== 0) return [host];
  const file =
    options.resolver === undefined ? await readFile(options.hostsFile ?? '/etc/hosts', 'utf8').catch(() => '') : '';
  const local = addressesOfFile(file, host);
  if (local.length > 0) return local;
  if (host === 'localhost') return ['127.0.0.1'];
  options.signal.throwIfAborted();
  return askServers(host, options);
};
