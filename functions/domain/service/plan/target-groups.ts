import { elbTags, ownershipKeys, ownershipOf } from '../ownership.ts';
import type { ServiceSpec, TargetGroupSpec } from '../spec-schema/index.ts';
import type { FieldChange, PlanContext, Planned } from './action.ts';
import {
  type LoadBalancerFacts,
  type LoadBalancingFacts,
  loadBalancerByName,
  type TargetGroupFacts,
  targetGroupByName,
} from './load-balancing-facts.ts';
import {
  joinedPlans,
  type LoadBalancingPlan,
  type LoadBalancingProblem,
  plannedOnly,
  problemOnly,
} from './load-balancing-plan.ts';
import { targetGroupsOfListeners } from './spec-listeners.ts';
import {
  balancerNameOf,
  healthCheckChanges,
  healthCheckOf,
  immutableDifferences,
  immutableSettings,
} from './target-group-settings.ts';

const about = ({ name }: TargetGroupSpec): Pick<Planned, 'step' | 'type' | 'name' | 'undo'> => ({
  step: 'create-target-groups',
  type: 'target group',
  name,
  undo: [],
});

const inWords = (changes: readonly FieldChange[]): string =>
  changes.map(({ field, from, to }) => `${field} is ${from ?? 'not set'}, the spec says ${to}`).join('; ');

const planCreation = (
  spec: ServiceSpec,
  group: TargetGroupSpec,
  balancer: LoadBalancerFacts,
  { tags }: PlanContext,
): Planned => {
  const settings = { ...immutableSettings(spec, group, balancer.vpcId), ...healthCheckOf(group) };
  return {
    ...about(group),
    action: 'create',
    calls: [
      {
        call: 'elasticloadbalancing:CreateTargetGroup',
        input: { Name: group.name, ...settings, Tags: elbTags(tags) },
      },
    ],
    changes: Object.entries(settings).map(([field, to]) => ({ field, from: null, to })),
  };
};

const planChange = (group: TargetGroupSpec, existing: TargetGroupFacts, changes: FieldChange[]): Planned => {
  const { arn, healthCheck } = existing;
  const changed = changes.map(({ field }) => field);
  const wanted = Object.entries(healthCheckOf(group)).filter(([field]) => changed.includes(field));
  const call = 'elasticloadbalancing:ModifyTargetGroup';
  return {
    ...about(group),
    action: 'change',
    arn,
    calls: [{ call, input: { TargetGroupArn: arn, ...Object.fromEntries(wanted) } }],
    changes,
    // All of it: what a change of the protocol makes AWS forget comes back too.
    undo: [{ call, input: { TargetGroupArn: arn, ...healthCheck } }],
  };
};

/** Any of the three places that may allow it; the request's word is the last. */
const isExistingAllowed = (spec: ServiceSpec, group: TargetGroupSpec, { allowExisting }: PlanContext): boolean => {
  const attached = spec.aws.ecs.service?.loadBalancers?.find(({ targetGroup }) => targetGroup.name === group.name);
  return allowExisting ?? (group.allowExisting === true || attached?.targetGroup.allowExisting === true);
};

const notUsable = (group: TargetGroupSpec, problem: Omit<LoadBalancingProblem, 'check'>): LoadBalancingProblem => ({
  check: `target group ${group.name}`,
  ...problem,
});

const ownershipProblem = (
  spec: ServiceSpec,
  group: TargetGroupSpec,
  { tags }: TargetGroupFacts,
  context: PlanContext,
): LoadBalancingProblem | undefined => {
  const ownership = ownershipOf(tags, context.service);
  if (ownership === 'OTHERS') {
    return notUsable(group, {
      kind: 'NOT_OURS',
      detail: `already exists and belongs to ${tags[ownershipKeys.service]}`,
      remedy: 'give the target group another name',
    });
  }
  if (ownership === 'OURS' || isExistingAllowed(spec, group, context)) return undefined;
  return notUsable(group, {
    kind: 'NOT_OURS',
    detail: 'already exists and was not made by a deployment of this service',
    remedy: 'use it as it is with allowExisting=true, or give the target group another name',
  });
};

