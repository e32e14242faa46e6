import { canonicalJson } from '../canonical-json.ts';
import { ChangedSinceApprovalError } from '../errors/plan.ts';
import type { Planned } from './plan/action.ts';
import type { ServiceCall } from './plan/calls.ts';
import { actionInWords } from './plan/make-plan.ts';
import { changingActions } from './plan/plan-hash.ts';
import type { RunPlan, ServiceRunRequest } from './run-state.ts';

/** What a step is told of what was approved. */
export interface Approval {
  request: Pick<ServiceRunRequest, 'approvedPlan'>;
  plan?: Pick<RunPlan, 'actions' | 'undo'> | null | undefined;
}

/** What a change finds, as the call shows that puts it back. Autoscaling may move a count at any time. */
const found = ({ call, input }: ServiceCall): string => {
  const { desiredCount: _, ...fields }: Record<string, unknown> = { ...input };
  return canonicalJson([call, fields]);
};

const isPlanned = (one: Planned, { actions, undo }: NonNullable<Approval['plan']>): boolean => {
  const isListed = actions.some(
    ({ step, type, name, action }) =>
      step === one.step && type === one.type && name === one.name && action === one.action,
  );
  const known = (undo[one.step] ?? []).map(found);
  return isListed && (one.action !== 'change' || one.undo.every((call) => known.includes(found(call))));
};

/**
 * Holds what a step is about to do against the plan of its run, where that was approved: what somebody has changed since the plan
 * was made, nobody has approved to be changed. A repeat that finds a part of its work done does less, which is approved too.
 *
 * @throws ChangedSinceApprovalError before the step changes anything
 */
export const requireApproved = ({ request, plan }: Approval, planned: readonly Planned[]): void => {
  if (request.approvedPlan === undefined || !plan) return;
  const others = changingActions(planned).filter((one) => !isPlanned(one, plan));
  if (others.length > 0) throw new ChangedSinceApprovalError(others.map(actionInWords));
};
