import type ecs from '@aws-sdk/client-ecs';
import type {
  DeleteServiceCommandInput,
  Deployment,
  DescribeServicesCommandInput,
  Failure,
  ListServicesCommandInput,
  Service,
} from '@aws-sdk/client-ecs';
import type { Operations } from '../../service.ts';
import type { TaskRecord } from '../../tasks/records.ts';
import { createService } from './create-service.ts';
import { invalidParameter, serviceNotFound } from './errors.ts';
import { serviceNameOf } from './identifiers.ts';
import type { LoadBalancing } from './load-balancing.ts';
import { page } from './pages.ts';
import type { Scheduler } from './scheduler/index.ts';
import { type DeploymentRecord, isTaskOf, type ServiceRecord } from './service-record.ts';
import { activeCluster, arnIn, type EcsState, tasksOf } from './state.ts';
import { updateService } from './update-service.ts';

type EcsOperations = Operations<typeof ecs>;

const countsOf = (tasks: TaskRecord[]) => {
  const count = (...statuses: string[]) => tasks.filter(({ task }) => statuses.includes(task.lastStatus ?? '')).length;
  return { runningCount: count('RUNNING'), pendingCount: count('PROVISIONING', 'PENDING') };
};

/** What of a revision the service and its deployments show alike. */
const describedRevision = ({ definition, launchType, capacityProviderStrategy, ...rest }: DeploymentRecord) => ({
  taskDefinition: definition.taskDefinitionArn,
  ...(capacityProviderStrategy.length > 0 ? { capacityProviderStrategy } : { launchType }),
  ...(rest.networkConfiguration && { networkConfiguration: rest.networkConfiguration }),
  ...(rest.platformVersion && { platformVersion: rest.platformVersion, platformFamily: 'Linux' }),
});

const describedDeployment = (service: ServiceRecord, each: DeploymentRecord, tasks: TaskRecord[]): Deployment => {
  const own = tasks.filter(({ task }) => task.startedBy === each.id);
  const counts = countsOf(own);
  const { id, status, failedTasks, rolloutState, rolloutStateReason, createdAt, updatedAt } = each;
  const isPrimary = status === 'PRIMARY' && service.status === 'ACTIVE';
  return {
    ...{ id, status, failedTasks, rolloutState, rolloutStateReason, createdAt, updatedAt },
    ...describedRevision(each),
    desiredCount: isPrimary ? service.desiredCount : own.filter(({ task }) => task.desiredStatus === 'RUNNING').length,
    ...counts,
  };
};

/** A service with the counts of its tasks as of now. */
const describedService = (state: EcsState, record: ServiceRecord, withTags = true): Service => {
  const { serviceArn, serviceName, clusterName, status, desiredCount, settings, schedulingStrategy, createdAt } =
    record;
  const tasks = tasksOf(state, clusterName).filter((each) => isTaskOf(record, each));
  const [primary] = record.deployments;
  const isGone = status === 'INACTIVE';
  return structuredClone({
    ...{ serviceArn, serviceName, status, desiredCount, schedulingStrategy, createdAt },
    clusterArn: arnIn(state, `cluster/${clusterName}`),
    ...countsOf(tasks),
    ...describedRevision(primary),
    ...settings,
    loadBalancers: primary.loadBalancers,
    serviceRegistries: [],
    deployments: isGone ? [] : record.deployments.map((each) => describedDeployment(record, each, tasks)),
    deploymentController: { type: 'ECS' as const },
    events: record.events,
    createdBy: `arn:aws:iam::${state.context.world.accountId}:root`,
    tags: withTags ? (state.tags.get(serviceArn) ?? []) : [],
  });
};

/** How long ECS still describes an INACTIVE service; AWS promises no time. */
const inactiveMs = 3_600_000;

/** The cluster's services without those that have been INACTIVE for long. */
const servicesOf = (state: EcsState, clusterName: string): ServiceRecord[] => {
  const forgotten = state.context.world.clock.now() - inactiveMs;
  state.services = state.services.filter(({ inactiveAt }) => !inactiveAt || inactiveAt.getTime() > forgotten);
  return state.services.filter((each) => each.clusterName === clusterName);
};

const describeServices = (state: EcsState, scheduler: Scheduler, input: DescribeServicesCommandInput) => {
  const { services: references = [], include = [] } = input;
  const { clusterName } = activeCluster(state, input.cluster);
  if (references.length === 0) throw invalidParameter('Services cannot be empty.');
  if (references.length > 10) throw invalidParameter('services can have at most 10 items.');
  const services: Service[] = [];
  const failures: Failure[] = [];
  for (const reference of references) {
    const name = serviceNameOf(reference);
    const record = servicesOf(state, clusterName).find((each) => each.serviceName === name);
    if (record) {
      services.push(describedService(state, record, include.includes('TAGS')));
      scheduler.followed(record);
    } else failures.push({ arn: arnIn(state, `service/${clusterName}/${name}`), reason: 'MISSING' });
  }
  return { services, failures };
};

const listServices = (state: EcsState, input: ListServicesCommandInput) => {
  const { clusterName } = activeCluster(state, input.cluster);
  const { launchType, schedulingStrategy } = input;
  const arns = servicesOf(state, clusterName)
    .filter(({ status }) => status !== 'INACTIVE')
    .filter(({ deployments: [primary] }) => launchType === undefined || primary.launchType === launchType)
    .filter((each) => schedulingStrategy === undefined || each.schedulingStrategy === schedulingStrategy)
    .map(({ serviceArn }) => serviceArn);
  const { items, nextToken } = page(arns, { nextToken: input.nextToken, maxResults: input.maxResults ?? 10 });
  return { serviceArns: items, nextToken };
};

/** @throws AwsError ServiceNotFoundException */
const serviceOf = (state: EcsState, cluster: string | undefined, reference = ''): ServiceRecord => {
  const { clusterName } = activeCluster(state, cluster);
  const name = serviceNameOf(reference);
  const record = servicesOf(state, clusterName).find((each) => each.serviceName === name);
  if (!record) throw serviceNotFound();
  return record;
};

const deleteService = (state: EcsState, { cluster, service: reference, force = false }: DeleteServiceCommandInput) => {
  const service = serviceOf(state, cluster, reference);
  if (service.status === 'INACTIVE') throw serviceNotFound();
  if (!force && service.schedulingStrategy === 'REPLICA' && service.desiredCount > 0) {
    throw invalidParameter('The service cannot be stopped while it is scaled above 0.');
  }
  service.status = 'DRAINING';
  service.desiredCount = 0;
  return service;
};

/** CreateService, UpdateService, DeleteService, DescribeServices, ListServices. */
export const serviceOperations = (state: EcsState, scheduler: Scheduler, loadBalancing: LoadBalancing | undefined) =>
  ({
    CreateService: (input) => {
      const service = createService(state, input, loadBalancing);
      scheduler.changed(service);
      return { service: describedService(state, service) };
    },
    UpdateService: (input) => {
      const service = serviceOf(state, input.cluster, input.service);
      updateService(state, service, input, loadBalancing);
      scheduler.changed(service);
      return { service: describedService(state, service) };
    },
    DeleteService: (input) => {
      const service = deleteService(state, input);
      scheduler.changed(service);
      return { service: describedService(state, service) };
    },
    DescribeServices: (input) => describeServices(state, scheduler, input),
    ListServices: (input) => listServices(state, input),
  }) satisfies EcsOperations;
