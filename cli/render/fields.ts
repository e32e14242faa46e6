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

const typeOf = ({ type, enum: values, items, anyOf }: FieldSchema): string => {
  if (values) return 'choice';
  if (anyOf) return anyOf.map(typeOf).join(' or ');
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

const titles = ['field', 'type', 'what it takes'] as const;
/** Four borders, and a space on each side of three columns. */
const frameWidth = 10;
const narrowestMeaning = 20;
/** Line of the rule between the head and the rows. */
const headRule = 2;

/** Its type, and below that whether it is required or what it is by default. */
const typeLines = ({ name, type, isRequired, default: fallback }: Field): string[] => {
  const parent = name.slice(0, Math.max(0, name.lastIndexOf('.')));
  if (isRequired) return [type, parent ? `required in ${parent}` : 'required'];
  return fallback === undefined ? [type] : [type, `default ${fallback}`];
};

const longest = (texts: string[]): number => Math.max(...texts.map((text) => text.length));

const fieldTable = (fields: Field[], { colors, width }: Style): string[] => {
  const nameWidth = longest([titles[0], ...fields.map(({ name }) => name)]);
  const typeWidth = longest([titles[1], ...fields.flatMap(typeLines)]);
  const meaningWidth = Math.max(narrowestMeaning, width - nameWidth - typeWidth - frameWidth);
  const table = new Table({
    head: titles.map((title) => colors.bold(title)),
    colWidths: [nameWidth, typeWidth, meaningWidth].map((text) => text + 2),
    style: { head: [], border: [] },
  });
  for (const field of fields) {
    table.push([field.name, typeLines(field).join('\n'), wrap(field.meaning, meaningWidth).join('\n')]);
  }
  // Only the rule below the head: one below each of many short rows would hide the rows.
  return table
    .toString()
    .split('\n')
    .filter((line, index) => index === headRule || !line.startsWith('├'));
};

/** A longer value stands in a file of its own: nobody reads it on a command line. */
const longestWord = 200;

/** An example, with what it takes from files. */
const exampleLines = (runbook: string, example: Record<string, unknown>): string[] => {
  const long = Object.entries(example).filter(([, value]) => shellWord(value).length > longestWord);
  const files = Object.fromEntries(long.map(([field]) => [field, `@${field}.json`]));
  return [
    'example:',
    `  runbook start ${runbook} ${exampleWords({ ...example, ...files })}`,
    ...long.flatMap(([field, value]) => [`${field}.json:`, `  ${JSON.stringify(value)}`]),
  ];
};

/** A runbook's request, for a person: a table of fields, what is required first, and an example to paste. */
export const requestLines = (schema: RequestSchema, style: Style): string[] => {
  const [example = {}] = schema.examples;
  // A field that is required within an object stays with the object's others.
  const isFirst = ({ name, isRequired }: Field) => isRequired && !name.includes('.');
  const fields = fieldsOf(schema).toSorted((a, b) => Number(isFirst(b)) - Number(isFirst(a)));
  return [
    `${style.colors.bold(schema.title)}  ${schema.description ?? ''}`,
    '',
    ...fieldTable(fields, style),
    '',
    ...exampleLines(schema.title, example),
  ];
};
