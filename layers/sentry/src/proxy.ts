import { BlockList, isIP } from 'node:net';
import { type Endpoint, parseEndpoint } from './endpoint.ts';
import type { SentryOptions } from './options.ts';
import type { OptionProblem } from './usage-error.ts';

export type Variables = Readonly<Record<string, string | undefined>>;

/** A variable by its name in capitals, else in small letters, as Go and the agent read it. */
const either = (variables: Variables, name: string): [name: string, value: string] | undefined => {
  for (const spelling of [name, name.toLowerCase()]) {
    const value = variables[spelling]?.trim();
    if (value) return [spelling, value];
  }
  return undefined;
};

const family = (address: string): 'ipv4' | 'ipv6' => (isIP(address) === 6 ? 'ipv6' : 'ipv4');

const isInNetwork = (host: string, network: string): boolean => {
  const [address = '', bits = ''] = network.split('/');
  const isNetwork = isIP(address) !== 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= (isIP(address) === 6 ? 128 : 32);
  if (!isNetwork || isIP(host) === 0) return false;
  const list = new BlockList();
  list.addSubnet(address, Number(bits), family(address));
  return list.check(host, family(host));
};

const isNamedBy = ({ host, port }: Endpoint, entry: string): boolean => {
  if (entry === '*') return true;
  if (entry.includes('/')) return isInNetwork(host, entry);
  const domain = entry.replace(/^\*?\./, '');
  const named = parseEndpoint(domain, port);
  if (named === undefined || named.port !== port) return false;
  const isWhole = domain === entry && host === named.host;
  return isWhole || (isIP(named.host) === 0 && host.endsWith(`.${named.host}`));
};

/** Whether NO_PROXY excepts an endpoint; this host itself always is, as for the agent. */
const isExcepted = (endpoint: Endpoint, noProxy: string): boolean =>
  endpoint.host === 'localhost' ||
  isInNetwork(endpoint.host, '127.0.0.0/8') ||
  endpoint.host === '::1' ||
  noProxy
    .toLowerCase()
    .split(',')
    .some((entry) => entry.trim() !== '' && isNamedBy(endpoint, entry.trim()));

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** `http://user:password@host:port` or `host:port`; undefined where it is neither. */
const parseProxy = (text: string): SentryOptions['proxy'] | undefined => {
  const [, credentials, address = ''] = /^(?:http:\/\/)?(?:([^/]*)@)?([^@/]+)\/?$/i.exec(text) ?? [];
  const endpoint = parseEndpoint(address, 80);
  if (endpoint === undefined) return undefined;
  const [user = '', ...password] = (credentials ?? '').split(':');
  const login = `${decoded(user)}:${decoded(password.join(':'))}`;
  const authorization = credentials === undefined ? null : `Basic ${Buffer.from(login).toString('base64')}`;
  return { ...endpoint, authorization };
};

/** The variables of an environment file such as /etc/ecs/ecs.config; lines that are none are passed over. */
export const readVariables = (text: string): Variables =>
  Object.fromEntries(
    text.split('\n').flatMap((line) => {
      const [, name, value = ''] = /^\s*(?:export\s+)?(\w+)=(.*)$/.exec(line) ?? [];
      return name === undefined ? [] : [[name, value.trim().replace(/^(['"])(.*)\1$/, '$2')]];
    }),
  );

/**
 * The proxy that leads to the endpoint: HTTPS_PROXY, else HTTP_PROXY, unless NO_PROXY excepts it. The environment is asked first, then the
 * agent's configuration: the probe is to go the way that the agent goes.
 *
 * @param agentVariables those of /etc/ecs/ecs.config
 * @see https://github.com/aws/amazon-ecs-agent/blob/master/ecs-agent/utils/httpproxy/proxy.go
 */
export const chooseProxy = (
  endpoint: Endpoint,
  variables: Variables,
  agentVariables: Variables,
): { proxy: SentryOptions['proxy']; problem?: OptionProblem } => {
  const sources = [variables, agentVariables];
  const found = sources
    .map((source) => either(source, 'HTTPS_PROXY') ?? either(source, 'HTTP_PROXY'))
    .find((pair) => pair !== undefined);
  const noProxy = sources.map((source) => either(source, 'NO_PROXY')).find((pair) => pair !== undefined);
  if (found === undefined || isExcepted(endpoint, noProxy?.[1] ?? '')) return { proxy: null };
  const proxy = parseProxy(found[1]);
  if (proxy !== undefined) return { proxy };
  // The value may hold a password: it is not repeated.
  const detail = 'must be http://[user:password@]host:port: no other kind of proxy is asked';
  return { proxy: null, problem: { name: found[0], detail } };
};
