import { ownershipKeys } from '../ownership.ts';
import type { ListenerRuleSpec } from '../spec-schema/index.ts';
import { forwardsOnlyTo } from './forward-actions.ts';
import { forwardedTo, type RuleFacts, targetGroupByName, targetGroupNameOf } from './load-balancing-facts.ts';
import {
  actionsInWords,
  joinedPlans,
  type LoadBalancingPlan,
  type LoadBalancingProblem,
  partOwnership,
  plannedOnly,
  problemOnly,
} from './load-balancing-plan.ts';
import { aboutRule, type ListenerPlace, ruleChange, ruleCreation, ruleReplacement } from './planned-rules.ts';
import { conditionsKey } from './rule-conditions.ts';
import { freePriorities } from './rule-priority.ts';
import { wantedRules } from './spec-listeners.ts';
import { planStaleRules, staleRules } from './stale-listeners.ts';

const problemOf = (
  place: ListenerPlace,
  rule: Pick<RuleFacts, 'conditions'>,
  problem: Omit<LoadBalancingProblem, 'check'>,
): LoadBalancingPlan => problemOnly({ check: `listener rule ${aboutRule(place, rule).name}`, ...problem });

const planExisting = (place: ListenerPlace, wanted: ListenerRuleSpec, existing: RuleFacts): LoadBalancingPlan => {
  const { facts, context, placed } = place;
  const ownership = partOwnership(existing, facts, context.service);
  if (ownership === 'OTHERS') {
    return problemOf(place, existing, {
      kind: 'NOT_OURS',
      detail: `already exists and belongs to ${existing.tags?.[ownershipKeys.service]}`,
      remedy: 'give the rule other conditions',
    });
  }
  const group = targetGroupByName(facts, wanted.action.targetGroupName);
  if (forwardsOnlyTo(existing.actions, group?.arn)) {
    return plannedOnly({
      ...aboutRule(place, existing),
      action: 'keep',
      arn: existing.arn,
      calls: [],
      changes: [],
      ...(ownership === 'OURS'
        ? {}
        : { reason: 'not made by a deployment of this service, and already as the spec says' }),
    });
  }
  if (ownership === 'OURS' || (context.allowExisting ?? placed.listener.allowExisting)) {
    return plannedOnly(ruleChange(place, wanted, existing));
  }
  return problemOf(place, existing, {
    kind: 'NOT_OURS',
    detail:
      `already exists (priority ${existing.priority}, ${actionsInWords(existing.actions)}) ` +
      'and was not made by a deployment of this service',
    remedy: 'let it be changed with allowExisting=true, or give the rule other conditions',
  });
};

/** Roles take turns on a listener, so that two of them may want the same requests, but not both at once. */
const clashOf = (place: ListenerPlace): LoadBalancingPlan | undefined => {
  const wanted = wantedRules(place.placed.listener);
  const clash = wanted.find(({ key }, index) => wanted.findIndex((other) => other.key === key) !== index);
  if (!clash) return undefined;
  const clashing = wanted.filter(({ key }) => key === clash.key);
  const groups = clashing.map(({ rule }) => rule.action.targetGroupName).join(' and ');
  return problemOf(place, clash.rule, {
    kind: 'AMBIGUOUS',
    detail: `is to forward to ${groups} at once (roles ${clashing.flatMap(({ roles }) => roles).join(', ')})`,
    remedy: 'choose a role with contexts',
  });
};

/** Where a rule that is not there yet comes from: a former one of the same target group, or a priority that is free. */
interface Supply {
  takeFormer: (rule: ListenerRuleSpec) => RuleFacts | undefined;
  nextPriority: ReturnType<typeof freePriorities>;
}

const planNew = (
  place: ListenerPlace,
  rule: ListenerRuleSpec,
  { takeFormer, nextPriority }: Supply,
): LoadBalancingPlan => {
  const former = takeFormer(rule);
  if (former) return plannedOnly(ruleReplacement(place, rule, former));
  const priority = nextPriority(rule.placement);
  if (priority !== undefined) return plannedOnly(ruleCreation(place, rule, priority));
  return problemOf(place, rule, {
    kind: 'FULL',
    detail: 'the listener has no free priority between 1 and 50000',
    remedy: 'delete rules that are no longer needed',
  });
};

const planRule = (
  place: ListenerPlace,
  { rule, key }: { rule: ListenerRuleSpec; key: string },
  supply: Supply,
): LoadBalancingPlan => {
  const matches = (place.listener.rules ?? []).filter(({ conditions }) => conditionsKey(conditions) === key);
  const [existing, ...more] = matches;
  if (!existing) return planNew(place, rule, supply);
  if (more.length === 0) return planExisting(place, rule, existing);
  return problemOf(place, rule, {
    kind: 'AMBIGUOUS',
    detail: `${matches.length} rules of the listener have these conditions: ${matches.map(({ arn }) => arn).join(', ')}`,
    remedy: 'delete all but one; only the one of the lowest priority gets requests',
  });
};

/**
 * Plans the rules of an application load balancer's listener, in the spec's order, each with a priority of its own. Rules that
 * the spec no longer names become those that it names instead, or are deleted last.
 */
export const planListenerRules = (place: ListenerPlace): LoadBalancingPlan => {
  const clash = clashOf(place);
  if (clash) return clash;
  const stale = staleRules(place);
  const takeFormer = ({ action }: ListenerRuleSpec) => {
    const index = stale.findIndex(
      ({ actions }) => forwardedTo(actions).map(targetGroupNameOf)[0] === action.targetGroupName,
    );
    return index < 0 ? undefined : stale.splice(index, 1)[0];
  };
  const nextPriority = freePriorities((place.listener.rules ?? []).map(({ priority }) => priority));
  const plans = wantedRules(place.placed.listener).map((one) => planRule(place, one, { takeFormer, nextPriority }));
  return joinedPlans([...plans, planStaleRules(place, stale)]);
};
