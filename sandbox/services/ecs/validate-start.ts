import type { NetworkConfiguration, RunTaskCommandInput, StartTaskCommandInput } from '@aws-sdk/client-ecs';
import { clientError, invalidParameter, unsupported } from './errors.ts';
import type { EcsState, TaskDefinitionRecord } from './state.ts';
import { findTaskDefinition } from './task-definitions.ts';

/** What StartTask and RunTask have in common. */
export type StartInput = Pick<
  StartTaskCommandInput & RunTaskCommandInput,
  'overrides' | 'group' | 'startedBy' | 'tags' | 'enableExecuteCommand' | 'networkConfiguration' | 'propagateTags'
>;

const largestOverrides = 8192;

/**
 * Checks what StartTask and RunTask check alike and finds the task definition.
 *
 * @param longestStartedBy 36 for StartTask, 128 for RunTask
 * @throws AwsError ClientException, InvalidParameterException
 */
export const validateStart = (
  state: EcsState,
  reference: string | undefined,
  input: StartInput,
  longestStartedBy: number,
): TaskDefinitionRecord => {
  if (!reference) throw clientError('TaskDefinition cannot be blank.');
  const definition = findTaskDefinition(state, reference);
  if (!definition) throw clientError('TaskDefinition not found.');
  if (definition.status !== 'ACTIVE') throw invalidParameter('TaskDefinition is inactive');
  validateStartedBy(input.startedBy, longestStartedBy);
  validateOverrides(definition, input.overrides);
  validateNetwork(definition, input.networkConfiguration);
  if (input.group?.startsWith('service:'))
    throw invalidParameter('The group name prefix service: is reserved for services.');
  if (input.propagateTags === 'SERVICE')
    throw invalidParameter('Tags can be propagated from a service only to the tasks of a service.');
  return definition;
};

const validateStartedBy = (startedBy = '', longest: number): void => {
  if (startedBy.length > longest)
    throw invalidParameter(`startedBy has ${startedBy.length} characters: it can have at most ${longest}.`);
  if (!/^[\w/-]*$/.test(startedBy))
    throw invalidParameter('startedBy can have letters, numbers, hyphens, slashes and underscores only.');
};

const validateOverrides = (
  { containerDefinitions = [] }: TaskDefinitionRecord,
  overrides: StartInput['overrides'],
): void => {
  if (!overrides) return;
  if (JSON.stringify(overrides).length > largestOverrides)
    throw invalidParameter(`Container Overrides length must be at most ${largestOverrides}`);
  const seen = new Set<string>();
  for (const { name = '' } of overrides.containerOverrides ?? []) {
    if (!containerDefinitions.some((container) => container.name === name)) {
      throw invalidParameter(`Override for container named ${name} is not a container in the TaskDefinition.`);
    }
    if (seen.has(name)) throw invalidParameter(`Container ${name} has more than one override.`);
    seen.add(name);
  }
};

/** Checks a network configuration against the network mode of the task definition. */
export const validateNetwork = (
  { networkMode }: TaskDefinitionRecord,
  network: NetworkConfiguration | undefined,
): void => {
  const { subnets = [], securityGroups = [] } = network?.awsvpcConfiguration ?? {};
  if (networkMode !== 'awsvpc') {
    if (network?.awsvpcConfiguration) {
      throw invalidParameter('Network Configuration is not valid for the given networkMode of this task definition.');
    }
    return;
  }
  if (!network?.awsvpcConfiguration) {
    throw invalidParameter("Network Configuration must be provided when networkMode 'awsvpc' is specified.");
  }
  if (subnets.length === 0) throw invalidParameter('subnets can not be empty.');
  if (subnets.length > 16) throw invalidParameter('subnets can have at most 16 items.');
  if (securityGroups.length > 5) throw invalidParameter('securityGroups can have at most 5 items.');
  const badSubnet = subnets.find((id) => !/^subnet-[0-9a-z]+$/.test(id));
  if (badSubnet !== undefined)
    throw invalidParameter(
      `Error retrieving subnet information for [${badSubnet}]: The subnet ID '${badSubnet}' does not exist`,
    );
  const badGroup = securityGroups.find((id) => !/^sg-[0-9a-z]+$/.test(id));
  if (badGroup !== undefined)
    throw invalidParameter(
      `Error retrieving security group information for [${badGroup}]: The security group '${badGroup}' does not exist`,
    );
};

const placements = ['EC2', 'FARGATE', 'EXTERNAL'] as const;
export type LaunchType = (typeof placements)[number];

/** The launch type of a RunTask, from the launch type itself or from a capacity provider of Fargate. */
export const launchTypeOf = (
  input: RunTaskCommandInput,
  definition: TaskDefinitionRecord,
): { launchType: LaunchType; capacityProviderName?: string } => {
  const { launchType: given, capacityProviderStrategy = [], placementConstraints = [] } = input;
  if (given && capacityProviderStrategy.length > 0) {
    throw invalidParameter(
      'Specifying both a launch type and capacity provider strategy is not supported. Remove one and try again.',
    );
  }
  const provider = capacityProviderStrategy[0]?.capacityProvider;
  if (provider && provider !== 'FARGATE' && provider !== 'FARGATE_SPOT') {
    throw invalidParameter(`The specified capacity provider '${provider}' was not found.`);
  }
  const launchType = provider
    ? 'FARGATE'
    : (placements.find((name) => name === (given ?? 'EC2')) ?? refuseLaunchType(given));
  if (!definition.compatibilities?.includes(launchType)) {
    throw invalidParameter(`Task definition does not support launch_type ${launchType}.`);
  }
  const constraint = placementConstraints.find(({ type }) => type !== 'distinctInstance');
  if (constraint)
    throw unsupported(
      `The sandbox places tasks without expressions: placement constraint ${constraint.type} is not served.`,
    );
  return { launchType, ...(provider && { capacityProviderName: provider }) };
};

const refuseLaunchType = (launchType: string | undefined): never => {
  throw invalidParameter(`Unknown launch type ${launchType}: the sandbox has ${placements.join(', ')}.`);
};
