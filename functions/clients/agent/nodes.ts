import { paginateDescribeInstanceInformation, type SSMClient } from '@aws-sdk/client-ssm';
import type { ManagedNode } from '../../domain/agent/reason-to-skip.ts';
import { partsOf } from './parts.ts';

/** Systems Manager lists at most so many nodes a page. */
const largestPage = 50;

/**
 * Describes the managed nodes among machines, EC2's or external ones, by their id: what it hears from them and what they run. Machines that
 * are no managed nodes are left out.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DescribeInstanceInformation.html
 */
export const describeNodes = async (
  client: SSMClient,
  instanceIds: readonly string[],
): Promise<Map<string, ManagedNode>> => {
  const nodes = new Map<string, ManagedNode>();
  await partsOf([...new Set(instanceIds)], largestPage, async (Values) => {
    const query = { Filters: [{ Key: 'InstanceIds', Values }], MaxResults: largestPage };
    for await (const { InstanceInformationList = [] } of paginateDescribeInstanceInformation({ client }, query)) {
      for (const {
        InstanceId = '',
        PingStatus = '',
        PlatformType = '',
        PlatformName = '',
      } of InstanceInformationList) {
        nodes.set(InstanceId, { ping: PingStatus, platform: PlatformType, system: PlatformName });
      }
    }
  });
  return nodes;
};
