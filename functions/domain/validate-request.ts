import * as v from 'valibot';
import { didYouMean } from './did-you-mean.ts';
import { type FieldProblem, InvalidRequestError } from './errors/request.ts';
import { text } from './request-fields.ts';
import type { Runbook, Trigger } from './runbook.ts';

const triggerSchema = v.strictObject({
  by: v.optional(text(256)),
  from: v.optional(text(64)),
  replyTo: v.optional(text(2_048)),
});

/** The schema of a field by its dotted path. */
const fieldSchema = (schema: unknown, field: string): v.GenericSchema | undefined =>
  field.split('.').reduce<unknown>((outer, name) => {
    const { entries, wrapped } = (outer ?? {}) as Partial<Record<'entries' | 'wrapped', Record<string, unknown>>>;
    return entries?.[name] ?? (wrapped && fieldSchema(wrapped, name));
  }, schema) as v.GenericSchema | undefined;

/** valibot says of a missing key only that it is missing, so its own schema is asked what it expects. */
const missingField = (schema: v.GenericSchema | undefined): string => {
  const [issue] = (schema && v.safeParse(schema, undefined).issues) ?? [];
  return issue ? `required: ${expectation(issue)}` : 'required';
};

/** Every field that strict objects do not know, with the closest known one: valibot names only the first of each. */
const unknownFields = (schema: unknown, value: unknown, prefix = ''): FieldProblem[] => {
  const { type, entries, wrapped } = schema as { type: string; entries?: Record<string, unknown>; wrapped?: unknown };
  if (wrapped) return unknownFields(wrapped, value, prefix);
  if (type !== 'strict_object' || !entries || !isObject(value)) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    Object.hasOwn(entries, name)
      ? unknownFields(entries[name], inner, `${prefix}${name}.`)
      : [{ field: `${prefix}${name}`, expected: unknownField(name, entries) }],
  );
};

/** Reads what is wrong with a value's shape as field problems. */
const shapeProblems = (
  issues: v.BaseIssue<unknown>[] | undefined,
  schema: v.GenericSchema,
  value: unknown,
): FieldProblem[] => [
  ...(issues ?? [])
    .filter(({ expected }) => expected !== 'never')
    .map((issue) => {
      const field = v.getDotPath(issue) ?? 'request';
      if (issue.received === 'undefined') return { field, expected: missingField(fieldSchema(schema, field)) };
      return { field, expected: expectation(issue) };
    }),
  ...unknownFields(schema, value),
];

const expectation = ({ message, expected }: v.BaseIssue<unknown>): string =>
  message.startsWith('Invalid') ? `${expected}` : message;

const unknownField = (field: string, entries: Record<string, unknown>): string => {
  const outer = Object.keys(entries).find((name) => fieldSchema(entries[name], field));
  const hint = outer ? `; did you mean ${outer}.${field}?` : didYouMean(field, Object.keys(entries));
  return `not a field of this request${hint}`;
};

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** One problem a field: the more telling one, which says why rather than that it is unknown, was found later. */
const onePerField = (problems: FieldProblem[]): FieldProblem[] => [
  ...new Map(problems.map((problem) => [problem.field, problem])).values(),
];

/**
 * Checks an execution's input against its runbook and fills the defaults in. Nothing is started by it.
 *
 * @throws InvalidRequestError that names every bad field and what was expected
 */
export const validateRequest = (
  runbook: Runbook,
  input: unknown,
): { request: Record<string, unknown>; trigger: Trigger } => {
  if (!isObject(input)) {
    throw new InvalidRequestError(runbook.name, [
      { field: 'request', expected: `a JSON object such as ${JSON.stringify(runbook.example)}` },
    ]);
  }
  const { trigger = {}, ...fields } = input;
  const shape = v.safeParse(runbook.request, fields);
  const door = v.safeParse(triggerSchema, trigger);
  const problems = [
    ...shapeProblems(shape.issues, runbook.request, fields),
    ...(runbook.problems?.(fields) ?? []),
    ...shapeProblems(door.issues, triggerSchema, trigger).map((p) => ({ ...p, field: `trigger.${p.field}` })),
  ];
  if (!shape.success || !door.success || problems.length > 0) {
    throw new InvalidRequestError(runbook.name, onePerField(problems));
  }
  return { request: shape.output, trigger: door.output };
};
