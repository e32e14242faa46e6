import { isIP } from 'node:net';
import { partitionOfRegion } from '../../shared/partitions.ts';

/** Host name or address without brackets, and port. */
export interface Endpoint {
  host: string;
  port: number;
}

/** The public ECS endpoint of a region, in its partition. */
export const regionEndpoint = (region: string): Endpoint => ({
  host: `ecs.${region}.${partitionOfRegion(region).dnsSuffix}`,
  port: 443,
});

/** `host:port`, IPv6 in brackets: as the state file and the log name an endpoint. */
export const endpointName = ({ host, port }: Endpoint): string =>
  isIP(host) === 6 ? `[${host}]:${port}` : `${host}:${port}`;

const hostName = /^(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*\.?$/i;

/**
 * Reads `host`, `host:port`, `[IPv6]:port` or a bare IPv6 address.
 *
 * @returns undefined where it is none of these
 */
export const parseEndpoint = (text: string, defaultPort: number): Endpoint | undefined => {
  if (isIP(text) !== 0) return { host: text, port: defaultPort };
  const [, bracketed, plain, portText] = /^(?:\[([^\]]+)\]|([^:[\]]+))(?::(\d{1,5}))?$/.exec(text) ?? [];
  const port = portText === undefined ? defaultPort : Number(portText);
  if (port < 1 || port > 65_535) return undefined;
  if (bracketed !== undefined) return isIP(bracketed) === 6 ? { host: bracketed, port } : undefined;
  if (plain === undefined) return undefined;
  // Digits and dots alone are a mistyped address, never a name.
  const isHost = isIP(plain) === 4 || (hostName.test(plain) && !/^[\d.]+$/.test(plain));
  return isHost ? { host: plain.toLowerCase().replace(/\.$/, ''), port } : undefined;
};

/** The same, or an https URL without a path. */
export const parseOwnEndpoint = (text: string): Endpoint | undefined =>
  parseEndpoint(text.replace(/^https:\/\//i, '').replace(/\/$/, ''), 443);
