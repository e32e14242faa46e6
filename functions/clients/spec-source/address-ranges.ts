import { BlockList, isIP } from 'node:net';

/** Addresses, by ranges. */
export type AddressRanges = BlockList;

type Family = 'ipv4' | 'ipv6';

const familyOf = (address: string): Family => (isIP(address) === 4 ? 'ipv4' : 'ipv6');

const mostBits: Record<Family, number> = { ipv4: 32, ipv6: 128 };

/** `10.0.0.0/8` or one address, or undefined where it is neither. */
const readRange = (text: string): { address: string; bits: number } | undefined => {
  const [address = '', given, ...rest] = text.split('/');
  const most = mostBits[familyOf(address)];
  const bits = given === undefined ? most : Number(given);
  const isRange = isIP(address) !== 0 && !address.includes('%') && rest.length === 0 && given !== '';
  return isRange && Number.isInteger(bits) && bits >= 0 && bits <= most ? { address, bits } : undefined;
};

const rangesOf = (texts: readonly string[]): AddressRanges => {
  const ranges = new BlockList();
  for (const { address, bits } of texts.flatMap((text) => readRange(text) ?? [])) {
    ranges.addSubnet(address, bits, familyOf(address));
  }
  return ranges;
};

const parts = (text: string): string[] => text.split(',').flatMap((part) => part.trim() || []);

/** Whether a text is a list of CIDR ranges and addresses, with commas between them; the empty one too. */
export const areAddressRanges = (text: string): boolean => parts(text).every((part) => readRange(part) !== undefined);

/** Reads CIDR ranges and addresses with commas between them: `10.1.0.0/16, fd00::/8`. */
export const readAddressRanges = (text: string): AddressRanges => rangesOf(parts(text));

/**
 * What is not the public internet: this network, private, carrier-grade NAT, loopback, link-local (where the metadata
 * service is), protocol assignments, documentation, 6to4 relays, benchmarks, multicast, reserved.
 *
 * @see https://www.iana.org/assignments/iana-ipv4-special-registry
 */
const special4 = rangesOf([
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
]);

/** All else is loopback, unspecified, IPv4 in disguise (mapped, NAT64), unique local, link-local, multicast or unassigned. */
const global6 = rangesOf(['2000::/3']);

/**
 * Protocol assignments with Teredo, documentation, 6to4 (which wraps an IPv4 address).
 *
 * @see https://www.iana.org/assignments/iana-ipv6-special-registry
 */
const special6 = rangesOf(['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20']);

/** Whether an address is of the public internet, or in a range that is allowed nevertheless. */
export const mayConnectTo = (address: string, allowed: AddressRanges): boolean => {
  // A zone (fe80::1%eth0) makes sense for link-local addresses only.
  if (isIP(address) === 0 || address.includes('%')) return false;
  const family = familyOf(address);
  if (allowed.check(address, family)) return true;
  if (family === 'ipv4') return !special4.check(address, family);
  return global6.check(address, family) && !special6.check(address, family);
};
