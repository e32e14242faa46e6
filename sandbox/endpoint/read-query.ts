import type { NormalizedSchema } from '@smithy/core/schema';
import { membersOf, requiredMembersOf } from './model.ts';
import { inside, itemOf, type Problem } from './problems.ts';
import { readScalar } from './scalar.ts';

/** The dotted names of a form (`Tags.member.1.Key`) as a tree. */
export interface Form {
  value?: string;
  children: Map<string, Form>;
}

/** Turns form fields into a tree, leaving out those that name the operation and its version. */
export const formOf = (fields: URLSearchParams): Form => {
  const root: Form = { children: new Map() };
  for (const [name, value] of fields) {
    if (name === 'Action' || name === 'Version') continue;
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

/** Reads awsQuery and ec2Query requests; they differ in how members are named and lists are laid out. */
export const queryReader = (dialect: 'awsQuery' | 'ec2Query', problems: Problem[]) => {
  const isEc2 = dialect === 'ec2Query';

  const keyOf = (member: NormalizedSchema, name: string): string => {
    const { xmlName, ec2QueryName } = member.getMergedTraits();
    if (!isEc2) return xmlName ?? name;
    if (typeof ec2QueryName === 'string') return ec2QueryName;
    const key = xmlName ?? name;
    return key.charAt(0).toUpperCase() + key.slice(1);
  };

  const readMembers = (shape: NormalizedSchema, form: Form, at: string): Record<string, unknown> => {
    const read: Record<string, unknown> = {};
    const known = new Map(membersOf(shape).map(([name, member]) => [keyOf(member, name), { name, member }]));
    for (const [key, child] of form.children) {
      const entry = known.get(key);
      if (entry) read[entry.name] = readShape(entry.member, child, inside(at, key));
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

  const readList = (shape: NormalizedSchema, form: Form, at: string): unknown[] => {
    const item = shape.getValueSchema();
    const isFlat = isEc2 || shape.getMergedTraits().xmlFlattened;
    const items = numbered(isFlat ? form : form.children.get(item.getMergedTraits().xmlName ?? 'member'));
    return items.map((child, index) => readShape(item, child, itemOf(at, index)));
  };

  const readMap = (shape: NormalizedSchema, form: Form, at: string): Record<string, unknown> => {
    const [key, item] = [shape.getKeySchema(), shape.getValueSchema()];
    const keyName = key.getMergedTraits().xmlName ?? 'key';
    const valueName = item.getMergedTraits().xmlName ?? 'value';
    const entries = numbered(shape.getMergedTraits().xmlFlattened ? form : form.children.get('entry'));
    return Object.fromEntries(
      entries.map((entry) => {
        const name = entry.children.get(keyName)?.value ?? '';
        return [name, readShape(item, entry.children.get(valueName) ?? { children: new Map() }, inside(at, name))];
      }),
    );
  };

  const readShape = (shape: NormalizedSchema, form: Form, at: string): unknown => {
    if (shape.isStructSchema()) return readMembers(shape, form, at);
    if (shape.isListSchema()) return readList(shape, form, at);
    if (shape.isMapSchema()) return readMap(shape, form, at);
    return readScalar(shape, form.value ?? '', at, problems);
  };

  return (input: NormalizedSchema, form: Form): Record<string, unknown> => readMembers(input, form, '');
};

const numbered = (form: Form | undefined): Form[] =>
  [...(form?.children ?? [])]
    .filter(([key]) => /^\d+$/.test(key))
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([, child]) => child);
