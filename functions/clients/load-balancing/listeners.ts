import {
  type ElasticLoadBalancingV2Client,
  type Listener,
  paginateDescribeListeners,
  paginateDescribeRules,
  type Rule,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { ListenerFacts, RuleFacts } from '../../domain/service/plan/load-balancing-facts.ts';

/** The most that AWS gives at once. */
const pageSize = 400;

const listenerOf = (listener: Listener): ListenerFacts => ({
  arn: listener.ListenerArn ?? '',
  protocol: listener.Protocol ?? '',
  port: listener.Port ?? 0,
  defaultActions: listener.DefaultActions ?? [],
  sslPolicy: listener.SslPolicy ?? null,
  certificates: listener.Certificates ?? [],
  alpnPolicy: listener.AlpnPolicy ?? [],
  tags: null,
  rules: null,
});

const ruleOf = (rule: Rule): RuleFacts => ({
  arn: rule.RuleArn ?? '',
  priority: Number(rule.Priority),
  conditions: rule.Conditions ?? [],
  actions: rule.Actions ?? [],
  tags: null,
});

/**
 * Describes all listeners of a load balancer, without tags and rules; none where the load balancer is gone.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeListeners.html
 */
export const describeListeners = async (
  client: ElasticLoadBalancingV2Client,
  LoadBalancerArn: string,
): Promise<ListenerFacts[]> => {
  const listeners: ListenerFacts[] = [];
  try {
    for await (const { Listeners } of paginateDescribeListeners({ client, pageSize }, { LoadBalancerArn })) {
      listeners.push(...(Listeners ?? []).map(listenerOf));
    }
  } catch (error) {
    if (error instanceof Error && error.name.startsWith('LoadBalancerNotFound')) return [];
    throw error;
  }
  return listeners;
};

/**
 * Describes all rules of a listener but the default one, by priority and without tags; none where the listener is gone.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeRules.html
 */
export const describeRules = async (
  client: ElasticLoadBalancingV2Client,
  ListenerArn: string,
): Promise<RuleFacts[]> => {
  const rules: RuleFacts[] = [];
  try {
    for await (const { Rules } of paginateDescribeRules({ client, pageSize }, { ListenerArn })) {
      rules.push(
        ...(Rules ?? []).filter(({ IsDefault, Priority }) => !IsDefault && Priority !== 'default').map(ruleOf),
      );
    }
  } catch (error) {
    if (error instanceof Error && error.name.startsWith('ListenerNotFound')) return [];
    throw error;
  }
  return rules.toSorted((a, b) => a.priority - b.priority);
};
