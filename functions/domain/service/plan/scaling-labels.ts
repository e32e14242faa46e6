import type { ServiceSpec } from '../spec-schema/index.ts';
import { type LoadBalancingFacts, loadBalancerByName, targetGroupByName } from './load-balancing-facts.ts';
import type { LabelArns } from './scaling-facts.ts';
import { labelNames } from './scaling-policy.ts';

/**
 * The ARNs that the spec's scaling policy names by name, as far as the spec's load balancing has been read; null where the policy names
 * a load balancer that was not looked at.
 */
export const knownLabelArns = (spec: ServiceSpec, facts: LoadBalancingFacts): LabelArns | null => {
  const names = labelNames(spec);
  if (!names) return { loadBalancers: {}, targetGroups: {} };
  const { loadBalancerName, targetGroupName } = names;
  const balancer = loadBalancerByName(facts, loadBalancerName);
  const group = targetGroupByName(facts, targetGroupName);
  if (!balancer) return null;
  return {
    loadBalancers: { [loadBalancerName]: balancer.arn },
    targetGroups: group ? { [targetGroupName]: group.arn } : {},
  };
};
