import type client from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Operations } from '../../service.ts';
import { page } from './pages.ts';

/**
 * AWS's default quotas; those that the sandbox holds callers to are read from here.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-limits.html
 */
export const limits = {
  'application-load-balancers': 50,
  'condition-values-per-alb-rule': 5,
  'condition-wildcards-per-alb-rule': 5,
  'listeners-per-application-load-balancer': 50,
  'listeners-per-network-load-balancer': 50,
  'network-load-balancers': 50,
  'rules-per-application-load-balancer': 100,
  'target-groups': 3000,
  'target-groups-per-action-on-application-load-balancer': 5,
  'target-groups-per-action-on-network-load-balancer': 1,
  'target-groups-per-application-load-balancer': 100,
  'targets-per-application-load-balancer': 1000,
  'targets-per-availability-zone-per-network-load-balancer': 500,
  'targets-per-network-load-balancer': 3000,
} as const;

export const limitOperations = {
  DescribeAccountLimits: (input) => {
    const { items, next } = page(Object.entries(limits), input);
    return { Limits: items.map(([Name, max]) => ({ Name, Max: String(max) })), ...next };
  },
} satisfies Operations<typeof client>;
