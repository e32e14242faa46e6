import { listenerRules } from '../listener-rules.ts';
import type { ListenerRuleSpec, ListenerSpec, LoadBalancerSpec, ServiceSpec } from '../spec-schema/index.ts';
import {
  forwardedTo,
  type ListenerFacts,
  type LoadBalancerFacts,
  type RuleFacts,
  targetGroupNameOf,
} from './load-balancing-facts.ts';
import { conditionsKey } from './rule-conditions.ts';

/** A listener of a spec with the load balancer that it stands under. */
export interface PlacedListener {
  balancer: LoadBalancerSpec;
  listener: ListenerSpec;
}

/** Every listener of a spec, in its order. */
export const specListeners = ({ aws }: ServiceSpec): PlacedListener[] =>
  (aws.elb?.loadBalancers ?? []).flatMap((balancer) => balancer.listeners.map((listener) => ({ balancer, listener })));

/** Names of a spec's target groups. */
export const specTargetGroupNames = ({ aws }: ServiceSpec): string[] =>
  (aws.elb?.targetGroups ?? []).map(({ name }) => name);

/** The spec's listener on a port of a load balancer. */
export const specListenerOn = (
  spec: ServiceSpec,
  balancer: Pick<LoadBalancerFacts, 'name'>,
  listener: Pick<ListenerFacts, 'port'>,
): PlacedListener | undefined =>
  specListeners(spec).find(
    (placed) => placed.balancer.name === balancer.name && placed.listener.port === listener.port,
  );

/** Rules of a listener of a spec that are to be there: one for each set of conditions and target group, roles together. */
export const wantedRules = (listener: ListenerSpec): { rule: ListenerRuleSpec; key: string; roles: string[] }[] => {
  const wanted = new Map<string, { rule: ListenerRuleSpec; key: string; roles: string[] }>();
  for (const { rule, role } of listenerRules(listener)) {
    const key = conditionsKey(rule.conditions);
    if (key === undefined) continue;
    const id = JSON.stringify([key, rule.action.targetGroupName]);
    const known = wanted.get(id) ?? { rule, key, roles: [] };
    if (role !== undefined) known.roles.push(role);
    wanted.set(id, known);
  }
  return [...wanted.values()];
};

/** Names of the target groups that a listener of a spec forwards to. */
export const forwardNames = (listener: ListenerSpec): string[] => [
  ...(listener.action ? [listener.action.targetGroupName] : []),
  ...wantedRules(listener).map(({ rule }) => rule.action.targetGroupName),
];

/** Names of the target groups that listeners and rules of a spec forward to, each once. */
export const targetGroupsOfListeners = (spec: ServiceSpec): string[] => [
  ...new Set(specListeners(spec).flatMap(({ listener }) => forwardNames(listener))),
];

/** Whether actions forward to a target group of the spec, by its name. */
export const forwardsToSpec = (spec: ServiceSpec, actions: Parameters<typeof forwardedTo>[0]): boolean => {
  const names = specTargetGroupNames(spec);
  return forwardedTo(actions).some((arn) => names.includes(targetGroupNameOf(arn)));
};

/** Rules of a listener that a run may have to do with: they match a rule of the spec, or forward to its target groups. */
export const rulesThatMatter = (
  spec: ServiceSpec,
  balancer: Pick<LoadBalancerFacts, 'name'>,
  listener: Pick<ListenerFacts, 'port' | 'rules'>,
): RuleFacts[] => {
  const placed = specListenerOn(spec, balancer, listener);
  const keys = placed ? wantedRules(placed.listener).map(({ key }) => key) : [];
  return (listener.rules ?? []).filter(({ conditions, actions }) => {
    const key = conditionsKey(conditions);
    return (key !== undefined && keys.includes(key)) || forwardsToSpec(spec, actions);
  });
};
