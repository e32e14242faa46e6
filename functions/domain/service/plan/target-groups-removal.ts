import { ownershipOf } from '../ownership.ts';
import type { ServiceSpec } from '../spec-schema/index.ts';
import type { Planned, RemovalContext } from './action.ts';
import { planListenersRemoval } from './listeners-removal.ts';
import {
  forwardedTo,
  type LoadBalancerFacts,
  type LoadBalancingFacts,
  type TargetGroupFacts,
  targetGroupByName,
} from './load-balancing-facts.ts';
import { deletionOf, type LoadBalancingPlan, listenerName, plannedOnly, ruleName } from './load-balancing-plan.ts';
import { specTargetGroupNames } from './spec-listeners.ts';

interface User {
  arn: string;
  name: string;
}

/** Listeners and rules of a load balancer that forward to a target group. */
const usersOn = (balancer: LoadBalancerFacts, group: TargetGroupFacts): User[] =>
  balancer.listeners.flatMap((listener) => [
    ...(forwardedTo(listener.defaultActions).includes(group.arn)
      ? [{ arn: listener.arn, name: `listener ${listenerName(balancer, listener)}` }]
      : []),
    ...(listener.rules ?? [])
      .filter(({ actions }) => forwardedTo(actions).includes(group.arn))
      .map((rule) => ({
        arn: rule.arn,
        name: `rule ${ruleName(balancer, listener, rule)} (priority ${rule.priority})`,
      })),
  ]);

const isReadWhole = ({ type, listeners }: LoadBalancerFacts): boolean =>
  type !== 'application' || listeners.every(({ rules }) => rules !== null);

/** AWS says that the load balancer uses the group, and nobody has looked where. */
const unseenUse = ({ loadBalancers }: LoadBalancingFacts, group: TargetGroupFacts): string | undefined =>
  group.loadBalancerArns.find((arn) => {
    const balancer = loadBalancers.find((one) => one.arn === arn);
    return !balancer || (!isReadWhole(balancer) && usersOn(balancer, group).length === 0);
  });

const inUse = (facts: LoadBalancingFacts, group: TargetGroupFacts, removed: readonly string[]): string | undefined => {
  const users = facts.loadBalancers.flatMap((balancer) => usersOn(balancer, group));
  const [first, ...more] = users.filter(({ arn }) => !removed.includes(arn)).map(({ name }) => name);
  if (first !== undefined) return `${first}${more.length > 0 ? ` and ${more.length} more` : ''} forwards to it`;
  const unseen = unseenUse(facts, group);
  if (unseen !== undefined) return `${unseen.replace(/^.*:loadbalancer\//, 'load balancer ')} sends it requests`;
  if (!group.registeredTargets) return undefined;
  return `${group.registeredTargets} targets are registered with it; stop what registers them first`;
};

const planTargetGroupRemoval = (
  group: TargetGroupFacts,
  facts: LoadBalancingFacts,
  { service, mayDelete }: RemovalContext,
  removed: readonly string[],
): Planned => {
  const { arn, name, tags } = group;
  const about = {
    step: 'delete-target-groups',
    type: 'target group',
    name,
    arn,
    changes: [],
    undo: [],
  } satisfies Partial<Planned>;
  const reason = mayDelete(tags, ownershipOf(tags, service)) ?? inUse(facts, group, removed);
  if (reason !== undefined) return { ...about, action: 'leave', calls: [], reason };
  return { ...about, action: 'delete', calls: [deletionOf('target group', arn)] };
};

const removedParts = (spec: ServiceSpec, facts: LoadBalancingFacts, context: RemovalContext): string[] =>
  planListenersRemoval(spec, facts, context)
    .planned.filter(({ action }) => action === 'delete')
    .flatMap(({ arn }) => arn ?? []);

/**
 * Plans the removal of a spec's target groups, after its listeners and rules: one that something else still uses is left.
 *
 * @param facts read with `uses`, or by readTargetGroupUses
 * @param removed ARNs of the listeners and rules that will be gone by then
 */
export const planTargetGroupsRemoval = (
  spec: ServiceSpec,
  facts: LoadBalancingFacts,
  context: RemovalContext,
  removed: readonly string[] = removedParts(spec, facts, context),
): LoadBalancingPlan => {
  const groups = specTargetGroupNames(spec).flatMap((name) => targetGroupByName(facts, name) ?? []);
  return plannedOnly(...groups.map((group) => planTargetGroupRemoval(group, facts, context, removed)));
};
