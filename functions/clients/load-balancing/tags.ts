import { DescribeTagsCommand, type ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { readTags, type Tags } from '../../domain/service/ownership.ts';

/** @see https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeTags.html */
const mostArns = 20;

/**
 * Tags of load balancers, listeners, rules or target groups, by ARN; 20 ARNs a call, none for none.
 *
 * @param arns of one kind of resource
 */
export const describeTags = async (
  elb: ElasticLoadBalancingV2Client,
  arns: readonly string[],
): Promise<Record<string, Tags>> => {
  const unique = [...new Set(arns)];
  const calls = Array.from({ length: Math.ceil(unique.length / mostArns) }, (_, index) =>
    elb.send(new DescribeTagsCommand({ ResourceArns: unique.slice(index * mostArns, (index + 1) * mostArns) })),
  );
  const described = (await Promise.all(calls)).flatMap(({ TagDescriptions }) => TagDescriptions ?? []);
  return Object.fromEntries(described.map(({ ResourceArn = '', Tags }) => [ResourceArn, readTags(Tags)]));
};
