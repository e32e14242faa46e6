import { lookup, Resolver } from 'node:dns/promises';
import { isIP } from 'node:net';
import { deferred } from '../deferred.ts';
import { errorCode } from '../errors.ts';
import { stopwatch } from './connection.ts';

/** Why a name gave no address. `no-address`: the name exists, without A and AAAA records. */
export type DnsFailure = 'no-such-name' | 'no-address' | 'resolver-silent' | 'resolver-refused' | 'resolver-failed';

/** What DNS said of a host. `resolver` names the servers asked, or `none` for an IP address. */
export type DnsOutcome = { resolver: string; milliseconds: number } & (
  | { outcome: 'resolved'; addresses: string[] }
  | { outcome: DnsFailure; code: string }
);

/** How to ask. */
export interface DnsOptions {
  timeoutMs: number;
  /** `address[:port]` of the one resolver to ask; default the host's own, hosts file and search domains included. */
  resolver?: string;
}

const failureByCode: Readonly<Record<string, DnsFailure>> = {
  ENOTFOUND: 'no-such-name',
  ENODATA: 'no-address',
  ETIMEOUT: 'resolver-silent',
  ECANCELLED: 'resolver-silent',
  ECONNREFUSED: 'resolver-refused',
  ENOTINITIALIZED: 'resolver-refused',
};

/** Sorts an error code of Node's resolver by what an operator would do about it. */
export const dnsFailure = (code: string): DnsFailure => failureByCode[code] ?? 'resolver-failed';

/** What the host's own lookup adds to DNS: /etc/hosts, search domains. It has no time limit of its own. */
const systemLookup = async (host: string, timeoutMs: number): Promise<string[]> => {
  const { promise, resolve } = deferred<string[]>();
  const timer = setTimeout(resolve, timeoutMs, []);
  lookup(host, { all: true }).then(
    (found) => resolve([...new Set(found.map(({ address }) => address))]),
    () => resolve([]),
  );
  return promise.finally(() => clearTimeout(timer));
};

const askServers = async (dns: Resolver, host: string, timeoutMs: number) => {
  const limit = setTimeout(() => dns.cancel(), timeoutMs);
  const answers = await Promise.allSettled([dns.resolve4(host), dns.resolve6(host)]);
  clearTimeout(limit);
  const addresses = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
  const codes = answers.flatMap((answer) => (answer.status === 'rejected' ? [errorCode(answer.reason)] : []));
  return { addresses, codes };
};

/** The code that says most: one family without data says less than the other family's error. */
const tellingCode = (codes: string[]): string => codes.find((code) => code !== 'ENODATA') ?? codes[0] ?? 'ENODATA';

/**
 * Resolves a host to every address it has, IPv4 first, and says which resolver answered. Never throws.
 *
 * DNS is asked directly, because the system's lookup folds "no such name" and "resolver silent" into one error.
 */
export const resolveHost = async (host: string, { timeoutMs, resolver }: DnsOptions): Promise<DnsOutcome> => {
  const elapsed = stopwatch();
  if (isIP(host) !== 0) return { outcome: 'resolved', addresses: [host], resolver: 'none', milliseconds: 0 };
  // Two tries within the limit: UDP loses packets.
  const dns = new Resolver({ timeout: Math.ceil(timeoutMs / 2), tries: 2 });
  if (resolver !== undefined) dns.setServers([resolver]);
  const servers = dns.getServers().join(', ') || 'none configured';
  // RFC 6761: localhost is never asked of a resolver.
  const asked = host === 'localhost' ? { addresses: [], codes: [] } : await askServers(dns, host, timeoutMs);
  if (asked.addresses.length > 0) {
    return { outcome: 'resolved', addresses: asked.addresses, resolver: servers, milliseconds: elapsed() };
  }
  const mayLookUp = resolver === undefined || host === 'localhost';
  const local = mayLookUp ? await systemLookup(host, Math.max(timeoutMs - elapsed(), 500)) : [];
  if (local.length > 0) {
    return { outcome: 'resolved', addresses: local, resolver: 'hosts file or search domain', milliseconds: elapsed() };
  }
  const code = tellingCode(asked.codes);
  return { outcome: dnsFailure(code), code, resolver: servers, milliseconds: elapsed() };
};
