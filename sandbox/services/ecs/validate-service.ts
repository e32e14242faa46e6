import type { CreateServiceCommandInput, LoadBalancer, UpdateServiceCommandInput } from '@aws-sdk/client-ecs';
import { clientError, invalidParameter, unsupported } from './errors.ts';
import type { LoadBalancing } from './load-balancing.ts';
import type { EcsState, TaskDefinitionRecord } from './state.ts';
import { findTaskDefinition } from './task-definitions.ts';

/** What CreateService and UpdateService have in common. */
type ServiceInput = Omit<CreateServiceCommandInput & UpdateServiceCommandInput, 'serviceName' | 'service'>;

const most = { desiredCount: 5000, loadBalancers: 5, constraints: 10, strategies: 5, graceSeconds: 2_147_483_647 };

/** Parameters of services that the sandbox does not act on. They are refused rather than ignored. */
const unserved = [
  'role',
  'serviceRegistries',
  'serviceConnectConfiguration',
  'volumeConfigurations',
  'vpcLatticeConfigurations',
  'gatewayConnectors',
  'monitoring',
] as const;

const isGiven = (value: unknown): boolean =>
  Array.isArray(value) ? value.length > 0 : value !== undefined && value !== null;

/** Refuses what the sandbox could only pretend to do. */
export const refuseUnserved = (input: ServiceInput): void => {
  const { deploymentController, deploymentConfiguration, placementConstraints = [] } = input;
  const named = unserved.find((name) => isGiven(input[name]));
  if (named) throw unsupported(`The sandbox's services take no ${named}.`);
  const controller = deploymentController?.type ?? 'ECS';
  const strategy = deploymentConfiguration?.strategy ?? 'ROLLING';
  if (controller !== 'ECS' || strategy !== 'ROLLING') {
    throw unsupported(
      `The sandbox deploys services by rolling update only: controller ${controller} with strategy ${strategy} is not served.`,
    );
  }
  if (deploymentConfiguration?.alarms?.enable)
    throw unsupported('The sandbox has no CloudWatch alarms for deployments.');
  if (placementConstraints.some(({ type }) => type !== 'distinctInstance')) {
    throw unsupported('The sandbox places tasks without expressions: placement constraint memberOf is not served.');
  }
};

/** Checks numbers and lists by AWS's bounds. */
export const validateBounds = (input: ServiceInput): void => {
  const { desiredCount = 0, healthCheckGracePeriodSeconds: grace = 0 } = input;
  if (!Number.isInteger(desiredCount) || desiredCount < 0) throw invalidParameter('desiredCount cannot be negative.');
  if (desiredCount > most.desiredCount) {
    throw invalidParameter(`desiredCount exceeds the limit of ${most.desiredCount} tasks per service.`);
  }
  if (!Number.isInteger(grace) || grace < 0 || grace > most.graceSeconds) {
    throw invalidParameter(`Health check grace period must be between 0 and ${most.graceSeconds} seconds.`);
  }
  if ((input.placementConstraints ?? []).length > most.constraints) {
    throw invalidParameter(`placementConstraints can have at most ${most.constraints} items.`);
  }
  if ((input.placementStrategy ?? []).length > most.strategies) {
    throw invalidParameter(`placementStrategy can have at most ${most.strategies} items.`);
  }
};

/** Checks the percents and the circuit breaker of a whole deployment configuration. */
export const validateDeployment = (
  {
    maximumPercent = 200,
    minimumHealthyPercent = 100,
    deploymentCircuitBreaker,
  }: NonNullable<ServiceInput['deploymentConfiguration']>,
  isDaemon: boolean,
): void => {
  if (minimumHealthyPercent < 0 || minimumHealthyPercent > 100) {
    throw invalidParameter('minimumHealthyPercent must be between 0 and 100.');
  }
  if (maximumPercent < 100) throw invalidParameter('maximumPercent must be at least 100.');
  if (isDaemon && maximumPercent !== 100) {
    throw invalidParameter('maximumPercent must be 100 for services that use the DAEMON scheduling strategy.');
  }
  if (maximumPercent === 100 && minimumHealthyPercent === 100) {
    throw invalidParameter(
      'Both maximumPercent and minimumHealthyPercent cannot be 100 as this will block deployments.',
    );
  }
  const value = deploymentCircuitBreaker?.thresholdConfiguration?.value ?? 1;
  if (!Number.isInteger(value) || value < 1) throw invalidParameter('thresholdConfiguration.value must be at least 1.');
};

/** The task definition of a service. @throws AwsError ClientException, InvalidParameterException */
export const serviceTaskDefinition = (state: EcsState, reference: string | undefined): TaskDefinitionRecord => {
  if (!reference) throw invalidParameter('TaskDefinition can not be blank.');
  const definition = findTaskDefinition(state, reference);
  if (!definition) throw clientError('TaskDefinition not found.');
  if (definition.status !== 'ACTIVE') throw clientError('TaskDefinition is inactive');
  return definition;
};

/**
 * ECS Exec works with the permissions of the task role, so ECS wants one. It looks at the definition alone.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html
 */
export const validateExec = (
  isEnabled: boolean | undefined,
  { taskRoleArn }: Pick<TaskDefinitionRecord, 'taskRoleArn'>,
  deed: 'created' | 'updated',
): void => {
  if (isEnabled && !taskRoleArn) {
    throw invalidParameter(
      `The service couldn't be ${deed} because a valid taskRoleArn is not being used. Specify a valid task role in your task definition and try again.`,
    );
  }
};

/** Checks each load balancer against the task definition and the target groups that there are. */
export const validateLoadBalancers = (
  loadBalancers: LoadBalancer[],
  definition: TaskDefinitionRecord,
  loadBalancing: LoadBalancing | undefined,
): void => {
  if (loadBalancers.length > most.loadBalancers) {
    throw invalidParameter(`load balancers can have at most ${most.loadBalancers} items.`);
  }
  for (const each of loadBalancers) validateLoadBalancer(each, definition, loadBalancing);
};

const validateLoadBalancer = (
  { targetGroupArn, loadBalancerName, containerName = '', containerPort, advancedConfiguration }: LoadBalancer,
  { containerDefinitions = [], networkMode }: TaskDefinitionRecord,
  loadBalancing: LoadBalancing | undefined,
): void => {
  if (loadBalancerName || advancedConfiguration || !loadBalancing) {
    throw unsupported(
      'The sandbox balances by target groups only: give targetGroupArn, containerName and containerPort.',
    );
  }
  if (!targetGroupArn) throw invalidParameter('Target Group ARN can not be blank.');
  const container = containerDefinitions.find(({ name }) => name === containerName);
  if (!container) throw invalidParameter(`The container ${containerName} does not exist in the task definition.`);
  if (!container.portMappings?.some((each) => each.containerPort === containerPort)) {
    throw invalidParameter(`The container ${containerName} did not have a container port ${containerPort} defined.`);
  }
  const group = loadBalancing.targetGroup(targetGroupArn);
  if (!group)
    throw invalidParameter(
      `Unable to describe target group ${targetGroupArn}: The specified target group does not exist.`,
    );
  if (!group.hasLoadBalancer) {
    throw invalidParameter(
      `The target group with targetGroupArn ${targetGroupArn} does not have an associated load balancer.`,
    );
  }
  const wanted = networkMode === 'awsvpc' ? 'ip' : 'instance';
  if (group.targetType !== wanted) {
    throw invalidParameter(
      `The provided target group ${targetGroupArn} has target type ${group.targetType}, which is incompatible with the ${networkMode ?? 'bridge'} network mode specified in the task definition.`,
    );
  }
};
