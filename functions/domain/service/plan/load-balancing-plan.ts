import type { Action } from '@aws-sdk/client-elastic-load-balancing-v2';
import { type Ownership, ownershipOf, type ServiceRef, type Tags } from '../ownership.ts';
import type { Planned, PlanProblem, ResourcePlan, ResourceType } from './action.ts';
import type { ServiceCall } from './calls.ts';
import {
  forwardedTo,
  type ListenerFacts,
  type LoadBalancerFacts,
  type LoadBalancingFacts,
  type RuleFacts,
  targetGroupNameOf,
} from './load-balancing-facts.ts';
import { conditionsInWords } from './rule-conditions.ts';

/**
 * Why load balancing cannot be as a spec says. `MISSING`: what it presupposes is not there; `NOT_OURS`: something is there
 * and may not be used; `IMMUTABLE`: AWS cannot change it; `AMBIGUOUS`: several rules are meant; `FULL`: no priority is free.
 */
export type LoadBalancingProblemKind = 'MISSING' | 'NOT_OURS' | 'IMMUTABLE' | 'AMBIGUOUS' | 'FULL';

/** A problem of a kind that an operator would treat differently. */
export interface LoadBalancingProblem extends PlanProblem {
  kind: LoadBalancingProblemKind;
}

/** The part of a plan that is about target groups, listeners and rules. */
export interface LoadBalancingPlan extends ResourcePlan {
  problems: LoadBalancingProblem[];
}

/** Several parts as one. */
export const joinedPlans = (plans: readonly LoadBalancingPlan[]): LoadBalancingPlan => ({
  planned: plans.flatMap(({ planned }) => planned),
  problems: plans.flatMap(({ problems }) => problems),
});

/** A part that is one action. */
export const plannedOnly = (...planned: Planned[]): LoadBalancingPlan => ({ planned, problems: [] });

/** A part that cannot be planned. */
export const problemOnly = (problem: LoadBalancingProblem): LoadBalancingPlan => ({ planned: [], problems: [problem] });

/** A listener in a plan's words: `example-lb HTTPS:443`. */
export const listenerName = (
  balancer: Pick<LoadBalancerFacts, 'name'>,
  { protocol, port }: Pick<ListenerFacts, 'protocol' | 'port'>,
): string => `${balancer.name} ${protocol}:${port}`;

/** A rule in a plan's words: `example-lb HTTPS:443 host-header=hello.example.com`. */
export const ruleName = (
  balancer: Pick<LoadBalancerFacts, 'name'>,
  listener: Pick<ListenerFacts, 'protocol' | 'port'>,
  { conditions }: Pick<RuleFacts, 'conditions'>,
): string => `${listenerName(balancer, listener)} ${conditionsInWords(conditions)}`;

/** Actions in a plan's words: `authenticate-oidc, forward to example-1`. */
export const actionsInWords = (actions: readonly Action[]): string =>
  actions
    .map((action) =>
      action.Type === 'forward'
        ? `forward to ${forwardedTo([action]).map(targetGroupNameOf).join(' and ')}`
        : String(action.Type),
    )
    .join(', ');

/**
 * Who a listener or rule belongs to: its tag says, or, where it has none, that it forwards to the service's own target groups
 * and to no other.
 */
export const partOwnership = (
  { tags, actions }: { tags: Tags | null; actions: readonly Action[] },
  facts: LoadBalancingFacts,
  service: ServiceRef,
): Ownership => {
  const byTag = ownershipOf(tags ?? {}, service);
  if (byTag !== 'UNOWNED') return byTag;
  const groups = forwardedTo(actions);
  const isOurs = (arn: string) =>
    facts.targetGroups.some((group) => group.arn === arn && ownershipOf(group.tags, service) === 'OURS');
  return groups.length > 0 && groups.every(isOurs) ? 'OURS' : 'UNOWNED';
};

const deletions = {
  'target group': (arn: string): ServiceCall => ({
    call: 'elasticloadbalancing:DeleteTargetGroup',
    input: { TargetGroupArn: arn },
  }),
  listener: (arn: string): ServiceCall => ({
    call: 'elasticloadbalancing:DeleteListener',
    input: { ListenerArn: arn },
  }),
  'listener rule': (arn: string): ServiceCall => ({ call: 'elasticloadbalancing:DeleteRule', input: { RuleArn: arn } }),
} as const satisfies Partial<Record<ResourceType, (arn: string) => ServiceCall>>;

/** A kind of resource of Elastic Load Balancing that this suite makes. */
export type LoadBalancingType = keyof typeof deletions;

/** The call that deletes a resource. */
export const deletionOf = (type: LoadBalancingType, arn: string): ServiceCall => deletions[type](arn);
