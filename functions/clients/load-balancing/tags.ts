import { DescribeTagsCommand, type ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { readTags, type Tags } from '../../domain/service/ownership.ts';
import { describeExisting } from './by-name.ts';

/** A list of rules may show one that was deleted a moment ago, whose tags are gone. */
const missing = ['RuleNotFoundException', 'ListenerNotFoundException', 'TargetGroupNotFoundException'];

/**
 * Tags of listeners, rules or target groups, by ARN; 20 ARNs a call, none for none. What is gone is left out.
 *
 * @param arns of one kind of resource
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeTags.html
 */
export const describeTags = async (
  elb: ElasticLoadBalancingV2Client,
  arns: readonly string[],
): Promise<Record<string, Tags>> => {
  const described = await describeExisting(
    arns,
    async (ResourceArns) => (await elb.send(new DescribeTagsCommand({ ResourceArns }))).TagDescriptions ?? [],
    missing,
  );
  return Object.fromEntries(described.map(({ ResourceArn = '', Tags }) => [ResourceArn, readTags(Tags)]));
};
