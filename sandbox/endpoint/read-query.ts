import type { NormalizedSchema } from '@smithy/core/schema';
import { membersOf, requiredMembersOf } from './model.ts';
import { inside, itemOf, type Problem } from './problems.ts';
import { readScalar } from './scalar.ts';

/** The dotted names of a form (`Tags.member.1.Key`) as a tree. */
export interface Form {
  value?: string;
  children: Map<string, Form>;
}

/** Fields that name the operation, and those that sign a request made as a link. */
const isTransport = (name: string): boolean => name === 'Action' || name === 'Version' || name.startsWith('X-Amz-');

/** Turns the operation's own form fields into a tree. */
export const formOf = (fields: URLSearchParams): Form => {
  const root: Form = { children: new Map() };
  for (const [name, value] of fields) {
    if (isTransport(name)) continue;
    let node = root;
    for (const part of name.split('.')) {
      const child = node.children.get(part) ?? { children: new Map() };
      node.children.set(part, child);
      node = child;
    }
    node.value = value;
  }
  return root;
};

/** awsQuery and ec2Query differ in how members are named and lists are laid out. */
interface Reading {
  isEc2: boolean;
  problems: Problem[];
}

/** Reads a form as the structure that the schema says; what is wrong with it goes to `problems`. */
export const readForm = (
  dialect: 'awsQuery' | 'ec2Query',
  input: NormalizedSchema,
  form: Form,
  problems: Problem[],
): Record<string, unknown> => readMembers({ isEc2: dialect === 'ec2Query', problems }, input, form, '');

const readShape = (reading: Reading, shape: NormalizedSchema, form: Form, at: string): unknown => {
  if (shape.isStructSchema()) return readMembers(reading, shape, form, at);
  if (shape.isListSchema()) return readList(reading, shape, form, at);
  if (shape.isMapSchema()) return readMap(reading, shape, form, at);
  return readScalar(shape, form.value ?? '', at, reading.problems);
};

/** @see https://smithy.io/2.0/aws/protocols/aws-ec2-query-protocol.html#ec2queryname-trait */
const keyOf = ({ isEc2 }: Reading, member: NormalizedSchema, name: string): string => {
  const { xmlName, ec2QueryName } = member.getMergedTraits();
  const key = xmlName ?? name;
  if (!isEc2) return key;
  return typeof ec2QueryName === 'string' ? ec2QueryName : key.charAt(0).toUpperCase() + key.slice(1);
};

const readMembers = (reading: Reading, shape: NormalizedSchema, form: Form, at: string): Record<string, unknown> => {
  const { problems } = reading;
  const read: Record<string, unknown> = {};
  const known = new Map(membersOf(shape).map(([name, member]) => [keyOf(reading, member, name), { name, member }]));
  for (const [key, child] of form.children) {
    const entry = known.get(key);
    if (entry) read[entry.name] = readShape(reading, entry.member, child, inside(at, key));
    else
      problems.push({
        kind: 'unknown',
        at: inside(at, key),
        detail: `must be one of: ${[...known.keys()].join(', ')}`,
      });
  }
  for (const name of requiredMembersOf(shape)) {
    if (!(name in read)) problems.push({ kind: 'missing', at: inside(at, name), detail: '' });
  }
  return read;
};

const readList = (reading: Reading, shape: NormalizedSchema, form: Form, at: string): unknown[] => {
  const item = shape.getValueSchema();
  const isFlat = reading.isEc2 || shape.getMergedTraits().xmlFlattened;
  const items = numbered(isFlat ? form : form.children.get(item.getMergedTraits().xmlName ?? 'member'));
  return items.map((child, index) => readShape(reading, item, child, itemOf(at, index)));
};

const readMap = (reading: Reading, shape: NormalizedSchema, form: Form, at: string): Record<string, unknown> => {
  const item = shape.getValueSchema();
  const keyName = shape.getKeySchema().getMergedTraits().xmlName ?? 'key';
  const valueName = item.getMergedTraits().xmlName ?? 'value';
  const entries = numbered(shape.getMergedTraits().xmlFlattened ? form : form.children.get('entry'));
  return Object.fromEntries(
    entries.map((entry) => {
      const name = entry.children.get(keyName)?.value ?? '';
      const value = entry.children.get(valueName) ?? { children: new Map() };
      return [name, readShape(reading, item, value, inside(at, name))];
    }),
  );
};

const numbered = (form: Form | undefined): Form[] =>
  [...(form?.children ?? [])]
    .filter(([key]) => /^\d+$/.test(key))
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([, child]) => child);
