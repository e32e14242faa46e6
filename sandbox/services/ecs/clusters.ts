import type ecs from '@aws-sdk/client-ecs';
import type {
  Cluster,
  CreateClusterCommandInput,
  DeleteClusterCommandInput,
  DescribeClustersCommandInput,
  Failure,
  ListClustersCommandInput,
} from '@aws-sdk/client-ecs';
import { AwsError, type Operations } from '../../service.ts';
import { invalidParameter } from './errors.ts';
import { clusterNameOf, isName } from './identifiers.ts';
import { page } from './pages.ts';
import { activeCluster, arnIn, type EcsState, putTags, registeredInstances, tasksOf } from './state.ts';

type EcsOperations = Operations<typeof ecs>;

/** A cluster with its counts as of now. */
const described = (
  state: EcsState,
  cluster: Cluster & { clusterName: string; clusterArn: string },
  withTags: boolean,
) => {
  const { clusterName, clusterArn } = cluster;
  const statuses = tasksOf(state, clusterName).map(({ task }) => task.lastStatus);
  return {
    ...cluster,
    registeredContainerInstancesCount: registeredInstances(state, clusterName).length,
    runningTasksCount: statuses.filter((status) => status === 'RUNNING').length,
    pendingTasksCount: statuses.filter((status) => status === 'PENDING' || status === 'PROVISIONING').length,
    activeServicesCount: state.services.filter((each) => each.clusterName === clusterName && each.status === 'ACTIVE')
      .length,
    statistics: [],
    tags: withTags ? (state.tags.get(clusterArn) ?? []) : [],
  };
};

const createCluster = (
  state: EcsState,
  { clusterName = 'default', tags, settings = [], capacityProviders = [] }: CreateClusterCommandInput,
) => {
  if (!isName(clusterName)) {
    throw invalidParameter(
      'The specified cluster name is invalid: 1 to 255 letters, numbers, hyphens and underscores.',
    );
  }
  const unknown = capacityProviders.find((name) => name !== 'FARGATE' && name !== 'FARGATE_SPOT');
  if (unknown) throw invalidParameter(`The specified capacity provider '${unknown}' was not found.`);
  const clusterArn = arnIn(state, `cluster/${clusterName}`);
  const existing = state.clusters.get(clusterName);
  if (existing?.status !== 'ACTIVE') {
    state.clusters.set(clusterName, {
      clusterArn,
      clusterName,
      status: 'ACTIVE',
      settings,
      capacityProviders,
      defaultCapacityProviderStrategy: [],
    });
  }
  putTags(state, clusterArn, tags);
  return { cluster: described(state, activeCluster(state, clusterName), true) };
};

const describeClusters = (
  state: EcsState,
  { clusters: references = ['default'], include = [] }: DescribeClustersCommandInput,
) => {
  const clusters: Cluster[] = [];
  const failures: Failure[] = [];
  for (const reference of references) {
    const name = clusterNameOf(reference);
    const cluster = state.clusters.get(name);
    if (cluster) clusters.push(described(state, cluster, include.includes('TAGS')));
    else failures.push({ arn: arnIn(state, `cluster/${name}`), reason: 'MISSING' });
  }
  return { clusters, failures };
};

const listClusters = (state: EcsState, input: ListClustersCommandInput) => {
  const active = [...state.clusters.values()].filter(({ status }) => status === 'ACTIVE');
  const { items, nextToken } = page(
    active.map(({ clusterArn }) => clusterArn),
    input,
  );
  return { clusterArns: items, nextToken };
};

const deleteCluster = (state: EcsState, { cluster: reference }: DeleteClusterCommandInput) => {
  const cluster = activeCluster(state, reference);
  const current = described(state, cluster, true);
  if (current.registeredContainerInstancesCount > 0) {
    throw new AwsError(
      'ClusterContainsContainerInstancesException',
      'The Cluster cannot be deleted while Container Instances are active or draining.',
    );
  }
  if (current.activeServicesCount > 0) {
    throw new AwsError('ClusterContainsServicesException', 'The Cluster cannot be deleted while Services are active.');
  }
  if (current.runningTasksCount + current.pendingTasksCount > 0) {
    throw new AwsError('ClusterContainsTasksException', 'The Cluster cannot be deleted while Tasks are active.');
  }
  cluster.status = 'INACTIVE';
  return { cluster: described(state, cluster, true) };
};

/** CreateCluster, DescribeClusters, ListClusters, DeleteCluster. */
export const clusterOperations = (state: EcsState) =>
  ({
    CreateCluster: (input) => createCluster(state, input),
    DescribeClusters: (input) => describeClusters(state, input),
    ListClusters: (input) => listClusters(state, input),
    DeleteCluster: (input) => deleteCluster(state, input),
  }) satisfies EcsOperations;
