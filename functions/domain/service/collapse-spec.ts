import { isJsonObject } from './spec-problem.ts';

/** A document of which one environment is left. */
export interface Collapsed {
  value: unknown;
  /** Names that stood beside the chosen ones: the document's other environments and contexts, and the chosen. */
  names: ReadonlySet<string>;
}

/** Deeper documents are no specs, and would exhaust the stack. */
export const deepestLevel = 64;

/** Whether a document nests objects and arrays deeper than `deepestLevel`. */
export const isTooDeep = (document: unknown): boolean => {
  let level: unknown[] = [document];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > deepestLevel) return true;
    level = level.flatMap((value) => (typeof value === 'object' && value !== null ? Object.values(value) : []));
  }
  return false;
};

const collapseOne = (value: unknown, context: string, names: Set<string>): unknown => {
  if (Array.isArray(value)) return value.map((item) => collapseOne(item, context, names));
  if (!isJsonObject(value)) return value;
  if (Object.hasOwn(value, context)) {
    for (const name of Object.keys(value)) names.add(name);
    return collapseOne(value[context], context, names);
  }
  // fromEntries makes an own property of any key, `__proto__` included.
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, collapseOne(inner, context, names)]));
};

/**
 * Chooses an environment and contexts: one pass over the document for each, in which every object that has its name as
 * a key becomes what stands under that key. Values keep their JSON types; an object that lacks the name stays.
 */
export const collapseSpec = (document: unknown, contexts: readonly string[]): Collapsed => {
  const names = new Set<string>();
  const value = contexts.reduce((before, context) => collapseOne(before, context, names), document);
  return { value, names };
};
