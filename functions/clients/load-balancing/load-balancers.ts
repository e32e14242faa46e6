import {
  DescribeLoadBalancersCommand,
  type ElasticLoadBalancingV2Client,
  type LoadBalancer,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { LoadBalancerFacts } from '../../domain/service/plan/load-balancing-facts.ts';
import { describeExisting } from './by-name.ts';

const factsOf = (balancer: LoadBalancer): LoadBalancerFacts => ({
  arn: balancer.LoadBalancerArn ?? '',
  name: balancer.LoadBalancerName ?? '',
  type: balancer.Type ?? 'application',
  scheme: balancer.Scheme ?? 'internet-facing',
  vpcId: balancer.VpcId ?? '',
  state: balancer.State?.Code ?? 'active',
  securityGroups: balancer.SecurityGroups ?? [],
  listeners: [],
});

const missing = ['LoadBalancerNotFoundException', 'LoadBalancerNotFound'];

/**
 * Describes load balancers by name, without their listeners; those that do not exist are left out.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeLoadBalancers.html
 */
export const describeLoadBalancers = (
  elb: ElasticLoadBalancingV2Client,
  names: readonly string[],
): Promise<LoadBalancerFacts[]> =>
  describeExisting(
    names,
    async (Names) => ((await elb.send(new DescribeLoadBalancersCommand({ Names }))).LoadBalancers ?? []).map(factsOf),
    missing,
  );

/** The same by ARN. */
export const describeLoadBalancersByArn = (
  elb: ElasticLoadBalancingV2Client,
  arns: readonly string[],
): Promise<LoadBalancerFacts[]> =>
  describeExisting(
    arns,
    async (LoadBalancerArns) =>
      ((await elb.send(new DescribeLoadBalancersCommand({ LoadBalancerArns }))).LoadBalancers ?? []).map(factsOf),
    missing,
  );
