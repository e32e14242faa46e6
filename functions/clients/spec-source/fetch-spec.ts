import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import type { IncomingMessage } from 'node:http';
import { type RequestOptions, request } from 'node:https';
import { isIP } from 'node:net';
import {
  SpecAccessDeniedError,
  SpecNotFoundError,
  SpecTooLargeError,
  SpecUnavailableError,
  SpecUrlRefusedError,
} from '../../domain/errors/spec.ts';
import { type AddressRanges, mayConnectTo } from './address-ranges.ts';
import { readText } from './read-text.ts';

/** How a spec is fetched. */
export interface FetchOptions {
  /** Ranges that are connected to although they are not of the public internet. */
  allowed: AddressRanges;
  /** Limit of the whole, redirects and all; default 10 s. */
  timeoutMs?: number;
  /** Finds a host's addresses; default as the function's host does. */
  lookUp?: (host: string) => Promise<LookupAddress[]>;
  /** PEM of authorities to trust instead of the usual ones. */
  ca?: string;
}

const defaultTimeoutMs = 10_000;
const mostRedirects = 5;
const redirects = new Set([301, 302, 303, 307, 308]);
const remedy = 'give an address of the public internet, allow its range by the stage parameter specAllowedAddresses';

const codeOf = (error: unknown): string => {
  const { code, name } = (error ?? {}) as { code?: string; name?: string };
  return code ?? name ?? 'unknown error';
};

/** An error for the host's own faults; ours go through. */
const unavailable = (error: unknown, where: string, { signal, timeoutMs }: Attempt): unknown => {
  if (error instanceof SpecTooLargeError || error instanceof SpecUnavailableError) return error;
  const reason = signal.aborted ? `no whole answer within ${timeoutMs / 1_000} s` : codeOf(error);
  return new SpecUnavailableError(where, reason, { cause: error });
};

interface Attempt extends FetchOptions {
  signal: AbortSignal;
  timeoutMs: number;
}

/** Looks no longer than the signal lets it: a look-up itself cannot be given up. */
const withinTime = <T>(work: Promise<T>, signal: AbortSignal): Promise<T> =>
  new Promise((resolve, reject) => {
    signal.throwIfAborted();
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    work.then(resolve, reject);
  });

const systemLookUp = (host: string): Promise<LookupAddress[]> => lookup(host, { all: true });

/** The host's addresses, all of which may be connected to. */
const checkedAddresses = async ({ hostname, host }: URL, attempt: Attempt): Promise<LookupAddress[]> => {
  const { allowed, lookUp = systemLookUp, signal } = attempt;
  const name = hostname.replace(/^\[(.*)\]$/, '$1');
  const family = isIP(name);
  let addresses: LookupAddress[];
  try {
    addresses = family === 0 ? await withinTime(lookUp(name), signal) : [{ address: name, family }];
  } catch (error) {
    throw unavailable(error, host, attempt);
  }
  const refused = addresses.find(({ address }) => !mayConnectTo(address, allowed));
  // One that may not be is enough: which of them is connected to would be chance.
  if (refused) throw new SpecUrlRefusedError(host, `${refused.address} is no public address; ${remedy}, or use S3`);
  if (addresses.length === 0) throw new SpecUnavailableError(host, 'it has no address');
  return addresses;
};

/** A look-up that gives what has been checked: asking again might give something else. */
const fixedLookup =
  (addresses: LookupAddress[]): NonNullable<RequestOptions['lookup']> =>
  (_host, { all }, found) => {
    const [first = { address: '', family: 0 }] = addresses;
    if (all) found(null, addresses);
    else found(null, first.address, first.family);
  };

const get = (url: URL, addresses: LookupAddress[], { signal, ca }: Attempt): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const options = {
      agent: false,
      // Said although it is the default, because an environment variable can turn that off.
      rejectUnauthorized: true,
      lookup: fixedLookup(addresses),
      signal,
      headers: {
        accept: 'application/json, text/plain, */*',
        'accept-encoding': 'identity',
        'user-agent': 'ecs-runbooks',
      },
      ...(ca === undefined ? {} : { ca }),
    };
    request(url, options).on('response', resolve).on('error', reject).end();
  });

const checkedUrl = (text: string, base?: URL): URL => {
  if (!URL.canParse(text, base?.href))
    throw new SpecUrlRefusedError(base?.host ?? 'specUrl', 'it leads to what is no URL');
  const url = new URL(text, base);
  if (url.protocol !== 'https:') throw new SpecUrlRefusedError(url.host, 'only https:// URLs are fetched');
  if (url.username !== '' || url.password !== '') {
    throw new SpecUrlRefusedError(url.host, 'its URL has a login in it, which would stay readable in the execution');
  }
  return url;
};

const failed = (status: number, host: string): Error => {
  if (status === 404 || status === 410) return new SpecNotFoundError(host, `HTTP ${status}`);
  if (status === 401 || status === 403 || status === 407) {
    return new SpecAccessDeniedError(host, `HTTP ${status}; give a URL that needs no login, or use S3`);
  }
  return new SpecUnavailableError(host, `HTTP ${status}`);
};

const bodyOf = async (response: IncomingMessage, { host }: URL, attempt: Attempt): Promise<string> => {
  const { 'content-length': length, 'content-encoding': encoding = 'identity' } = response.headers;
  if (encoding !== 'identity')
    throw new SpecUnavailableError(host, `it answers in ${encoding} although that was not asked for`);
  try {
    return await readText(response, { where: host, announcedBytes: Number(length ?? 0) });
  } catch (error) {
    throw unavailable(error, host, attempt);
  }
};

const answerOf = async (url: URL, attempt: Attempt): Promise<IncomingMessage> => {
  const addresses = await checkedAddresses(url, attempt);
  try {
    return await get(url, addresses, attempt);
  } catch (error) {
    throw unavailable(error, url.host, attempt);
  }
};

/**
 * Fetches a spec by https. Each host on the way, that of every redirect too, is looked up once, and only what was checked
 * is connected to. Errors name hosts, never paths or queries: those may hold tokens.
 *
 * @throws SpecUrlRefusedError, SpecNotFoundError, SpecAccessDeniedError, SpecTooLargeError; SpecUnavailableError where
 *   another try may be luckier
 */
export const fetchSpec = async (given: string, options: FetchOptions): Promise<string> => {
  const { timeoutMs = defaultTimeoutMs } = options;
  const attempt: Attempt = { ...options, timeoutMs, signal: AbortSignal.timeout(timeoutMs) };
  let url = checkedUrl(given);
  for (let hop = 0; hop <= mostRedirects; hop += 1) {
    const response = await answerOf(url, attempt);
    const { statusCode: status = 0, headers } = response;
    try {
      if (status === 200) return await bodyOf(response, url, attempt);
      if (!redirects.has(status) || headers.location === undefined) throw failed(status, url.host);
      url = checkedUrl(headers.location, url);
    } finally {
      response.destroy();
    }
  }
  throw new SpecUrlRefusedError(url.host, `more than ${mostRedirects} redirects on the way there`);
};
