import { PlanTooLargeError } from '../../errors/plan.ts';
import type { RunPlan } from '../run-state.ts';
import type { FieldChange, PlannedAction } from './action.ts';

/** A step's output has 32 KiB; some of it is left to the keys around the plan. */
const limitBytes = 31 * 1024;

/** How long a value may be shown, from generous to scarce. */
const shownLengths = [512, 128, 40];

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

const cutAction =
  (length: number) =>
  (action: PlannedAction): PlannedAction => ({
    ...action,
    changes: action.changes.map(cutChange(length)),
  });

const sizeBytes = (plan: RunPlan): number => Buffer.byteLength(JSON.stringify(plan));

/**
 * The plan with long values cut, each with its length, so that it fits into a state. The calls that undo changes are never cut.
 *
 * @throws PlanTooLargeError where it does not fit even so
 */
export const fitPlan = (plan: RunPlan): RunPlan => {
  const cuts = shownLengths.map((length) => ({ ...plan, actions: plan.actions.map(cutAction(length)) }));
  const fitting = cuts.find((shortened) => sizeBytes(shortened) <= limitBytes);
  if (!fitting) throw new PlanTooLargeError({ sizeBytes: sizeBytes(cuts.at(-1) ?? plan), limitBytes });
  return fitting;
};
