import { BlockList, isIP } from 'node:net';
import { isObject, type Json } from '../../engine/json.ts';
import { invalidPattern } from './errors.ts';
import type { Matches } from './number-matches.ts';

const onText =
  (matches: (text: string) => boolean): Matches =>
  (value) =>
    typeof value === 'string' && matches(value);

const textOf = (operator: string, pattern: Json): string => {
  if (typeof pattern === 'string') return pattern;
  throw invalidPattern(`${operator} match pattern must be a string`);
};

const ignoringCase = (operator: string, pattern: Json): string | undefined => {
  if (!isObject(pattern)) return undefined;
  const [[name = '', inner = null] = []] = Object.entries(pattern);
  if (name !== 'equals-ignore-case') throw invalidPattern(`Unsupported ${operator} pattern: ${name}`);
  return textOf(name, inner).toLowerCase();
};

/** `{"prefix": "x"}` or `{"prefix": {"equals-ignore-case": "x"}}`. */
export const prefixMatch = (pattern: Json): Matches => {
  const folded = ignoringCase('prefix', pattern);
  if (folded !== undefined) return onText((text) => text.toLowerCase().startsWith(folded));
  const prefix = textOf('prefix', pattern);
  return onText((text) => text.startsWith(prefix));
};

/** `{"suffix": "x"}` or `{"suffix": {"equals-ignore-case": "x"}}`. */
export const suffixMatch = (pattern: Json): Matches => {
  const folded = ignoringCase('suffix', pattern);
  if (folded !== undefined) return onText((text) => text.toLowerCase().endsWith(folded));
  const suffix = textOf('suffix', pattern);
  return onText((text) => text.endsWith(suffix));
};

/** `{"equals-ignore-case": "x"}`. */
export const equalsIgnoreCaseMatch = (pattern: Json): Matches => {
  const folded = textOf('equals-ignore-case', pattern).toLowerCase();
  return onText((text) => text.toLowerCase() === folded);
};

/** More would be too much for EventBridge; its measure of complexity is its own. */
const mostWildcards = 5;

/**
 * `{"wildcard": "arn:*:task/*"}`: `*` stands for any text, also none; a backslash before `*` or a backslash takes them literally.
 *
 * @throws AwsError InvalidEventPatternException
 */
export const wildcardMatch = (pattern: Json): Matches => {
  const parts = textOf('wildcard', pattern).match(/\\.?|[^\\]/gs) ?? [];
  const sources = parts.map((part, index) => {
    if (part.startsWith('\\') && part !== '\\*' && part !== '\\\\') {
      throw invalidPattern(`Invalid escape character at pos ${parts.slice(0, index).join('').length}`);
    }
    return part === '*' ? '.*' : `\\u{${(part.at(-1) ?? '').codePointAt(0)?.toString(16)}}`;
  });
  const doubled = parts.findIndex((part, index) => part === '*' && parts[index + 1] === '*');
  if (doubled >= 0) {
    throw invalidPattern(`Consecutive wildcard characters at pos ${parts.slice(0, doubled).join('').length + 1}`);
  }
  if (parts.filter((part) => part === '*').length > mostWildcards) {
    throw invalidPattern(
      'Rule is too complex - try using fewer wildcard characters or fewer repeating character sequences after a wildcard character',
    );
  }
  const expression = new RegExp(`^${sources.join('')}$`, 'su');
  return onText((text) => expression.test(text));
};

const familyOf = (address: string): 'ipv4' | 'ipv6' => (isIP(address) === 6 ? 'ipv6' : 'ipv4');

/** `{"cidr": "10.0.0.0/24"}`, IPv4 or IPv6. @throws AwsError InvalidEventPatternException */
export const cidrMatch = (pattern: Json): Matches => {
  // EventBridge's own words for it
  const [address = '', mask = '', ...rest] = textOf('prefix', pattern).split('/');
  if (mask === '' || rest.length > 0) throw invalidPattern("Malformed CIDR, one '/' required");
  if (!/^\d+$/.test(mask)) throw invalidPattern('Malformed CIDR, mask bits must be an integer');
  if (isIP(address) === 0) throw invalidPattern(`Nonstandard IP address: ${address}`);
  if (Number(mask) > (isIP(address) === 6 ? 128 : 32)) throw invalidPattern('Malformed CIDR, mask bits are too many');
  const subnet = new BlockList();
  subnet.addSubnet(address, Number(mask), familyOf(address));
  return onText((text) => isIP(text) !== 0 && subnet.check(text, familyOf(text)));
};
