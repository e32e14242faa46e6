import { isObject, type Json } from '../../engine/json.ts';
import { invalidPattern } from './errors.ts';
import { type Matches, numericMatch } from './number-matches.ts';
import { cidrMatch, equalsIgnoreCaseMatch, prefixMatch, suffixMatch, wildcardMatch } from './text-matches.ts';

/** What a pattern asks of a field: given all the values that the event has there, none where the field is missing. */
export type FieldMatch = (values: Json[]) => boolean;

const anyOf =
  (matches: Matches): FieldMatch =>
  (values) =>
    values.some(matches);

const existsMatch = (asked: Json): FieldMatch => {
  if (typeof asked !== 'boolean') throw invalidPattern('exists match pattern must be either true or false.');
  return (values) => values.length > 0 === asked;
};

const scalars = (list: Json[]): Json[] => {
  if (list.length === 0) throw invalidPattern('Empty arrays are not allowed');
  const wrong = list.some((item) => typeof item !== 'string' && typeof item !== 'number');
  if (wrong) throw invalidPattern('Inside anything but list, start|null|boolean is not supported.');
  return list;
};

const insideAnythingBut: Record<string, (pattern: Json) => Matches> = {
  prefix: prefixMatch,
  suffix: suffixMatch,
  'equals-ignore-case': equalsIgnoreCaseMatch,
  wildcard: wildcardMatch,
};

const checkInner = (name: string, pattern: Json): void => {
  const texts = Array.isArray(pattern) ? pattern : [pattern];
  const areTexts = texts.every((text) => typeof text === 'string');
  if (name === 'equals-ignore-case' && !areTexts) {
    throw invalidPattern(`Inside anything-but/${name} list, number|start|null|boolean is not supported.`);
  }
  if (name === 'wildcard') return;
  if (isObject(pattern)) throw invalidPattern('Value of anything-but must be an array or single string/number value.');
  if (!areTexts) throw invalidPattern('prefix/suffix match pattern must be a string');
  if (name !== 'equals-ignore-case' && (texts.length === 0 || texts.includes(''))) {
    throw invalidPattern('Null prefix/suffix not allowed');
  }
};

/** A field that is missing is not "anything but": it is nothing. */
const anythingButMatch = (pattern: Json): FieldMatch => {
  if (isObject(pattern)) {
    const [[name = '', inner = null] = [], ...rest] = Object.entries(pattern);
    const compile = Object.hasOwn(insideAnythingBut, name) ? insideAnythingBut[name] : undefined;
    if (compile === undefined || rest.length > 0) throw invalidPattern(`Unsupported anything-but pattern: ${name}`);
    checkInner(name, inner);
    const excluded = (Array.isArray(inner) ? inner : [inner]).map(compile);
    return anyOf((value) => !excluded.some((matches) => matches(value)));
  }
  if (pattern === null || typeof pattern === 'boolean') {
    throw invalidPattern('Value of anything-but must be an array or single string/number value.');
  }
  const excluded = scalars(Array.isArray(pattern) ? pattern : [pattern]);
  return anyOf((value) => !excluded.includes(value));
};

/** The match types, by the names that patterns give them. */
const matchTypes: Record<string, (pattern: Json) => FieldMatch> = {
  exists: existsMatch,
  'anything-but': anythingButMatch,
  prefix: (pattern) => anyOf(prefixMatch(pattern)),
  suffix: (pattern) => anyOf(suffixMatch(pattern)),
  'equals-ignore-case': (pattern) => anyOf(equalsIgnoreCaseMatch(pattern)),
  wildcard: (pattern) => anyOf(wildcardMatch(pattern)),
  numeric: (pattern) => anyOf(numericMatch(pattern)),
  cidr: (pattern) => anyOf(cidrMatch(pattern)),
};

/** Whether the name is that of a match type, which no alternative of `$or` may begin with. */
export const isMatchType = (name: string): boolean => Object.hasOwn(matchTypes, name);

/**
 * One member of a field's array: a value, or an object with one match type.
 *
 * @throws AwsError InvalidEventPatternException
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
export const fieldMatch = (expression: Json): FieldMatch => {
  if (Array.isArray(expression)) throw invalidPattern('Match value must be String, number, true, false, or null');
  if (!isObject(expression)) return anyOf((value) => value === expression);
  const [[name = '', pattern = null] = [], ...rest] = Object.entries(expression);
  if (rest.length > 0) throw invalidPattern('Only one key allowed in match expression');
  const compile = isMatchType(name) ? matchTypes[name] : undefined;
  if (compile === undefined) throw invalidPattern(`Unrecognized match type ${name}`);
  return compile(pattern);
};
