import * as v from 'valibot';
import { integer } from '../request-fields.ts';

/**
 * Schema pieces for service specs. Each one reads a JSON scalar as the type that AWS gives the field, whatever the value
 * looks like: `"007"` stays text, `"443"` is a number where a port is meant. Messages say what is expected.
 */

/** Text; numbers and booleans are written as text. */
export const text = (expected = 'text') =>
  v.pipe(v.union([v.string(), v.number(), v.boolean()], expected), v.transform(String));

/** Text of at least one character. */
export const filledText = (expected = 'text of at least one character') =>
  v.pipe(
    text(expected),
    v.check((value) => value.trim() !== '', expected),
  );

/** Text that matches a pattern as a whole. */
export const matching = (pattern: RegExp, expected: string) => {
  const whole = new RegExp(`^(?:${pattern.source})$`, pattern.flags);
  return v.pipe(text(expected), v.regex(whole, expected));
};

/** ELB's rule for names of load balancers and target groups. */
export const elbName = (what: string) =>
  matching(
    /[A-Za-z0-9](?:[A-Za-z0-9-]{0,30}[A-Za-z0-9])?/,
    `name of a ${what}: 1 to 32 letters, digits and hyphens, no hyphen first or last`,
  );

/** ECS's rule for names of services, containers and families. */
export const ecsName = (what: string) =>
  matching(/[A-Za-z0-9_-]{1,255}/, `name of a ${what}: 1 to 255 letters, digits, hyphens and underscores`);

/**
 * Name or ARN of a cluster. It becomes part of tags, of a lock's key and of commands that people paste.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateCluster.html
 */
export const clusterRef = () =>
  matching(
    /(?:arn:aws[a-z-]*:ecs:[a-z0-9-]+:\d{12}:cluster\/)?[A-Za-z0-9_-]{1,255}/,
    'name of a cluster (1 to 255 letters, digits, hyphens and underscores), or its ARN',
  );

/** A number, whole or not; digits in text are read. */
export const decimal = (expected = 'a number') =>
  v.pipe(
    v.union([v.number(), v.pipe(v.string(), v.regex(/^-?\d+(?:\.\d+)?$/), v.transform(Number))], expected),
    v.finite(expected),
  );

/** A whole number of 0 or more. */
export const count = () => integer(0, 999_999_999);

/** A TCP or UDP port. */
export const port = () => integer(1, 65_535);

/** A JSON boolean: `"false"` would be true to some and false to others. */
export const flag = () => v.boolean('true or false, not in quotes');

/** One of some words, written exactly so. */
export const choice = <const Options extends readonly string[]>(options: Options) =>
  v.picklist(options, `one of: ${options.join(', ')}`);

/** One of some words in letters of any case; the result is in capitals. */
export const upperChoice = <const Options extends readonly string[]>(options: Options) => {
  const expected = `one of: ${options.join(', ')}`;
  return v.pipe(v.string(expected), v.toUpperCase(), v.picklist(options, expected));
};

/** The same, in small letters. */
export const lowerChoice = <const Options extends readonly string[]>(options: Options) => {
  const expected = `one of: ${options.join(', ')}`;
  return v.pipe(v.string(expected), v.toLowerCase(), v.picklist(options, expected));
};

/** An object of known fields; others are not read. */
export const fields = <Entries extends v.ObjectEntries>(entries: Entries) => v.object(entries, 'an object');

/** A list of anything else here. */
export const list = <Item extends v.GenericSchema>(item: Item) => v.array(item, 'a list');

/** A list of at least one. */
export const filledList = <Item extends v.GenericSchema>(item: Item) =>
  v.pipe(list(item), v.minLength(1, 'a list of at least one'));

/** Names of the spec's own choosing, with text each. */
export const texts = () => v.record(v.string(), text(), 'an object of texts');

/** One value, or a list of them; the result is a list. */
export const oneOrMany = <Item extends v.GenericSchema>(item: Item) => {
  const many = list(item);
  // Chosen by the value, so that problems of a list name its items. Without a value (the JSON Schema): both.
  const either = v.lazy((input) => {
    if (input === undefined) return v.union([item, many]);
    return Array.isArray(input) ? many : item;
  });
  return v.pipe(
    either,
    v.transform((value) => (Array.isArray(value) ? value : [value]) as v.InferOutput<Item>[]),
  );
};

export { integer };
