import type { EC2Client } from '@aws-sdk/client-ec2';
import type { ECSClient } from '@aws-sdk/client-ecs';
import type { SSMClient } from '@aws-sdk/client-ssm';
import type { HostState, InstanceFacts } from '../../domain/agent/container-instance.ts';
import { describeContainerInstances, listDisconnected } from './container-instances.ts';
import { describeHosts } from './hosts.ts';

/** What a look at container instances and their machines gave. */
export interface LookedAt {
  facts: Map<string, InstanceFacts>;
  missing: Set<string>;
  hosts: Map<string, HostState>;
  /** What EC2 or Systems Manager refused, in words. */
  refusals: string[];
}

/** A cluster can be deleted only when no container instance is registered in it: all of them are gone. */
const isClusterGone = (error: unknown): boolean => error instanceof Error && error.name === 'ClusterNotFoundException';

/** Ids of the container instances of a cluster whose agents are disconnected; none of a cluster that is gone. */
export const listAway = async (ecs: ECSClient, cluster: string): Promise<string[]> => {
  try {
    return await listDisconnected(ecs, cluster);
  } catch (error) {
    if (isClusterGone(error)) return [];
    throw error;
  }
};

/** Looks at container instances, and at the machines of those whose agents are disconnected. Of a cluster that is gone all are missing. */
export const lookAtInstances = async (
  { ecs, ec2, ssm }: { ecs: ECSClient; ec2: EC2Client; ssm: SSMClient },
  cluster: string,
  ids: readonly string[],
): Promise<LookedAt> => {
  try {
    const { found, missing } = await describeContainerInstances(ecs, cluster, ids);
    const away = found.filter(({ agentConnected }) => !agentConnected).map(({ instanceId }) => instanceId);
    const { states, refusals } = await describeHosts(
      { ec2, ssm },
      away.filter((id) => id !== null),
    );
    return {
      facts: new Map(found.map((facts) => [facts.id, facts])),
      missing: new Set(missing),
      hosts: states,
      refusals,
    };
  } catch (error) {
    if (!isClusterGone(error)) throw error;
    return { facts: new Map(), missing: new Set(ids), hosts: new Map(), refusals: [] };
  }
};
