import { PlanChangedError } from '../../errors/plan.ts';
import type { RunPlan } from '../run-state.ts';
import { type Planned, type PlannedAction, type PlanStep, plannedAction, planSteps } from './action.ts';
import type { ServiceCall } from './calls.ts';
import { changingActions, type HashedWith, planHash } from './plan-hash.ts';
import { fitPlan } from './plan-size.ts';

/** What a plan is made of. */
export interface PlanParts extends HashedWith {
  /** What the planners want, in any order of steps; in order within a step. */
  planned: readonly Planned[];
  /** The one step to plan; absent: all. */
  only?: PlanStep | undefined;
  /** The task definition to run where this run registers none. */
  taskDefinitionArn?: string | null;
  /** The count to reach where this run sets one. */
  desiredCount?: number | null;
}

const inCallOrder = (planned: readonly Planned[]): Planned[] =>
  planSteps.flatMap((step) => planned.filter((one) => one.step === step));

/** Newest first within a step, as everything is undone. */
const undoOf = (planned: readonly Planned[], step: PlanStep): ServiceCall[] =>
  planned
    .filter((one) => one.step === step)
    .toReversed()
    .flatMap(({ undo }) => undo);

/**
 * Makes the plan of a run: what is done in the order of the calls, which steps have work, how to put back what they change, and the
 * hash by which a person approves it.
 *
 * @throws PlanTooLargeError where it does not fit into a state
 */
export const makePlan = ({ planned, only, taskDefinitionArn, desiredCount, ...hashedWith }: PlanParts): RunPlan => {
  const ordered = inCallOrder(planned).filter(({ step }) => only === undefined || step === only);
  const actions = ordered.map(plannedAction);
  const changing = changingActions(actions);
  const isAtWork = (step: PlanStep): boolean => changing.some((action) => action.step === step);
  const undo = planSteps.map((step) => [step, undoOf(ordered, step)] as const).filter(([, calls]) => calls.length > 0);
  return fitPlan({
    status: changing.length > 0 ? 'CHANGES' : 'NOTHING',
    hash: planHash(actions, hashedWith),
    actions,
    steps: Object.fromEntries(planSteps.map((step) => [step, isAtWork(step)])) as Record<PlanStep, boolean>,
    undo: Object.fromEntries(undo),
    taskDefinitionArn: taskDefinitionArn ?? null,
    desiredCount: desiredCount ?? null,
  });
};

/** An action in a few words: `create target group example-1`. */
export const actionInWords = ({ action, type, name }: Pick<PlannedAction, 'action' | 'type' | 'name'>): string =>
  `${action} ${type} ${name}`;

/**
 * Holds a plan against the one that was approved.
 *
 * @param approved hash in the request; undefined: any plan will do
 * @throws PlanChangedError
 */
export const requireApprovedPlan = ({ hash, actions }: RunPlan, approved: string | undefined): void => {
  if (approved === undefined || approved === hash) return;
  throw new PlanChangedError({ approved, now: hash, wouldDo: changingActions(actions).map(actionInWords) });
};
