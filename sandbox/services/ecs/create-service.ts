import { isDeepStrictEqual } from 'node:util';
import type { CreateServiceCommandInput } from '@aws-sdk/client-ecs';
import { deploymentConfigurationOf } from './deployment-configuration.ts';
import { invalidParameter } from './errors.ts';
import { noteDeployment } from './events/service.ts';
import { isName } from './identifiers.ts';
import type { LoadBalancing } from './load-balancing.ts';
import { newDeployment, newMemory, type Revision, type ServiceRecord } from './service-record.ts';
import { revisionOf } from './service-revision.ts';
import { activeCluster, arnIn, type EcsState, now, putTags } from './state.ts';
import { refuseUnserved, validateBounds, validateDeployment, validateExec } from './validate-service.ts';

const servicesPerCluster = 5000;

/**
 * Creates a service, or finds the one that the same client token and parameters made before.
 *
 * @throws AwsError ClusterNotFoundException, ClientException, InvalidParameterException, UnsupportedFeatureException
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html
 */
export const createService = (
  state: EcsState,
  input: CreateServiceCommandInput,
  loadBalancing: LoadBalancing | undefined,
): ServiceRecord => {
  const { clusterName } = activeCluster(state, input.cluster);
  const { serviceName = '', schedulingStrategy = 'REPLICA' } = input;
  validateNames(input);
  refuseUnserved(input);
  validateBounds(input);
  validateStrategy(input);
  const before = state.services.find((each) => each.clusterName === clusterName && each.serviceName === serviceName);
  if (before?.status === 'DRAINING') throw invalidParameter('Unable to Start a service that is still Draining.');
  const created: CreateServiceCommandInput = structuredClone(input);
  if (before?.status === 'ACTIVE') {
    if (input.clientToken && isDeepStrictEqual(before.created, created)) return before;
    throw invalidParameter('Creation of service was not idempotent.');
  }
  const isDaemon = schedulingStrategy === 'DAEMON';
  const deploymentConfiguration = deploymentConfigurationOf(input.deploymentConfiguration, isDaemon);
  validateDeployment(deploymentConfiguration, isDaemon);
  if (state.services.filter((each) => each.clusterName === clusterName).length >= servicesPerCluster) {
    throw invalidParameter(`The cluster has ${servicesPerCluster} services, which is the quota.`);
  }
  const revision = revisionOf(state, input, loadBalancing);
  validateExec(input.enableExecuteCommand, revision.definition, 'created');
  const service = newService(state, clusterName, input, revision);
  service.created = created;
  noteDeployment(service, service.deployments[0]);
  putTags(state, service.serviceArn, input.tags);
  state.services = [...state.services.filter((each) => each !== before), service];
  return service;
};

const validateNames = ({ serviceName = '', clientToken }: CreateServiceCommandInput): void => {
  if (serviceName === '') throw invalidParameter('Service name cannot be blank.');
  if (!isName(serviceName)) {
    throw invalidParameter('Service name is invalid: 1 to 255 letters, numbers, hyphens and underscores.');
  }
  if (clientToken !== undefined && !/^[!-~]{1,36}$/.test(clientToken)) {
    throw invalidParameter('clientToken can have 1 to 36 ASCII characters in the range of 33-126.');
  }
};

const validateStrategy = (input: CreateServiceCommandInput): void => {
  const { schedulingStrategy = 'REPLICA', desiredCount, launchType, capacityProviderStrategy = [] } = input;
  const { healthCheckGracePeriodSeconds, loadBalancers = [], placementStrategy = [] } = input;
  if (schedulingStrategy === 'DAEMON') {
    if (desiredCount !== undefined) {
      throw invalidParameter(
        'Daemon services do not support a desired count: it follows from the container instances.',
      );
    }
    if (launchType === 'FARGATE' || capacityProviderStrategy.length > 0) {
      throw invalidParameter('The DAEMON scheduling strategy is not supported on Fargate.');
    }
    if (placementStrategy.length > 0) {
      throw invalidParameter('Placement strategies are not supported with the DAEMON scheduling strategy.');
    }
  } else if (desiredCount === undefined) {
    throw invalidParameter('Desired count must be specified for services with the REPLICA scheduling strategy.');
  }
  if (healthCheckGracePeriodSeconds !== undefined && loadBalancers.length === 0) {
    throw invalidParameter('Health check grace period is only valid for services configured to use load balancers');
  }
};

const newService = (
  state: EcsState,
  clusterName: string,
  input: CreateServiceCommandInput,
  revision: Revision,
): ServiceRecord => {
  const { serviceName = '', schedulingStrategy = 'REPLICA' } = input;
  const createdAt = now(state);
  return {
    serviceArn: arnIn(state, `service/${clusterName}/${serviceName}`),
    serviceName,
    clusterName,
    clusterArn: arnIn(state, `cluster/${clusterName}`),
    status: 'ACTIVE',
    schedulingStrategy,
    desiredCount: input.desiredCount ?? 0,
    settings: {
      deploymentConfiguration: deploymentConfigurationOf(
        input.deploymentConfiguration,
        schedulingStrategy === 'DAEMON',
      ),
      placementConstraints: input.placementConstraints ?? [],
      placementStrategy: input.placementStrategy ?? [],
      healthCheckGracePeriodSeconds: input.healthCheckGracePeriodSeconds,
      enableECSManagedTags: input.enableECSManagedTags ?? false,
      enableExecuteCommand: input.enableExecuteCommand ?? false,
      propagateTags: input.propagateTags ?? 'NONE',
      availabilityZoneRebalancing: input.availabilityZoneRebalancing ?? 'ENABLED',
    },
    deployments: [newDeployment(revision, createdAt)],
    events: [],
    createdAt,
    memory: newMemory(createdAt.getTime()),
  };
};
