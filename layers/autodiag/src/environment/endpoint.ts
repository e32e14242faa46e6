import { isIP } from 'node:net';
import { quoted } from './fields.ts';

/** Where to connect: a host name or an IP address without brackets, and a path where one was given. */
export interface Endpoint {
  host: string;
  /** Path with its query, starting with a slash; `/` where none was given. */
  path: string;
}

const maxLength = 2_048;
const maxEndpoints = 50;

const hostName = /^(?=.{1,253}\.?$)(?!-)[a-z0-9_-]{1,63}(?<!-)(\.(?!-)[a-z0-9_-]{1,63}(?<!-))*\.?$/i;
/** Only dots and digits, yet no address: never a name either (RFC 1123). */
const lookslikeAddress = /^[\d.]+$/;
const pathSyntax = /^\/[\w\-.~%!$&'()*+=:@/?]*$/;

const parseOne = (text: string): Endpoint | string => {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return 'leave out the scheme: PROTOCOL says it';
  if (text.includes('@')) return 'leave out user and password';
  const slash = text.indexOf('/');
  const authority = slash === -1 ? text : text.slice(0, slash);
  const path = slash === -1 ? '/' : text.slice(slash);
  const bracketed = /^\[(.+)\]$/.exec(authority)?.[1];
  const host = bracketed ?? authority;
  if (bracketed !== undefined && isIP(host) !== 6) return 'brackets hold an IPv6 address, such as [::1]';
  if (isIP(host) === 0) {
    if (/^(.+):\d+$/.test(authority)) return 'leave out the port: PORT says it';
    if (/[^\x20-\x7e]/.test(host)) return 'write international names in their ASCII form (xn--…)';
    if (lookslikeAddress.test(host) || !hostName.test(host)) return 'the host is neither a name nor an IP address';
  }
  if (!pathSyntax.test(path)) return 'percent-encode what is no plain character in the path';
  return { host, path };
};

/**
 * Reads ENDPOINT: `host`, `host/path`, or several separated by commas; IPv6 addresses bare or in brackets.
 *
 * @returns the endpoints, or in words what is wrong with the first bad one
 */
export const parseEndpoints = (text: string): Endpoint[] | string => {
  if (text.length > maxLength) return `is ${text.length} characters long, at most ${maxLength} are taken`;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  if (/[\x00-\x1f\x7f]/.test(text)) return 'holds control characters';
  const parts = text.split(',').map((part) => part.trim());
  if (parts.length > maxEndpoints) return `names ${parts.length} endpoints, at most ${maxEndpoints} are taken`;
  const endpoints: Endpoint[] = [];
  for (const part of parts) {
    const endpoint = part === '' ? 'an endpoint between commas is empty' : parseOne(part);
    // What stands before an @ may be a password: it is not repeated.
    if (typeof endpoint === 'string') return part.includes('@') ? endpoint : `${quoted(part)}: ${endpoint}`;
    endpoints.push(endpoint);
  }
  return endpoints;
};
