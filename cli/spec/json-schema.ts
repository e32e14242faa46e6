import { serviceSpec } from '../../functions/domain/service/spec-schema/index.ts';
import { asNode, type Node } from '../../functions/domain/service/spec-structure.ts';

/** A JSON Schema (draft 7), as far as specs use it. */
export interface JsonSchema {
  [keyword: string]: unknown;
}

/** Definitions by their content, so that each stands once. */
type Definitions = Map<string, { name: string; schema: JsonSchema }>;

interface Action {
  type: string;
  requirement?: unknown;
  options?: readonly string[];
}

const messageOf = (node: Node): JsonSchema => {
  const { message } = node as { message?: unknown };
  return typeof message === 'string' ? { description: message } : {};
};

/** What stands after the first schema of a pipe: limits, patterns, choices. */
const limitsOf = (node: Node): JsonSchema => {
  const [, ...actions] = (node as { pipe?: readonly Action[] }).pipe ?? [];
  const limits = actions.map(({ type, requirement, options }): JsonSchema => {
    if (type === 'min_value') return { minimum: requirement };
    if (type === 'max_value') return { maximum: requirement };
    if (type === 'min_length') return { minItems: requirement };
    if (requirement instanceof RegExp && requirement.flags === '') return { pattern: requirement.source };
    // Letters of either case are read.
    if (options) return { enum: [...new Set(options.flatMap((o) => [o, o.toLowerCase(), o.toUpperCase()]))] };
    return {};
  });
  return Object.assign({}, ...limits);
};

const isWhole = (node: Node): boolean =>
  ((node as { pipe?: readonly Action[] }).pipe ?? []).some(({ type }) => type === 'integer');

const ofUnion = (node: Node, definitions: Definitions, name: string): JsonSchema => {
  const options = (node.options ?? []).filter((option) => typeof option !== 'string');
  const schemas = options.map((option) => schemaOf(option, definitions, name));
  const areScalar = options.every(({ type }) => ['string', 'number', 'boolean'].includes(type));
  if (!areScalar) return { anyOf: schemas };
  const types = options.map(({ type }) => (type === 'number' && isWhole(node) ? 'integer' : type));
  const { pattern } = schemas.find((schema) => 'pattern' in schema) ?? {};
  return { type: types, ...(pattern === undefined ? {} : { pattern }) };
};

const ofObject = (node: Node, definitions: Definitions): JsonSchema => {
  const entries = Object.entries(node.entries ?? {});
  const required = entries.filter(([, inner]) => !inner.wrapped).map(([name]) => name);
  return {
    type: 'object',
    properties: Object.fromEntries(entries.map(([name, inner]) => [name, varying(inner, definitions, name)])),
    ...(required.length > 0 ? { required } : {}),
    additionalProperties: false,
  };
};

const structureSchema = (node: Node, definitions: Definitions, name: string): JsonSchema => {
  if (node.entries) return ofObject(node, definitions);
  if (node.item) return { type: 'array', items: varying(node.item, definitions, name) };
  if (node.type === 'record' && node.value) {
    return { type: 'object', additionalProperties: varying(node.value, definitions, name) };
  }
  if (node.type === 'union') return ofUnion(node, definitions, name);
  if (node.type === 'picklist') return { enum: node.options };
  return node.type === 'unknown' ? {} : { type: node.type };
};

const schemaOf = (node: Node, definitions: Definitions, name: string): JsonSchema => {
  if (node.wrapped) return schemaOf(node.wrapped, definitions, name);
  if (node.getter) return { ...schemaOf(node.getter(undefined), definitions, name), ...limitsOf(node) };
  return { ...messageOf(node), ...structureSchema(node, definitions, name), ...limitsOf(node) };
};

/** Fields share what has the same content, so a scalar is called by what is expected; others by their first field. */
const nameFor = (schema: JsonSchema, field: string): string => {
  const { description, properties, items, additionalProperties } = schema;
  if (typeof description !== 'string' || properties || items || additionalProperties) return field;
  return description
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 48);
};

/** A value, or an object that has one for each environment or context: what any field of a spec may be. */
const varying = (node: Node, definitions: Definitions, field: string): JsonSchema => {
  const schema = schemaOf(node, definitions, field);
  if (Object.keys(schema).length === 0) return schema;
  const key = JSON.stringify(schema);
  const name = nameFor(schema, field);
  const taken = new Set([...definitions.values()].map((definition) => definition.name));
  const unique = [name, ...Array.from({ length: taken.size }, (_, index) => `${name}${index + 2}`)];
  const definition = definitions.get(key) ?? { name: unique.find((free) => !taken.has(free)) ?? name, schema };
  definitions.set(key, definition);
  return { $ref: `#/$defs/${definition.name}` };
};

const withEnvironments = ({ name, schema }: { name: string; schema: JsonSchema }): [string, JsonSchema] => {
  const { description, ...rest } = schema;
  const perEnvironment = { type: 'object', minProperties: 1, additionalProperties: { $ref: `#/$defs/${name}` } };
  return [name, { ...(description ? { description } : {}), anyOf: [rest, perEnvironment] }];
};

const withoutField = (node: Node, field: string): Node => {
  const { [field]: _, ...entries } = node.entries ?? {};
  return { ...node, entries };
};

/**
 * The service spec of version 2.0 as JSON Schema, for editors: every field may also be an object of one value for each
 * environment. What fields say of each other only `runbook validate` can tell.
 */
export const serviceSpecJsonSchema = (): JsonSchema => {
  const definitions: Definitions = new Map();
  const { properties, required, additionalProperties } = ofObject(
    withoutField(asNode(serviceSpec), '$schema'),
    definitions,
  );
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Service spec of version 2.0',
    description:
      'An ECS service with its task definition, target groups, listeners and scaling, for several environments',
    type: 'object',
    properties: { version: { enum: ['2.0', '2', 2] }, ...(properties as JsonSchema), $schema: { type: 'string' } },
    required: ['version', ...(required as string[])],
    additionalProperties,
    $defs: Object.fromEntries([...definitions.values()].map(withEnvironments)),
  };
};
