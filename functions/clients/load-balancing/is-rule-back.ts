import type { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { ServiceCall } from '../../domain/service/plan/calls.ts';
import { conditionsKey } from '../../domain/service/plan/rule-conditions.ts';
import { describeRules } from './listeners.ts';

/**
 * Whether the rule that a call was to create is there already, although the answer is that its priority is in use: an earlier try
 * created it, or it was never deleted.
 *
 * @param error what the call was answered
 */
export const isRuleBack = async (
  elb: ElasticLoadBalancingV2Client,
  { call, input }: ServiceCall,
  error: unknown,
): Promise<boolean> => {
  if (call !== 'elasticloadbalancing:CreateRule' || (error as Error).name !== 'PriorityInUseException') return false;
  const rules = await describeRules(elb, input.ListenerArn ?? '');
  const holder = rules.find(({ priority }) => priority === input.Priority);
  return holder !== undefined && conditionsKey(holder.conditions) === conditionsKey(input.Conditions ?? []);
};
