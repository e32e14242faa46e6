import { canonicalJson } from '../canonical-json.ts';
import type { ResourcePlan } from './plan/action.ts';
import type { ServiceCall } from './plan/calls.ts';
import { type LeftOver, leftWithCommand, type UndoCall } from './undo.ts';

/** What of some calls can be sent, and what must not be. */
export interface Restorable {
  calls: UndoCall[];
  left: LeftOver[];
}

type Input = Readonly<Record<string, unknown>>;

const identifying = [
  'RuleArn',
  'ListenerArn',
  'Priority',
  'TargetGroupArn',
  'LoadBalancerArn',
  'Port',
  'PolicyName',
  'ResourceId',
  'cluster',
  'service',
];

const fieldsOf = ({ input }: { input: object }): Input => ({ ...input });

/** The call with what it is about; the same for two that change the same thing. */
const subjectOf = ({ call, input }: ServiceCall): string =>
  canonicalJson([call, ...identifying.map((name) => fieldsOf({ input })[name] ?? null)]);

const isSame = (a: unknown, b: unknown): boolean => canonicalJson(a) === canonicalJson(b);

const reason = 'it has been changed since by somebody else';

/** A service's fields are its own each: autoscaling may have moved the count of one whose task definition is to go back. */
const restorableFields = (
  one: UndoCall,
  call: Extract<ServiceCall, { call: 'ecs:UpdateService' }>,
  now: ServiceCall,
): Restorable => {
  const [former, present] = [fieldsOf(call), fieldsOf(now)];
  const changed = Object.keys(former).filter((name) => name in present && !isSame(former[name], present[name]));
  if (changed.length === 0) return { calls: [one], left: [] };
  const { cluster, service } = call.input;
  const kept = Object.entries(former).filter(([name]) => !changed.includes(name) && !identifying.includes(name));
  const input = { cluster, service, ...Object.fromEntries(kept) };
  return {
    calls: kept.length > 0 ? [{ ...one, call: { call: call.call, input } }] : [],
    left: [leftWithCommand(one.what, `${changed.join(', ')}: ${reason}`, one.call)],
  };
};

const restorable = (one: UndoCall, { planned, problems }: ResourcePlan): Restorable => {
  const problem = problems.find(({ check }) => one.what === `restore ${check}`);
  if (problem) return { calls: [], left: [leftWithCommand(one.what, problem.detail, null)] };
  const subject = subjectOf(one.call);
  const now = planned.flatMap(({ undo }) => undo).find((call) => subjectOf(call) === subject);
  // As the run made it, or as it was before: a call that puts back what is there does no harm.
  if (!now || isSame(now.input, one.call.input)) return { calls: [one], left: [] };
  if (one.call.call === 'ecs:UpdateService') return restorableFields(one, one.call, now);
  return { calls: [], left: [leftWithCommand(one.what, reason, one.call)] };
};

/**
 * Takes out of the calls that put things back those that would undo what somebody else has done since.
 *
 * @param now what the step's planner says of what is there now. What it would not change is as this run made it; what it would,
 *   and would then put back to what the run found, the run has not changed; all else somebody else has
 */
export const withoutConflicts = (calls: readonly UndoCall[], now: ResourcePlan): Restorable => {
  const each = calls.map((one) => restorable(one, now));
  return { calls: each.flatMap(({ calls: kept }) => kept), left: each.flatMap(({ left }) => left) };
};
