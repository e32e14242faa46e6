import { closest, distance } from 'fastest-levenshtein';
import * as v from 'valibot';
import { type FieldProblem, InvalidRequestError } from './errors/request.ts';
import { text } from './request-fields.ts';
import type { Runbook, Trigger } from './runbook.ts';

const triggerSchema = v.strictObject({
  by: v.optional(text(256)),
  from: v.optional(text(64)),
  replyTo: v.optional(text(2_048)),
});

/** Reads valibot's issues as field problems, the unknown fields with the closest known one. */
const shapeProblems = (
  issues: [v.BaseIssue<unknown>, ...v.BaseIssue<unknown>[]],
  knownFields: string[],
): FieldProblem[] =>
  issues.map((issue) => {
    const field = v.getDotPath(issue) ?? 'request';
    if (issue.expected === 'never') return { field, expected: unknownField(field, knownFields) };
    if (issue.received === 'undefined') return { field, expected: `required: ${expectation(issue)}` };
    return { field, expected: expectation(issue) };
  });

const expectation = ({ message, expected }: v.BaseIssue<unknown>): string =>
  message.startsWith('Invalid') ? `${expected}` : message;

const unknownField = (field: string, known: string[]): string => {
  const nearest = closest(field, known);
  const hint = nearest && distance(field, nearest) <= Math.max(2, field.length / 3) ? `; did you mean ${nearest}?` : '';
  return `not a field of this request${hint}`;
};

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The fields of a runbook's request, in the schema's order, `trigger` not among them. */
export const requestFields = ({ request }: Runbook): string[] =>
  'entries' in request ? Object.keys(request.entries as object) : [];

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
    ...(shape.issues ? shapeProblems(shape.issues, requestFields(runbook)) : []),
    ...(runbook.problems?.(fields) ?? []),
    ...(door.issues ? shapeProblems(door.issues, []).map((p) => ({ ...p, field: `trigger.${p.field}` })) : []),
  ];
  if (!shape.success || !door.success || problems.length > 0) {
    throw new InvalidRequestError(runbook.name, onePerField(problems));
  }
  return { request: shape.output, trigger: door.output };
};
