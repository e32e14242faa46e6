import type { Action } from '@aws-sdk/client-elastic-load-balancing-v2';
import { ownershipOf, type ServiceRef, type Tags } from '../ownership.ts';
import type { ServiceSpec } from '../spec-schema/index.ts';
import type { Planned, RemovalContext } from './action.ts';
import {
  forwardedTo,
  type ListenerFacts,
  type LoadBalancerFacts,
  type LoadBalancingFacts,
  targetGroupNameOf,
} from './load-balancing-facts.ts';
import {
  deletionOf,
  joinedPlans,
  type LoadBalancingPlan,
  listenerName,
  partOwnership,
  plannedOnly,
  ruleName,
} from './load-balancing-plan.ts';
import { forwardsToSpec, rulesThatMatter, specListenerOn, specTargetGroupNames } from './spec-listeners.ts';

/** A listener or rule that may have to go. */
interface Part {
  type: 'listener' | 'listener rule';
  name: string;
  arn: string;
  tags: Tags | null;
  actions: readonly Action[];
}

/** A target group that is neither the spec's nor otherwise the service's: whoever turned the part to it depends on the part. */
const foreignTarget = (
  spec: ServiceSpec,
  { foreignTargetGroups }: LoadBalancingFacts,
  { actions }: Part,
  service: ServiceRef,
): string | undefined => {
  const names = specTargetGroupNames(spec);
  return forwardedTo(actions).find(
    (arn) => !names.includes(targetGroupNameOf(arn)) && ownershipOf(foreignTargetGroups[arn] ?? {}, service) !== 'OURS',
  );
};

const planPart = (
  spec: ServiceSpec,
  facts: LoadBalancingFacts,
  { service, mayDelete }: RemovalContext,
  part: Part,
): Planned => {
  const { type, name, arn } = part;
  const about = { step: 'delete-listeners', type, name, arn, changes: [], undo: [] } satisfies Partial<Planned>;
  const foreign = foreignTarget(spec, facts, part, service);
  const reason =
    mayDelete(part.tags ?? {}, partOwnership(part, facts, service)) ??
    (foreign === undefined ? null : `it forwards to ${targetGroupNameOf(foreign)}, which is not this service's`);
  if (reason !== null) return { ...about, action: 'leave', calls: [], reason };
  return { ...about, action: 'delete', calls: [deletionOf(type, arn)] };
};

const rulePartsOf = (spec: ServiceSpec, balancer: LoadBalancerFacts, listener: ListenerFacts): Part[] =>
  rulesThatMatter(spec, balancer, listener).map((rule) => ({
    ...rule,
    type: 'listener rule',
    name: ruleName(balancer, listener, rule),
  }));

/** Listeners of application load balancers belong to whom the load balancer does: only their rules are the service's. */
const partsOf = (spec: ServiceSpec, balancer: LoadBalancerFacts): Part[] =>
  balancer.listeners.flatMap((listener): Part[] => {
    if (balancer.type !== 'network') return rulePartsOf(spec, balancer, listener);
    const actions = listener.defaultActions;
    const placed = specListenerOn(spec, balancer, listener);
    if (placed?.balancer.type !== 'network' && !forwardsToSpec(spec, actions)) return [];
    const name = listenerName(balancer, listener);
    return [{ type: 'listener', name, arn: listener.arn, tags: listener.tags, actions }];
  });

/**
 * Plans the removal of a service's listeners and rules: those that the spec names, and those that forward to its target
 * groups. What is gone is not mentioned; what belongs to others, or serves others by now, is left.
 */
export const planListenersRemoval = (
  spec: ServiceSpec,
  facts: LoadBalancingFacts,
  context: RemovalContext,
): LoadBalancingPlan =>
  joinedPlans(
    facts.loadBalancers
      .flatMap((balancer) => partsOf(spec, balancer))
      .map((part) => plannedOnly(planPart(spec, facts, context, part))),
  );
