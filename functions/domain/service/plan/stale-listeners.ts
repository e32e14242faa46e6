import { elbTags, ownershipKeys, ownershipOf, type Tags } from '../ownership.ts';
import type { ServiceSpec } from '../spec-schema/index.ts';
import type { PlanContext, Planned } from './action.ts';
import type { ServiceCall } from './calls.ts';
import { restoredActions } from './forward-actions.ts';
import {
  forwardedTo,
  type ListenerFacts,
  type LoadBalancerFacts,
  type RuleFacts,
  targetGroupNameOf,
} from './load-balancing-facts.ts';
import {
  actionsInWords,
  deletionOf,
  type LoadBalancingPlan,
  listenerName,
  plannedOnly,
  ruleName,
} from './load-balancing-plan.ts';
import { conditionsKey, restoredCondition } from './rule-conditions.ts';
import {
  type PlacedListener,
  rulesThatMatter,
  specListenerOn,
  specTargetGroupNames,
  wantedRules,
} from './spec-listeners.ts';

interface Whose {
  spec: ServiceSpec;
  context: PlanContext;
}

const reason = 'made by an earlier deployment of this service and no longer in the spec';

/**
 * Whether an earlier deployment of the service for the same environment made it, by its tags, and it still serves nothing but
 * the spec's target groups.
 */
const isMadeForSpec = (
  { spec, context }: Whose,
  { tags, actions }: { tags: Tags | null; actions: Parameters<typeof forwardedTo>[0] },
): boolean => {
  const { environment } = ownershipKeys;
  const names = specTargetGroupNames(spec);
  return (
    tags !== null &&
    ownershipOf(tags, context.service) === 'OURS' &&
    tags[environment] === context.tags[environment] &&
    forwardedTo(actions).every((arn) => names.includes(targetGroupNameOf(arn)))
  );
};

const deletion = (
  type: 'listener' | 'listener rule',
  { name, arn, was, undo }: { name: string; arn: string; was: string; undo: ServiceCall },
): Planned => ({
  step: 'update-listeners',
  action: 'delete',
  type,
  name,
  arn,
  calls: [deletionOf(type, arn)],
  changes: [{ field: type === 'listener' ? 'DefaultActions' : 'Actions', from: was, to: null }],
  undo: [undo],
  reason,
});

const recreatedRule = (listener: ListenerFacts, rule: RuleFacts): ServiceCall => ({
  call: 'elasticloadbalancing:CreateRule',
  input: {
    ListenerArn: listener.arn,
    Priority: rule.priority,
    Conditions: rule.conditions.map(restoredCondition),
    Actions: restoredActions(rule.actions),
    Tags: elbTags(rule.tags ?? {}),
  },
});

/** Rules on a listener of the spec that the service once had and that the spec no longer names. */
export const staleRules = ({
  placed,
  balancer,
  listener,
  ...whose
}: Whose & { placed: PlacedListener; balancer: LoadBalancerFacts; listener: ListenerFacts }): RuleFacts[] => {
  const wanted = wantedRules(placed.listener).map(({ key }) => key);
  return rulesThatMatter(whose.spec, balancer, listener).filter((rule) => {
    const key = conditionsKey(rule.conditions);
    return !(key !== undefined && wanted.includes(key)) && isMadeForSpec(whose, rule);
  });
};

/** Plans the end of such rules: a spec says all that is to be there. */
export const planStaleRules = (
  { balancer, listener }: { balancer: LoadBalancerFacts; listener: ListenerFacts },
  rules: readonly RuleFacts[],
): LoadBalancingPlan =>
  plannedOnly(
    ...rules.map((rule) =>
      deletion('listener rule', {
        name: ruleName(balancer, listener, rule),
        arn: rule.arn,
        was: actionsInWords(rule.actions),
        undo: recreatedRule(listener, rule),
      }),
    ),
  );

const recreatedListener = (balancer: LoadBalancerFacts, listener: ListenerFacts): ServiceCall => ({
  call: 'elasticloadbalancing:CreateListener',
  input: {
    LoadBalancerArn: balancer.arn,
    Protocol: listener.protocol as 'TCP',
    Port: listener.port,
    DefaultActions: restoredActions(listener.defaultActions),
    Tags: elbTags(listener.tags ?? {}),
  },
});

/** Plans the end of listeners of a network load balancer that the service once had and that the spec no longer names. */
export const planStaleListeners = ({
  balancer,
  ...whose
}: Whose & { balancer: LoadBalancerFacts }): LoadBalancingPlan => {
  const stale = balancer.listeners.filter(
    (listener) =>
      specListenerOn(whose.spec, balancer, listener) === undefined &&
      // What is made here listens for TCP; a certificate is somebody's work.
      listener.protocol === 'TCP' &&
      isMadeForSpec(whose, { tags: listener.tags, actions: listener.defaultActions }),
  );
  return plannedOnly(
    ...stale.map((listener) =>
      deletion('listener', {
        name: listenerName(balancer, listener),
        arn: listener.arn,
        was: actionsInWords(listener.defaultActions),
        undo: recreatedListener(balancer, listener),
      }),
    ),
  );
};
