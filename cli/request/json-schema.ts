import { type ConversionConfig, toJsonSchema } from '@valibot/to-json-schema';
import type { Runbook } from '../../functions/domain/runbook.ts';

/** A field's part of a JSON Schema, as far as requests use it. */
export interface FieldSchema {
  type?: string;
  /** What it means and what is expected of it. */
  description?: string;
  enum?: unknown[];
  default?: unknown;
  properties?: Record<string, FieldSchema>;
  required?: string[];
  items?: FieldSchema;
  anyOf?: FieldSchema[];
  minimum?: number;
  maximum?: number;
}

/** A runbook's request as JSON Schema. */
export interface RequestSchema extends FieldSchema {
  title: string;
  examples: Record<string, unknown>[];
}

const messageOf = (part: object): { $comment?: string } =>
  'message' in part && typeof part.message === 'string' ? { $comment: part.message } : {};

/**
 * A request's messages say what is expected, in words; each one overwrites a more general one before it. Digits in a
 * string, which requests take for whole numbers, are left out: an editor should write a number.
 */
const config: ConversionConfig = {
  typeMode: 'input',
  errorMode: 'ignore',
  overrideSchema: ({ valibotSchema, jsonSchema }) => ({ ...jsonSchema, ...messageOf(valibotSchema) }),
  overrideAction: ({ valibotAction, jsonSchema }) => {
    const { anyOf, ...rest } = { ...jsonSchema, ...messageOf(valibotAction) };
    if (valibotAction.type === 'integer') return { ...rest, type: 'integer' };
    return anyOf ? { ...rest, anyOf } : rest;
  },
};

/** Joins what a field means and what is expected of it into the description, which editors show. */
const described = (
  { $comment, ...schema }: FieldSchema & { $comment?: string },
  meanings: Record<string, string>,
  path = '',
): FieldSchema => {
  const description = [meanings[path], $comment].filter(Boolean).join('; ');
  const properties = Object.entries(schema.properties ?? {}).map(([name, field]) => [
    name,
    described(field, meanings, path ? `${path}.${name}` : name),
  ]);
  return {
    ...schema,
    ...(description ? { description } : {}),
    ...(schema.items ? { items: described(schema.items, {}) } : {}),
    ...(schema.properties ? { properties: Object.fromEntries(properties) } : {}),
  };
};

/** The request of a runbook as JSON Schema, with an example, for people and for editors. */
export const requestSchema = ({ name, summary, request, fields, example }: Runbook): RequestSchema => ({
  title: name,
  ...described(toJsonSchema(request as Parameters<typeof toJsonSchema>[0], config) as FieldSchema, fields),
  description: summary,
  examples: [example],
});
