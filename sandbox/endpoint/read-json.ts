import type { NormalizedSchema } from '@smithy/core/schema';
import { membersOf, requiredMembersOf } from './model.ts';
import { inside, itemOf, type Problem } from './problems.ts';
import { readScalar } from './scalar.ts';

/** How AWS names JSON types in its serialization errors. */
const jsonType = (value: unknown): string => {
  if (Array.isArray(value)) return 'START_ARRAY';
  if (typeof value === 'object') return 'START_OBJECT';
  if (typeof value === 'boolean') return value ? 'TRUE_VALUE' : 'FALSE_VALUE';
  return `${typeof value}_VALUE`.toUpperCase();
};

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Reads a JSON value as the schema says, stricter than the SDK's own reader: unknown and missing members and wrong
 * types are collected in `problems` rather than skipped. A null member counts as absent.
 */
export const readJson = (shape: NormalizedSchema, value: unknown, at: string, problems: Problem[]): unknown => {
  const refuse = (wanted: string): undefined => {
    problems.push({ kind: 'type', at, detail: `${jsonType(value)} can not be converted to ${wanted}` });
    return undefined;
  };
  if (shape.isDocumentSchema()) return value;
  if (shape.isStructSchema()) return isObject(value) ? readMembers(shape, value, at, problems) : refuse('a structure');
  if (shape.isListSchema()) {
    if (!Array.isArray(value)) return refuse('a list');
    const item = shape.getValueSchema();
    return value.map((each, index) => (each === null ? each : readJson(item, each, itemOf(at, index), problems)));
  }
  if (shape.isMapSchema()) {
    if (!isObject(value)) return refuse('a map');
    const item = shape.getValueSchema();
    const entries = Object.entries(value).filter(([, each]) => each !== null);
    return Object.fromEntries(entries.map(([key, each]) => [key, readJson(item, each, inside(at, key), problems)]));
  }
  return readSimple(shape, value, at, problems, refuse);
};

const readMembers = (
  shape: NormalizedSchema,
  given: Record<string, unknown>,
  at: string,
  problems: Problem[],
): Record<string, unknown> => {
  const read: Record<string, unknown> = {};
  const known = new Set<string>();
  for (const [name, member] of membersOf(shape)) {
    const key = member.getMergedTraits().jsonName ?? name;
    known.add(key);
    const value = Object.hasOwn(given, key) ? given[key] : undefined;
    if (value !== undefined && value !== null) read[name] = readJson(member, value, inside(at, key), problems);
  }
  for (const key of Object.keys(given)) {
    if (known.has(key)) continue;
    problems.push({ kind: 'unknown', at: inside(at, key), detail: `must be one of: ${[...known].join(', ')}` });
  }
  for (const name of requiredMembersOf(shape)) {
    if (!(name in read)) problems.push({ kind: 'missing', at: inside(at, name), detail: '' });
  }
  return read;
};

const readSimple = (
  shape: NormalizedSchema,
  value: unknown,
  at: string,
  problems: Problem[],
  refuse: (wanted: string) => undefined,
): unknown => {
  if (shape.isBooleanSchema()) return typeof value === 'boolean' ? value : refuse('Boolean');
  if (shape.isNumericSchema()) return typeof value === 'number' ? value : refuse('a number');
  if (shape.isTimestampSchema()) {
    if (typeof value === 'number') return new Date(value * 1000);
    return typeof value === 'string' ? readScalar(shape, value, at, problems) : refuse('a timestamp');
  }
  if (shape.isBigIntegerSchema()) return typeof value === 'number' ? BigInt(value) : refuse('an integer');
  if (typeof value !== 'string') return refuse(shape.isBlobSchema() ? 'a blob' : 'a String');
  return shape.isBlobSchema() ? Buffer.from(value, 'base64') : value;
};
