import {
  DescribeLoadBalancersCommand,
  DescribeTargetGroupsCommand,
  type ElasticLoadBalancingV2Client,
  LoadBalancerNotFoundException,
  TargetGroupNotFoundException,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { LabelArns } from '../../domain/service/plan/scaling-facts.ts';
import { labelNames } from '../../domain/service/plan/scaling-policy.ts';
import type { ServiceSpec } from '../../domain/service/spec-schema/index.ts';

const absentAs = async <T>(
  found: Promise<T>,
  absent: T,
  NotFound: typeof LoadBalancerNotFoundException | typeof TargetGroupNotFoundException,
): Promise<T> => {
  try {
    return await found;
  } catch (error) {
    if (error instanceof NotFound) return absent;
    throw error;
  }
};

/**
 * Looks up the ARNs that the spec's scaling policy names by name. No call where it needs none; what does not exist is absent.
 *
 * @see https://docs.aws.amazon.com/autoscaling/application/APIReference/API_PredefinedMetricSpecification.html
 */
export const readLabelArns = async (elb: ElasticLoadBalancingV2Client, spec: ServiceSpec): Promise<LabelArns> => {
  const names = labelNames(spec);
  if (!names) return { loadBalancers: {}, targetGroups: {} };
  const { loadBalancerName, targetGroupName } = names;
  const [{ LoadBalancers: [balancer] = [] }, { TargetGroups: [group] = [] }] = await Promise.all([
    absentAs(
      elb.send(new DescribeLoadBalancersCommand({ Names: [loadBalancerName] })),
      { $metadata: {} },
      LoadBalancerNotFoundException,
    ),
    absentAs(
      elb.send(new DescribeTargetGroupsCommand({ Names: [targetGroupName] })),
      { $metadata: {} },
      TargetGroupNotFoundException,
    ),
  ]);
  return {
    loadBalancers: balancer?.LoadBalancerArn ? { [loadBalancerName]: balancer.LoadBalancerArn } : {},
    targetGroups: group?.TargetGroupArn ? { [targetGroupName]: group.TargetGroupArn } : {},
  };
};
