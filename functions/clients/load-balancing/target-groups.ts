import {
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  type ElasticLoadBalancingV2Client,
  type TargetGroup,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { HealthCheckFacts, TargetGroupFacts } from '../../domain/service/plan/load-balancing-facts.ts';
import { describeExisting } from './by-name.ts';

const healthCheckFields = [
  'HealthCheckProtocol',
  'HealthCheckPort',
  'HealthCheckPath',
  'HealthCheckIntervalSeconds',
  'HealthCheckTimeoutSeconds',
  'HealthyThresholdCount',
  'UnhealthyThresholdCount',
  'Matcher',
] as const;

const healthCheckOf = (group: TargetGroup): HealthCheckFacts =>
  Object.fromEntries(
    healthCheckFields.filter((field) => group[field] !== undefined).map((field) => [field, group[field]]),
  );

const factsOf = (group: TargetGroup): TargetGroupFacts => ({
  arn: group.TargetGroupArn ?? '',
  name: group.TargetGroupName ?? '',
  protocol: group.Protocol ?? null,
  port: group.Port ?? null,
  vpcId: group.VpcId ?? null,
  targetType: group.TargetType ?? 'instance',
  healthCheck: healthCheckOf(group),
  loadBalancerArns: group.LoadBalancerArns ?? [],
  tags: {},
  registeredTargets: null,
});

/**
 * Describes target groups by name, without their tags; those that do not exist are left out.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeTargetGroups.html
 */
export const describeTargetGroups = (
  elb: ElasticLoadBalancingV2Client,
  names: readonly string[],
): Promise<TargetGroupFacts[]> =>
  describeExisting(
    names,
    async (Names) => ((await elb.send(new DescribeTargetGroupsCommand({ Names }))).TargetGroups ?? []).map(factsOf),
    ['TargetGroupNotFoundException', 'TargetGroupNotFound'],
  );

/**
 * Counts the targets of a target group that are registered and not draining; 0 where the group is gone.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeTargetHealth.html
 */
export const countRegisteredTargets = async (elb: ElasticLoadBalancingV2Client, arn: string): Promise<number> => {
  try {
    const { TargetHealthDescriptions } = await elb.send(new DescribeTargetHealthCommand({ TargetGroupArn: arn }));
    return (TargetHealthDescriptions ?? []).filter(({ TargetHealth }) => TargetHealth?.State !== 'draining').length;
  } catch (error) {
    if (error instanceof Error && error.name.startsWith('TargetGroupNotFound')) return 0;
    throw error;
  }
};
