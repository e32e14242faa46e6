import * as v from 'valibot';
import type { Style } from './execution.ts';
import { cut, fold, plain } from './text.ts';

const change = v.object({ field: v.string(), from: v.optional(v.unknown(), null), to: v.optional(v.unknown(), null) });
const action = v.object({
  action: v.picklist(['create', 'change', 'keep', 'delete', 'leave']),
  type: v.string(),
  name: v.string(),
  reason: v.optional(v.string()),
  calls: v.optional(v.array(v.string()), []),
  // A plan too long for a result counts them instead.
  changes: v.optional(v.union([v.array(change), v.number()]), []),
});
const plan = v.object({ hash: v.string(), actions: v.array(action) });

/** A plan as the results of the runbooks about services hold it. */
export type ShownPlan = v.InferOutput<typeof plan>;
type Action = ShownPlan['actions'][number];

const longestValue = 60;
const marks = { create: '+', change: '~', delete: '-', keep: '=', leave: '!' } as const;

/**
 * The plans in a result's data: its own, or those of the runs that it waited for.
 *
 * @returns by whose they are; an empty name for its own
 */
export const plansIn = (data: Record<string, unknown> = {}): [string, ShownPlan][] =>
  [['', data], ...Object.entries(data)].flatMap(([name, value]) => {
    const found = v.safeParse(v.object({ plan }), value);
    return found.success ? [[String(name), found.output.plan] satisfies [string, ShownPlan]] : [];
  });

const value = (given: unknown): string => (given === null ? 'none' : cut(plain(JSON.stringify(given)), longestValue));

const changeLines = ({ action: kind, changes }: Action): string[] => {
  if (typeof changes === 'number') return changes > 0 ? [`${changes} fields, too many to be shown here`] : [];
  // Of what is new, every field is.
  return kind === 'change'
    ? changes.map(({ field, from, to }) => `${plain(field)}: ${value(from)} → ${value(to)}`)
    : [];
};

const actionLines = (one: Action, { colors, width }: Style): string[] => {
  const { green, yellow, red, dim } = colors;
  const paint = { create: green, change: yellow, delete: red, keep: dim, leave: yellow }[one.action];
  const calls = one.calls.map((call) => call.slice(call.indexOf(':') + 1)).join(', ');
  const [first = '', ...rest] = fold(
    `${one.type} ${plain(one.name)}${calls && `: ${calls}`}${one.reason === undefined ? '' : ` (${plain(one.reason)})`}`,
    width - 12,
  );
  const indent = ' '.repeat(12);
  return [
    `  ${paint(`${marks[one.action]} ${one.action.padEnd(6)}`)}  ${first}`,
    ...rest.map((line) => `${indent}${line}`),
    ...changeLines(one)
      .flatMap((line) => fold(line, width - 14))
      .map((line) => `${indent}  ${line}`),
  ];
};

/** A plan, one resource after the other in the order of the calls: what is done with it, by which calls, what differs. */
export const planLines = (name: string, { hash, actions }: ShownPlan, style: Style): string[] => [
  style.colors.bold(`plan${name && ` of the ${plain(name)}`} ${plain(hash)}`),
  ...actions.flatMap((one) => actionLines(one, style)),
];
