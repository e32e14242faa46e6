import { createHash } from 'node:crypto';
import type { Json } from './json.ts';

/** Where the hashes lie in the context that the library reads `$$` from. */
const hashesRoot = '$$.Hashes';

/** A call of States.Hash that was taken out of an expression. */
export interface HashCall {
  /** By which the expression reads its value. */
  name: string;
  /** Its arguments as they are written, with calls inside them taken out too. */
  arguments: string;
}

const opening = 'States.Hash(';
const algorithms: Record<string, string> = {
  MD5: 'md5',
  'SHA-1': 'sha1',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
};

/** What a call comes to, in hexadecimal. */
export const hashOf = ([text, algorithm]: [Json, Json]): string =>
  createHash(algorithms[String(algorithm)] ?? '')
    .update(String(text))
    .digest('hex');

/** Where the call whose arguments begin at `start` is closed; quoted text may hold brackets. */
const closingOf = (expression: string, start: number): number => {
  let depth = 1;
  for (const { 0: token, index } of expression.slice(start).matchAll(/'(?:\\.|[^'\\])*'|[()]/g)) {
    if (token === '(') depth += 1;
    if (token === ')') depth -= 1;
    if (depth === 0) return start + index;
  }
  return -1;
};

/** The first call that is not inside quoted text. */
const openingOf = (expression: string): number => {
  for (const { 0: token, index } of expression.matchAll(/'(?:\\.|[^'\\])*'|States\.Hash\(/g)) {
    if (token === opening) return index;
  }
  return -1;
};

const takenOut = (expression: string, calls: HashCall[]): string => {
  const start = openingOf(expression);
  const end = start < 0 ? -1 : closingOf(expression, start + opening.length);
  if (end < 0) return expression;
  const inner = takenOut(expression.slice(start + opening.length, end), calls);
  const name = `h${calls.length}`;
  calls.push({ name, arguments: inner });
  return takenOut(`${expression.slice(0, start)}${hashesRoot}.${name}${expression.slice(end + 1)}`, calls);
};

/**
 * Takes the calls of States.Hash out of fields with expressions: the library hashes the first block of a text again in place of
 * each later one, so that two texts that begin with the same 64 bytes, as ARNs do, often have the same hash.
 *
 * @returns the fields that read the hashes from the context, and the calls in the order to make them in
 */
export const takeHashesOut = <Fields>(fields: Fields): { fields: Fields; calls: HashCall[] } => {
  const calls: HashCall[] = [];
  const text = JSON.stringify(fields);
  if (!text.includes(opening)) return { fields, calls };
  const taken = JSON.parse(text, (key, value: unknown) =>
    key.endsWith('.$') && typeof value === 'string' ? takenOut(value, calls) : value,
  ) as Fields;
  return { fields: taken, calls };
};
