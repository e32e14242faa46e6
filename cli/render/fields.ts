import Table from 'cli-table3';
import type { FieldSchema, RequestSchema } from '../request/json-schema.ts';
import type { Style } from './execution.ts';
import { wrap } from './text.ts';

/** One field of a request, as a person reads it. */
export interface Field {
  /** Dotted, as on the command line: `mysql.port`. */
  name: string;
  type: string;
  isRequired: boolean;
  /** JSON of the default; absent where there is none. */
  default?: string;
  meaning: string;
}

const typeOf = ({ type, enum: values, items }: FieldSchema): string => {
  if (values) return 'choice';
  if (type === 'array') return `list of ${items ? typeOf(items) : 'values'}`;
  return { string: 'text', integer: 'integer' }[type ?? ''] ?? type ?? 'any';
};

const meaningOf = ({ description, items }: FieldSchema): string => description ?? items?.description ?? '';

/**
 * The fields of a request, objects taken apart into dotted names.
 *
 * @param prefix dotted name of the object that the schema describes, with its dot
 */
export const fieldsOf = (schema: FieldSchema, prefix = ''): Field[] =>
  Object.entries(schema.properties ?? {}).flatMap(([key, field]) => {
    const name = `${prefix}${key}`;
    if (field.properties) return fieldsOf(field, `${name}.`);
    const isRequired = schema.required?.includes(key) ?? false;
    const fallback = field.default === undefined ? {} : { default: JSON.stringify(field.default) };
    return [{ name, type: typeOf(field), isRequired, ...fallback, meaning: meaningOf(field) }];
  });

/** A value as a word that a shell passes on unchanged. */
const shellWord = (value: unknown): string => {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return /^[\w./:,@-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
};

/** An example request as words of the command line. */
export const exampleWords = (example: Record<string, unknown>): string =>
  Object.entries(example)
    .map(([field, value]) => `${field}=${shellWord(value)}`)
    .join(' ');

const titles = ['field', 'type', 'default', 'what it takes'] as const;
/** Five borders, and a space on each side of four columns. */
const frameWidth = 13;
const narrowestMeaning = 20;
/** Line of the rule between the head and the rows. */
const headRule = 2;

const defaultOf = ({ name, isRequired, default: fallback = '' }: Field): string => {
  if (!isRequired) return fallback;
  const parent = name.slice(0, Math.max(0, name.lastIndexOf('.')));
  return parent ? `required in ${parent}` : 'required';
};

const fieldTable = (fields: Field[], { colors, width }: Style): string[] => {
  const texts = fields.map((field) => [field.name, field.type, defaultOf(field)] as const);
  const widthOf = (column: 0 | 1 | 2) => Math.max(titles[column].length, ...texts.map((row) => row[column].length));
  const widths = [widthOf(0), widthOf(1), Math.min(widthOf(2), 12)] as const;
  const meaningWidth = Math.max(narrowestMeaning, width - widths[0] - widths[1] - widths[2] - frameWidth);
  const table = new Table({
    head: titles.map((title) => colors.bold(title)),
    colWidths: [...widths, meaningWidth].map((text) => text + 2),
    style: { head: [], border: [] },
  });
  fields.forEach((field, row) => {
    const [name = '', type = '', fallback = ''] = texts[row] ?? [];
    table.push([name, type, wrap(fallback, widths[2]).join('\n'), wrap(field.meaning, meaningWidth).join('\n')]);
  });
  // Only the rule below the head: one below each of many short rows would hide the rows.
  return table
    .toString()
    .split('\n')
    .filter((line, index) => index === headRule || !line.startsWith('├'));
};

/** A runbook's request, for a person: a table of fields and an example to paste. */
export const requestLines = (schema: RequestSchema, style: Style): string[] => {
  const [example = {}] = schema.examples;
  return [
    `${style.colors.bold(schema.title)}  ${schema.description ?? ''}`,
    '',
    ...fieldTable(fieldsOf(schema), style),
    '',
    'example:',
    `  runbook start ${schema.title} ${exampleWords(example)}`,
  ];
};
