import { elbTags } from '../ownership.ts';
import type { ListenerRuleSpec, ServiceSpec } from '../spec-schema/index.ts';
import type { PlanContext, Planned } from './action.ts';
import { forwardActions, restoredActions } from './forward-actions.ts';
import type { ListenerFacts, LoadBalancerFacts, LoadBalancingFacts, RuleFacts } from './load-balancing-facts.ts';
import { actionsInWords, ruleName } from './load-balancing-plan.ts';
import { conditionsInWords, restoredCondition } from './rule-conditions.ts';
import type { PlacedListener } from './spec-listeners.ts';
import { targetGroupArnOf } from './target-group-arn.ts';

/** A listener that is there, with what the spec says of it. */
export interface ListenerPlace {
  spec: ServiceSpec;
  placed: PlacedListener;
  balancer: LoadBalancerFacts;
  listener: ListenerFacts;
  facts: LoadBalancingFacts;
  context: PlanContext;
}

/** What a plan calls a rule. */
export const aboutRule = (
  { balancer, listener }: ListenerPlace,
  rule: Pick<RuleFacts, 'conditions'>,
): Pick<Planned, 'step' | 'type' | 'name' | 'undo'> => ({
  step: 'update-listeners',
  type: 'listener rule',
  name: ruleName(balancer, listener, rule),
  undo: [],
});

/** A rule that is created. */
export const ruleCreation = (
  place: ListenerPlace,
  { conditions, placement, action }: ListenerRuleSpec,
  priority: number,
): Planned => {
  const arn = targetGroupArnOf(place.facts, action.targetGroupName);
  return {
    ...aboutRule(place, { conditions }),
    action: 'create',
    calls: [
      {
        call: 'elasticloadbalancing:CreateRule',
        input: {
          ListenerArn: place.listener.arn,
          Priority: priority,
          Conditions: conditions,
          Actions: forwardActions(arn),
          Tags: elbTags(place.context.tags),
        },
      },
    ],
    changes: [
      { field: 'Conditions', from: null, to: conditionsInWords(conditions) },
      { field: 'Actions', from: null, to: `forward to ${action.targetGroupName}` },
    ],
    reason: `priority ${priority}, the ${placement === 'start' ? 'lowest' : 'highest'} that is free`,
  };
};

/** A rule that is made to forward to the spec's target group. */
export const ruleChange = (place: ListenerPlace, { action }: ListenerRuleSpec, existing: RuleFacts): Planned => {
  const call = 'elasticloadbalancing:ModifyRule';
  const actions = forwardActions(targetGroupArnOf(place.facts, action.targetGroupName), existing.actions);
  return {
    ...aboutRule(place, existing),
    action: 'change',
    arn: existing.arn,
    calls: [{ call, input: { RuleArn: existing.arn, Actions: actions } }],
    changes: [{ field: 'Actions', from: actionsInWords(existing.actions), to: actionsInWords(actions) }],
    undo: [{ call, input: { RuleArn: existing.arn, Actions: restoredActions(existing.actions) } }],
  };
};

/** Gives a rule that the spec no longer names the conditions of one that it names instead: the priority stays. */
export const ruleReplacement = (
  place: ListenerPlace,
  { conditions, action }: ListenerRuleSpec,
  former: RuleFacts,
): Planned => {
  const call = 'elasticloadbalancing:ModifyRule';
  const actions = forwardActions(targetGroupArnOf(place.facts, action.targetGroupName), former.actions);
  const before = { Conditions: former.conditions.map(restoredCondition), Actions: restoredActions(former.actions) };
  return {
    ...aboutRule(place, { conditions }),
    action: 'change',
    arn: former.arn,
    calls: [{ call, input: { RuleArn: former.arn, Conditions: conditions, Actions: actions } }],
    changes: [
      { field: 'Conditions', from: conditionsInWords(former.conditions), to: conditionsInWords(conditions) },
      { field: 'Actions', from: actionsInWords(former.actions), to: actionsInWords(actions) },
    ].filter(({ from, to }) => from !== to),
    undo: [{ call, input: { RuleArn: former.arn, ...before } }],
  };
};
