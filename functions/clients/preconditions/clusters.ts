import {
  DescribeClustersCommand,
  DescribeTaskDefinitionCommand,
  type ECSClient,
  ListContainerInstancesCommand,
  type TaskDefinition,
} from '@aws-sdk/client-ecs';
import type { ClusterFact } from '../../domain/service/preconditions/cluster.ts';
import { type Looked, missing } from '../../domain/service/preconditions/looked.ts';
import { look } from './look.ts';

/**
 * Looks at a cluster.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeClusters.html
 */
export const lookAtCluster = (ecs: ECSClient, cluster: string): Promise<Looked<ClusterFact>> =>
  look(async () => {
    const { clusters } = await ecs.send(new DescribeClustersCommand({ clusters: [cluster] }));
    const [one] = clusters ?? [];
    return one && { status: one.status ?? '', containerInstances: one.registeredContainerInstancesCount ?? 0 };
  });

/** External instances have an attribute of their own; the query language cannot ask for those without it. */
const filters: Record<string, string> = { EXTERNAL: 'attribute:ecs.capability.external exists' };

/**
 * Looks for an ACTIVE container instance of a launch type; `EC2` counts external instances too.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListContainerInstances.html
 */
export const lookForInstance = (ecs: ECSClient, cluster: string, launchType: string): Promise<Looked<true>> =>
  look(async () => {
    const filter = filters[launchType];
    const { containerInstanceArns = [] } = await ecs.send(
      new ListContainerInstancesCommand({ cluster, status: 'ACTIVE', ...(filter === undefined ? {} : { filter }) }),
    );
    return containerInstanceArns.length > 0 ? true : undefined;
  });

/**
 * Looks at a task definition by ARN, family or family:revision.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeTaskDefinition.html
 */
export const lookAtTaskDefinition = async (ecs: ECSClient, taskDefinition: string): Promise<Looked<TaskDefinition>> => {
  const looked = await look(
    async () => (await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition }))).taskDefinition,
    ['ClientException'],
  );
  return looked.state === 'FOUND' && looked.fact.status !== 'ACTIVE' ? missing : looked;
};
