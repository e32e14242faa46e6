import { DescribeClustersCommand, type ECSClient } from '@aws-sdk/client-ecs';
import type { CallOptions } from '../step-functions.ts';

/** A cluster as far as this runbook looks. */
export interface ClusterFacts {
  arn: string;
  name: string;
  /** Container instances that are registered, connected or not. */
  registered: number;
  /** By key. */
  tags: Record<string, string>;
}

/**
 * Describes a cluster with its tags; undefined for one that ECS does not know or that is INACTIVE.
 *
 * @param cluster name or ARN
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeClusters.html
 */
export const describeCluster = async (
  ecs: ECSClient,
  cluster: string,
  options: CallOptions = {},
): Promise<ClusterFacts | undefined> => {
  const { clusters } = await ecs.send(new DescribeClustersCommand({ clusters: [cluster], include: ['TAGS'] }), options);
  const [one] = clusters ?? [];
  if (!one || one.status === 'INACTIVE') return undefined;
  return {
    arn: one.clusterArn ?? '',
    name: one.clusterName ?? '',
    registered: one.registeredContainerInstancesCount ?? 0,
    tags: Object.fromEntries((one.tags ?? []).map(({ key = '', value = '' }) => [key, value])),
  };
};
