import {
  DescribeTargetHealthCommand,
  type ElasticLoadBalancingV2Client,
  TargetGroupNotFoundException,
  type TargetHealthDescription,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { TargetHealth } from '../../domain/service/stability.ts';

const factsOf =
  (targetGroupArn: string) =>
  ({ Target, TargetHealth: health }: TargetHealthDescription): TargetHealth => ({
    targetGroupArn,
    id: Target?.Id ?? '',
    port: Target?.Port ?? null,
    state: health?.State ?? 'initial',
    reason: health?.Reason ?? null,
    description: health?.Description ?? null,
  });

const readGroup = async (elb: ElasticLoadBalancingV2Client, TargetGroupArn: string): Promise<TargetHealth[]> => {
  try {
    const { TargetHealthDescriptions = [] } = await elb.send(new DescribeTargetHealthCommand({ TargetGroupArn }));
    return TargetHealthDescriptions.map(factsOf(TargetGroupArn));
  } catch (error) {
    if (error instanceof TargetGroupNotFoundException) return [];
    throw error;
  }
};

/**
 * Health of all targets of some target groups; one that is gone has none.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeTargetHealth.html
 */
export const readTargetHealth = async (
  elb: ElasticLoadBalancingV2Client,
  targetGroupArns: readonly string[],
): Promise<TargetHealth[]> => (await Promise.all(targetGroupArns.map((arn) => readGroup(elb, arn)))).flat();
