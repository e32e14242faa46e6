import {
  type ElasticLoadBalancingV2Client,
  paginateDescribeTargetGroups,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Looked } from '../../domain/service/preconditions/looked.ts';
import { describeAccountLimits } from '../load-balancing/account-limits.ts';
import { look } from './look.ts';

/** Quotas of Elastic Load Balancing in the account, by name. */
export const lookAtLimits = (elb: ElasticLoadBalancingV2Client): Promise<Looked<Record<string, number>>> =>
  look(() => describeAccountLimits(elb));

/**
 * How many target groups the account has in the region: one call for 400 of them.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeTargetGroups.html
 */
export const countTargetGroups = (client: ElasticLoadBalancingV2Client): Promise<Looked<number>> =>
  look(async () => {
    let count = 0;
    for await (const { TargetGroups } of paginateDescribeTargetGroups({ client, pageSize: 400 }, {})) {
      count += TargetGroups?.length ?? 0;
    }
    return count;
  });
