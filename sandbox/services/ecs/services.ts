import type ecs from '@aws-sdk/client-ecs';
import type { DescribeServicesCommandInput, Failure, ListServicesCommandInput, Service } from '@aws-sdk/client-ecs';
import type { Operations } from '../../service.ts';
import { invalidParameter } from './errors.ts';
import { serviceNameOf } from './identifiers.ts';
import { page } from './pages.ts';
import { activeCluster, arnIn, type EcsState, type ServiceRecord, tasksOf } from './state.ts';

type EcsOperations = Operations<typeof ecs>;

/** A service with the counts of its tasks as of now. */
const describedService = (state: EcsState, record: ServiceRecord, withTags: boolean): Service => {
  const { clusterName, ...service } = record;
  const tasks = tasksOf(state, clusterName).filter(({ task }) => task.group === `service:${service.serviceName}`);
  const count = (status: string) => tasks.filter(({ task }) => task.lastStatus === status).length;
  const counts = { runningCount: count('RUNNING'), pendingCount: count('PENDING') + count('PROVISIONING') };
  return {
    ...structuredClone(service),
    ...counts,
    deployments: service.deployments?.map((deployment) => ({ ...deployment, ...counts })),
    tags: withTags ? (state.tags.get(service.serviceArn) ?? []) : [],
  };
};

const describeServices = (
  state: EcsState,
  { cluster, services: references = [], include = [] }: DescribeServicesCommandInput,
) => {
  const { clusterName } = activeCluster(state, cluster);
  if (references.length === 0) throw invalidParameter('Services cannot be empty.');
  if (references.length > 10) throw invalidParameter('services can have at most 10 items.');
  const services: Service[] = [];
  const failures: Failure[] = [];
  for (const reference of references) {
    const name = serviceNameOf(reference);
    const record = state.services.find((each) => each.clusterName === clusterName && each.serviceName === name);
    if (record) services.push(describedService(state, record, include.includes('TAGS')));
    else failures.push({ arn: arnIn(state, `service/${clusterName}/${name}`), reason: 'MISSING' });
  }
  return { services, failures };
};

const listServices = (state: EcsState, input: ListServicesCommandInput) => {
  const { clusterName } = activeCluster(state, input.cluster);
  const arns = state.services
    .filter((each) => each.clusterName === clusterName)
    .filter(({ launchType }) => input.launchType === undefined || launchType === input.launchType)
    .map(({ serviceArn }) => serviceArn);
  const { items, nextToken } = page(arns, { nextToken: input.nextToken, maxResults: input.maxResults ?? 10 });
  return { serviceArns: items, nextToken };
};

/** DescribeServices, ListServices: the services of the sample, which nothing schedules. */
export const serviceOperations = (state: EcsState) =>
  ({
    DescribeServices: (input) => describeServices(state, input),
    ListServices: (input) => listServices(state, input),
  }) satisfies EcsOperations;
