import {
  type ElasticLoadBalancingV2Client,
  paginateDescribeAccountLimits,
} from '@aws-sdk/client-elastic-load-balancing-v2';

/**
 * The account's quotas by their names, e.g. `rules-per-application-load-balancer`; those that are no number are left out.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeAccountLimits.html
 */
export const describeAccountLimits = async (client: ElasticLoadBalancingV2Client): Promise<Record<string, number>> => {
  const limits: [string, number][] = [];
  for await (const { Limits } of paginateDescribeAccountLimits({ client, pageSize: 400 }, {})) {
    limits.push(...(Limits ?? []).map(({ Name = '', Max }): [string, number] => [Name, Number(Max ?? Number.NaN)]));
  }
  return Object.fromEntries(limits.filter(([, max]) => Number.isFinite(max)));
};
