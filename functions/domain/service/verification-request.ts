import { InvalidVerificationError } from '../errors/verification.ts';
import type { VerificationSpec } from './spec-schema/index.ts';

/** The one HTTP request of a verification, ready to be sent. */
export interface VerificationRequest {
  method: string;
  isTls: boolean;
  /** Host and port that the URL names; IPv6 without brackets. */
  host: string;
  port: number;
  /** With the query. */
  path: string;
  /** The Host header's value, `:authority` in HTTP/2: the spec's `host:` header, else what the URL says. */
  authority: string;
  /**
   * The name without its port, which TLS asks for (SNI) and the certificate must carry. It follows the Host header:
   * load balancers choose certificate and rule by it, and the URL is often their own DNS name, which is in no certificate.
   */
  serverName: string;
  /** Without host, in the given order; a name may come more than once. */
  headers: [name: string, value: string][];
  body: string | null;
  /** Whether a certificate that is not trusted is a failure. */
  isVerified: boolean;
}

const userAgent = 'ecs-runbooks-verification';

/** `name: value`, split at the first colon. */
export const splitHeader = (line: string): [name: string, value: string] => {
  const colon = line.indexOf(':');
  return [line.slice(0, colon).trim(), line.slice(colon + 1).trim()];
};

const withoutBrackets = (host: string): string => host.replace(/^\[(.*)\]$/, '$1');

const readUrl = (text: string): URL => {
  if (URL.canParse(text)) return new URL(text);
  throw new InvalidVerificationError({ field: 'verification.request.url', expected: 'a URL' });
};

/** The name of a Host header's value; undefined where that is not a host with an optional port. */
const nameOf = (authority: string): string | undefined =>
  URL.canParse(`http://${authority}`) ? withoutBrackets(new URL(`http://${authority}`).hostname) : undefined;

const credentialsOf = ({ username, password }: URL): [string, string][] => {
  if (username === '' && password === '') return [];
  const bytes = new TextEncoder().encode(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`);
  return [['authorization', `Basic ${btoa(String.fromCharCode(...bytes))}`]];
};

/**
 * Reads the request of a verification.
 *
 * @throws InvalidVerificationError where the URL or the host header is none
 */
export const verificationRequestOf = (
  request: NonNullable<VerificationSpec['request']>,
  { insecure = false }: { insecure?: boolean | undefined } = {},
): VerificationRequest => {
  const url = readUrl(request.url);
  const given = request.headers.map(splitHeader);
  const has = (name: string): boolean => given.some(([known]) => known.toLowerCase() === name);
  const authority = given.find(([name]) => name.toLowerCase() === 'host')?.[1] ?? url.host;
  const serverName = nameOf(authority);
  if (!serverName) {
    const field = 'verification.request.headers';
    throw new InvalidVerificationError({ field, expected: 'a host header with a host name' });
  }
  const isTls = url.protocol === 'https:';
  return {
    method: request.method ?? 'GET',
    isTls,
    host: withoutBrackets(url.hostname),
    port: url.port === '' ? (isTls ? 443 : 80) : Number(url.port),
    path: `${url.pathname}${url.search}`,
    authority,
    serverName,
    headers: [
      ...given.filter(([name]) => name.toLowerCase() !== 'host'),
      ...(has('user-agent') ? [] : ([['user-agent', userAgent]] as [string, string][])),
      ...(has('accept') ? [] : ([['accept', '*/*']] as [string, string][])),
      ...(has('authorization') ? [] : credentialsOf(url)),
    ],
    body: request.body ?? null,
    isVerified: !insecure,
  };
};

/** Headers that say nothing which a report must not repeat. */
const isPlain = (name: string): boolean => /^(?:accept.*|content-.*|user-agent|x-forwarded-.*)$/i.test(name);

/** The login that a header of basic authentication holds in code; empty for any other. */
const loginOf = (value: string): string => {
  const [, coded = ''] = /^basic\s+([a-z0-9+/]+={0,2})$/i.exec(value) ?? [];
  try {
    return new TextDecoder().decode(Uint8Array.from(atob(coded), (letter) => letter.charCodeAt(0)));
  } catch {
    return '';
  }
};

/** A header's value and what it is made of: `Bearer abc` and `abc`; `session=abc; theme=dark` and `abc`. */
const partsOf = (value: string): string[] => {
  const login = loginOf(value);
  const words = value.replace(/^(?:basic|bearer|digest|token)\s+/i, '').split(/[\s;,]+/);
  const values = words.flatMap((word) => (word.includes('=') ? word.slice(word.indexOf('=') + 1) : []));
  return [value, ...words, ...values, login, login.slice(login.indexOf(':') + 1)];
};

const secretName = /token|secret|pass|pwd|auth|key|sig|code|session|credential/i;

/** The query as it is sent, and the values in it that are called like secrets. */
const querySecrets = (path: string): string[] => {
  const query = path.slice(path.indexOf('?') + 1);
  if (query === path) return [];
  const named = query.split('&').filter((pair) => secretName.test(pair.split('=')[0] ?? ''));
  const read = [...new URLSearchParams(query)].filter(([name]) => secretName.test(name)).map(([, value]) => value);
  return [query, ...named.map((pair) => pair.slice(pair.indexOf('=') + 1)), ...read];
};

/** What must not be repeated where an answer echoes it, longest first: what may be credentials in headers and query. */
export const secretsOf = ({ headers, path }: VerificationRequest): string[] => {
  const inHeaders = headers.filter(([name]) => !isPlain(name)).flatMap(([, value]) => partsOf(value));
  const secrets = [...inHeaders, ...querySecrets(path)].filter((text) => text.length >= 6);
  return [...new Set(secrets)].toSorted((a, b) => b.length - a.length);
};

/** The request as reports name it: without query, which may hold a token. */
export const requestName = ({ method, isTls, host, port, path }: VerificationRequest): string => {
  const shownHost = host.includes(':') ? `[${host}]` : host;
  const shownPort = port === (isTls ? 443 : 80) ? '' : `:${port}`;
  return `${method} ${isTls ? 'https' : 'http'}://${shownHost}${shownPort}${path.replace(/\?.*$/s, '?…')}`;
};
