import {
  type ContainerInstance,
  DescribeContainerInstancesCommand,
  type ECSClient,
  ListContainerInstancesCommand,
} from '@aws-sdk/client-ecs';
import { type InstanceFacts, isExternalId } from '../../domain/agent/container-instance.ts';
import { shortId } from '../../domain/ecs/arn.ts';
import type { CallOptions } from '../step-functions.ts';
import { partsOf } from './parts.ts';

/** ECS lists and describes at most so many at a time. */
const mostInstances = 100;

/** Pages of 100: the quota is 5,000 container instances a cluster, so a token that repeats ends the loop. */
const maxPages = 200;

/**
 * Lists the ids of a cluster's container instances whose agent is disconnected, all pages of them. Those that are DRAINING are among them,
 * those that are INACTIVE are not.
 *
 * @throws ClusterNotFoundException as ECS names it, among what else it answers
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListContainerInstances.html
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cluster-query-language.html
 */
export const listDisconnected = async (
  ecs: ECSClient,
  cluster: string,
  options: CallOptions = {},
): Promise<string[]> => {
  const ids: string[] = [];
  let nextToken: string | undefined;
  for (let page = 0; page < maxPages; page += 1) {
    const output = await ecs.send(
      new ListContainerInstancesCommand({ cluster, filter: 'agentConnected == false', nextToken }),
      options,
    );
    ids.push(...(output.containerInstanceArns ?? []).map(shortId));
    nextToken = output.nextToken;
    if (!nextToken) break;
  }
  return ids;
};

/** What ECS says of container instances that were asked for. An id in neither could not be described, and nothing is known of it. */
export interface DescribedInstances {
  found: InstanceFacts[];
  /** Ids that ECS does not know (any more). */
  missing: string[];
}

/**
 * Describes container instances by their ids, 100 a call and a few calls side by side; no call for none.
 *
 * @throws ClusterNotFoundException as ECS names it, among what else it answers
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeContainerInstances.html
 */
export const describeContainerInstances = async (
  ecs: ECSClient,
  cluster: string,
  ids: readonly string[],
  options: CallOptions = {},
): Promise<DescribedInstances> => {
  const described = await partsOf([...new Set(ids)], mostInstances, async (containerInstances) =>
    ecs.send(new DescribeContainerInstancesCommand({ cluster, containerInstances }), options),
  );
  return {
    found: described.flatMap(({ containerInstances = [] }) => containerInstances.map(factsOf)),
    missing: described.flatMap(({ failures = [] }) =>
      failures.filter(({ reason }) => reason === 'MISSING').map(({ arn = '' }) => shortId(arn)),
    ),
  };
};

const attributeOf = ({ attributes = [] }: ContainerInstance, name: string): string | undefined =>
  attributes.find((attribute) => attribute.name === name)?.value;

const factsOf = (instance: ContainerInstance): InstanceFacts => {
  const { containerInstanceArn = '', ec2InstanceId = '', version = 0, status = '', agentConnected = false } = instance;
  const isExternal =
    isExternalId(ec2InstanceId) || (instance.attributes ?? []).some(({ name }) => name === 'ecs.capability.external');
  return {
    id: shortId(containerInstanceArn),
    version,
    status,
    agentConnected,
    instanceId: ec2InstanceId === '' ? null : ec2InstanceId,
    isExternal,
    availabilityZone: attributeOf(instance, 'ecs.availability-zone') ?? null,
    osType: attributeOf(instance, 'ecs.os-type') === 'windows' ? 'windows' : 'linux',
    runningTasks: instance.runningTasksCount ?? 0,
    pendingTasks: instance.pendingTasksCount ?? 0,
  };
};
