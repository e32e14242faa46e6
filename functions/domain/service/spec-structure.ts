import type * as v from 'valibot';

/** What valibot's schemas have in common, as far as they are walked. */
export interface Node {
  type: string;
  wrapped?: Node;
  getter?: (input: unknown) => Node;
  entries?: Record<string, Node>;
  item?: Node;
  value?: Node;
  options?: readonly (Node | string)[];
}

/** A schema as something to walk. */
export const asNode = (schema: v.GenericSchema): Node => schema as unknown as Node;

/** The schema that applies to a value: without what makes it optional, and chosen where it depends on the value. */
export const structureOf = (node: Node, value?: unknown): Node => {
  if (node.wrapped) return structureOf(node.wrapped, value);
  if (node.getter) return structureOf(node.getter(value), value);
  return node;
};

/** The schema of what stands under a key or index. */
export const innerNode = (node: Node, key: string | number): Node | undefined => {
  if (node.entries) return Object.hasOwn(node.entries, key) ? node.entries[key] : undefined;
  return node.item ?? node.value;
};

/** The schema at a path of a document. */
export const nodeAt = (root: Node, document: unknown, path: readonly (string | number)[]): Node | undefined => {
  let node: Node | undefined = root;
  let value = document;
  for (const key of path) {
    node = node && innerNode(structureOf(node, value), key);
    value = typeof value === 'object' && value !== null ? (value as Record<string | number, unknown>)[key] : undefined;
  }
  return node;
};

/** Every name that the spec gives a field somewhere. */
export const fieldNames = (root: Node, names = new Set<string>()): Set<string> => {
  const node = structureOf(root);
  for (const [name, inner] of Object.entries(node.entries ?? {})) {
    names.add(name);
    fieldNames(inner, names);
  }
  for (const inner of [node.item, node.value, ...(node.type === 'union' ? (node.options ?? []) : [])]) {
    if (inner && typeof inner !== 'string') fieldNames(inner, names);
  }
  return names;
};
