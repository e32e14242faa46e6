import type { FieldChange } from './action.ts';

/** A value by its dotted path. */
export type Leaves = Map<string, unknown>;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What an item of a list is known by, so that a list in another order is the same list. */
const keyOf = (item: unknown, index: number): string => {
  if (!isObject(item)) return String(index);
  const { name, key = name, containerPort, protocol, containerName, hostname } = item;
  if (typeof containerPort === 'number') return protocol === 'udp' ? `${containerPort}/udp` : String(containerPort);
  const known = key ?? containerName ?? hostname;
  return typeof known === 'string' ? known : String(index);
};

const isNameValue = (item: Record<string, unknown>): boolean =>
  Object.keys(item).every((key) => ['name', 'key', 'value', 'valueFrom'].includes(key));

const pairValue = (item: Record<string, unknown>): unknown => item['value'] ?? item['valueFrom'] ?? '';

const addItem = (leaves: Leaves, path: string, item: unknown): void => {
  if (isObject(item) && ('name' in item || 'key' in item) && isNameValue(item)) leaves.set(path, pairValue(item));
  else addLeaves(leaves, path, item);
};

const addLeaves = (leaves: Leaves, path: string, value: unknown): void => {
  if (value === undefined || value === null) return;
  const at = (key: string) => (path === '' ? key : `${path}.${key}`);
  if (Array.isArray(value) && value.some(isObject)) {
    for (const [index, item] of value.entries()) addItem(leaves, at(keyOf(item, index)), item);
  } else if (isObject(value)) {
    for (const [key, inner] of Object.entries(value)) addLeaves(leaves, at(key), inner);
  } else if (!Array.isArray(value) || value.length > 0) leaves.set(path, value);
};

/**
 * All values of a document by their dotted paths. Items of lists go by their name or port, a `{name, value}` is its value,
 * lists of texts stay whole, and empty lists and objects are nothing.
 */
export const leavesOf = (value: unknown): Leaves => {
  const leaves: Leaves = new Map();
  addLeaves(leaves, '', value);
  return leaves;
};

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Fields in which two documents differ, in the order of the new one, then what is gone. */
export const differences = (before: Leaves, after: Leaves): FieldChange[] =>
  [...new Set([...after.keys(), ...before.keys()])]
    .filter((field) => !isSame(before.get(field), after.get(field)))
    .map((field) => ({ field, from: before.get(field) ?? null, to: after.get(field) ?? null }));
