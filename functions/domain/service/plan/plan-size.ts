import { PlanTooLargeError } from '../../errors/plan.ts';
import type { RunPlan } from '../run-state.ts';
import type { FieldChange, PlannedAction } from './action.ts';

/** A step's output has 32 KiB; some of it is left to the keys around the plan. */
const limitBytes = 31 * 1024;

/** How long a value may be shown, and of how many fields of a resource, from generous to scarce. */
const shown: readonly { length: number; fields: number }[] = [
  { length: 512, fields: Number.POSITIVE_INFINITY },
  { length: 128, fields: Number.POSITIVE_INFINITY },
  { length: 40, fields: Number.POSITIVE_INFINITY },
  { length: 40, fields: 60 },
];

const cut = (value: unknown, length: number): unknown => {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  if (text === undefined || text.length <= length) return value;
  return `${text.slice(0, length)}… (${text.length} characters)`;
};

const cutChange =
  (length: number) =>
  (change: FieldChange): FieldChange => ({
    ...change,
    from: cut(change.from, length),
    to: cut(change.to, length),
  });

const more = (count: number): FieldChange[] =>
  count > 0 ? [{ field: `… ${count} more fields`, from: '(too many to be shown)', to: '(too many to be shown)' }] : [];

const cutAction =
  ({ length, fields }: (typeof shown)[number]) =>
  (action: PlannedAction): PlannedAction => ({
    ...action,
    changes: [...action.changes.slice(0, fields).map(cutChange(length)), ...more(action.changes.length - fields)],
  });

const sizeBytes = (plan: RunPlan): number => Buffer.byteLength(JSON.stringify(plan));

/**
 * The plan with long values cut, each with its length, and the fields left out that are too many, so that it fits into a state. The calls that undo changes are never cut.
 *
 * @throws PlanTooLargeError where it does not fit even so
 */
export const fitPlan = (plan: RunPlan): RunPlan => {
  const cuts = shown.map((how) => ({ ...plan, actions: plan.actions.map(cutAction(how)) }));
  const fitting = cuts.find((shortened) => sizeBytes(shortened) <= limitBytes);
  if (!fitting) throw new PlanTooLargeError({ sizeBytes: sizeBytes(cuts.at(-1) ?? plan), limitBytes });
  return fitting;
};