const settingsProblem = (
  spec: ServiceSpec,
  group: TargetGroupSpec,
  existing: TargetGroupFacts,
  balancer: LoadBalancerFacts | undefined,
): LoadBalancingProblem | undefined => {
  const differences = immutableDifferences(immutableSettings(spec, group, balancer?.vpcId), existing);
  if (differences.length > 0) {
    return notUsable(group, {
      kind: 'IMMUTABLE',
      detail: `already exists, and AWS cannot change these of its settings: ${inWords(differences)}`,
      remedy: 'give the target group another name, or tear the service down first',
    });
  }
  const elsewhere = balancer ? existing.loadBalancerArns.find((arn) => arn !== balancer.arn) : undefined;
  if (elsewhere === undefined) return undefined;
  return notUsable(group, {
    kind: 'IMMUTABLE',
    detail: `is used by ${elsewhere.replace(/^.*:loadbalancer\//, 'load balancer ')}, and only one load balancer can use it`,
    remedy: 'give the target group another name, or delete the listeners and rules that forward to it',
  });
};

const planExisting = (
  spec: ServiceSpec,
  group: TargetGroupSpec,
  existing: TargetGroupFacts,
  { balancer, context }: { balancer: LoadBalancerFacts | undefined; context: PlanContext },
): LoadBalancingPlan => {
  const problem = ownershipProblem(spec, group, existing, context) ?? settingsProblem(spec, group, existing, balancer);
  if (problem) return problemOnly(problem);
  const changes = healthCheckChanges(group, existing);
  if (ownershipOf(existing.tags, context.service) === 'OURS' && changes.length > 0) {
    return plannedOnly(planChange(group, existing, changes));
  }
  const kept: Planned = { ...about(group), action: 'keep', arn: existing.arn, calls: [], changes: [] };
  if (changes.length === 0) return plannedOnly(kept);
  return plannedOnly({
    ...kept,
    reason: `not made by a deployment of this service, used as it is: ${inWords(changes)}`,
  });
};

const planTargetGroup = (
  spec: ServiceSpec,
  group: TargetGroupSpec,
  facts: LoadBalancingFacts,
  context: PlanContext,
): LoadBalancingPlan => {
  const balancerName = balancerNameOf(spec, group);
  const balancer = balancerName === undefined ? undefined : loadBalancerByName(facts, balancerName);
  const existing = targetGroupByName(facts, group.name);
  if (existing) return planExisting(spec, group, existing, { balancer, context });
  if (balancer) return plannedOnly(planCreation(spec, group, balancer, context));
  return problemOnly(
    notUsable(group, {
      kind: 'MISSING',
      detail:
        balancerName === undefined
          ? 'no load balancer of the spec uses it, so that its VPC is not known'
          : `its VPC is not known, because load balancer ${balancerName} does not exist`,
      remedy:
        balancerName === undefined
          ? 'name it in a rule or an action of a listener, or give loadBalancerName where the service names it'
          : 'create the load balancer, or correct its name in the spec',
    }),
  );
};

/** A target group that neither the service nor a listener names is of no use, and is not created. */
const unused = (group: TargetGroupSpec): Planned => ({
  ...about(group),
  action: 'leave',
  calls: [],
  changes: [],
  reason: 'neither the service nor a listener of the spec uses it',
});

const isUsed = (spec: ServiceSpec, { name }: TargetGroupSpec): boolean =>
  targetGroupsOfListeners(spec).includes(name) ||
  (spec.aws.ecs.service?.loadBalancers ?? []).some(({ targetGroup }) => targetGroup.name === name);

/** Plans a spec's target groups: the service's own are kept or changed, those of nobody used only where that is allowed. */
export const planTargetGroups = (
  spec: ServiceSpec,
  facts: LoadBalancingFacts,
  context: PlanContext,
): LoadBalancingPlan =>
  joinedPlans(
    (spec.aws.elb?.targetGroups ?? []).map((group) =>
      isUsed(spec, group) ? planTargetGroup(spec, group, facts, context) : plannedOnly(unused(group)),
    ),
  );
