import { type LoadBalancingFacts, targetGroupByName } from './load-balancing-facts.ts';

/**
 * ARN of a target group; while it is yet to be created, a text in its place that AWS takes for no ARN.
 *
 * @param name of one of the spec's
 */
export const targetGroupArnOf = (facts: LoadBalancingFacts, name: string): string =>
  targetGroupByName(facts, name)?.arn ?? `(target group ${name}, to be created)`;
