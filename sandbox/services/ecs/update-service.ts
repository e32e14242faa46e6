import { isDeepStrictEqual } from 'node:util';
import type { UpdateServiceCommandInput } from '@aws-sdk/client-ecs';
import { deploymentConfigurationOf, withoutAbsent } from './deployment-configuration.ts';
import { invalidParameter, serviceNotActive } from './errors.ts';
import { noteDeployment } from './events/service.ts';
import type { LoadBalancing } from './load-balancing.ts';
import { newDeployment, promote, type Revision, type ServiceRecord } from './service-record.ts';
import { revisionOf } from './service-revision.ts';
import { type EcsState, now } from './state.ts';
import { refuseUnserved, validateBounds, validateDeployment, validateExec } from './validate-service.ts';

/**
 * Changes a service. Another task definition, network, platform version or load balancer makes a new deployment, as
 * does `forceNewDeployment`; repeating a call without it changes nothing.
 *
 * @throws AwsError ServiceNotActiveException, ClientException, InvalidParameterException, UnsupportedFeatureException
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateService.html
 */
export const updateService = (
  state: EcsState,
  service: ServiceRecord,
  input: UpdateServiceCommandInput,
  loadBalancing: LoadBalancing | undefined,
): void => {
  if (service.status !== 'ACTIVE') throw serviceNotActive();
  refuseUnserved(input);
  validateBounds(input);
  const isDaemon = service.schedulingStrategy === 'DAEMON';
  if (isDaemon && input.desiredCount !== undefined) {
    throw invalidParameter('Daemon services do not support a desired count: it follows from the container instances.');
  }
  const [primary] = service.deployments;
  const revision = changedRevision(state, primary, input, loadBalancing);
  const settings = changedSettings(service, input, isDaemon);
  const touchesExec = input.enableExecuteCommand !== undefined || input.taskDefinition !== undefined;
  validateExec(touchesExec && settings.enableExecuteCommand, revision.definition, 'updated');
  if (settings.healthCheckGracePeriodSeconds !== undefined && revision.loadBalancers.length === 0) {
    if (input.healthCheckGracePeriodSeconds !== undefined) {
      throw invalidParameter('Health check grace period is only valid for services configured to use load balancers');
    }
    delete settings.healthCheckGracePeriodSeconds;
  }
  service.settings = settings;
  service.memory.isSteady = false;
  service.desiredCount = input.desiredCount ?? service.desiredCount;
  const { capacityProviderStrategy, launchType } = revision;
  if (input.forceNewDeployment || isOther(primary, revision)) {
    promote(service, newDeployment(revision, now(state)));
    noteDeployment(service, service.deployments[0]);
  } else Object.assign(primary, { capacityProviderStrategy, launchType });
};

const changedSettings = (
  { settings }: ServiceRecord,
  input: UpdateServiceCommandInput,
  isDaemon: boolean,
): ServiceRecord['settings'] => {
  const deploymentConfiguration = deploymentConfigurationOf(
    input.deploymentConfiguration,
    isDaemon,
    settings.deploymentConfiguration,
  );
  validateDeployment(deploymentConfiguration, isDaemon);
  const {
    placementConstraints,
    placementStrategy,
    healthCheckGracePeriodSeconds,
    enableECSManagedTags,
    enableExecuteCommand,
    propagateTags,
    availabilityZoneRebalancing,
  } = input;
  const changed = {
    placementConstraints,
    placementStrategy,
    healthCheckGracePeriodSeconds,
    enableECSManagedTags,
    enableExecuteCommand,
    propagateTags,
    availabilityZoneRebalancing,
  };
  return { ...settings, ...withoutAbsent(changed), deploymentConfiguration };
};

/** The revision that the input makes of the present one. An empty strategy goes back to the launch type. */
const changedRevision = (
  state: EcsState,
  before: Revision,
  input: UpdateServiceCommandInput,
  loadBalancing: LoadBalancing | undefined,
): Revision => {
  const strategy = input.capacityProviderStrategy ?? before.capacityProviderStrategy;
  const { loadBalancers, networkConfiguration, platformVersion } = input;
  const isSame = input.taskDefinition === undefined && !loadBalancers && !networkConfiguration && !platformVersion;
  if (isSame && !input.capacityProviderStrategy) return before;
  const platform = platformVersion ?? before.platformVersion;
  const network = networkConfiguration ?? before.networkConfiguration;
  return revisionOf(
    state,
    {
      taskDefinition: input.taskDefinition ?? before.definition.taskDefinitionArn,
      ...(strategy.length > 0 ? { capacityProviderStrategy: strategy } : { launchType: before.launchType }),
      loadBalancers: loadBalancers ?? before.loadBalancers,
      ...(network && { networkConfiguration: network }),
      ...(platform && { platformVersion: platform }),
    },
    loadBalancing,
  );
};

const isOther = (before: Revision, after: Revision): boolean => {
  const part = ({ definition, loadBalancers, networkConfiguration, platformVersion }: Revision) => ({
    taskDefinitionArn: definition.taskDefinitionArn,
    loadBalancers,
    networkConfiguration,
    platformVersion,
  });
  return !isDeepStrictEqual(part(before), part(after));
};
