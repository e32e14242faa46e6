import type { CapacityProviderStrategyItem, CreateServiceCommandInput } from '@aws-sdk/client-ecs';
import { invalidParameter } from './errors.ts';
import type { LoadBalancing } from './load-balancing.ts';
import type { Revision } from './service-record.ts';
import type { EcsState } from './state.ts';
import { serviceTaskDefinition, validateLoadBalancers } from './validate-service.ts';
import { launchTypeOf, validateNetwork } from './validate-start.ts';

type RevisionInput = Pick<
  CreateServiceCommandInput,
  | 'taskDefinition'
  | 'launchType'
  | 'capacityProviderStrategy'
  | 'loadBalancers'
  | 'networkConfiguration'
  | 'platformVersion'
>;

/**
 * What a deployment by this input starts tasks with.
 *
 * @throws AwsError ClientException, InvalidParameterException, UnsupportedFeatureException
 */
export const revisionOf = (
  state: EcsState,
  input: RevisionInput,
  loadBalancing: LoadBalancing | undefined,
): Revision => {
  const definition = serviceTaskDefinition(state, input.taskDefinition);
  const { capacityProviderStrategy = [], loadBalancers = [], networkConfiguration } = input;
  validateStrategy(capacityProviderStrategy);
  const { launchType } = launchTypeOf(
    { taskDefinition: definition.taskDefinitionArn, launchType: input.launchType, capacityProviderStrategy },
    definition,
  );
  validateNetwork(definition, networkConfiguration);
  validateLoadBalancers(loadBalancers, definition, loadBalancing);
  if (input.platformVersion && launchType !== 'FARGATE') {
    throw invalidParameter('The platform version must be null when specifying an EC2 launch type.');
  }
  return {
    definition,
    launchType,
    capacityProviderStrategy,
    loadBalancers,
    ...(networkConfiguration && { networkConfiguration }),
    ...(launchType === 'FARGATE' && { platformVersion: input.platformVersion ?? 'LATEST' }),
  };
};

const validateStrategy = (strategy: CapacityProviderStrategyItem[]): void => {
  if (strategy.length > 20) throw invalidParameter('capacityProviderStrategy can have at most 20 items.');
  if (strategy.filter(({ base = 0 }) => base > 0).length > 1) {
    throw invalidParameter('Only one capacity provider in a capacity provider strategy can have a base defined.');
  }
  const isOutside = (value: number, highest: number) => value < 0 || value > highest;
  if (strategy.some(({ weight = 0, base = 0 }) => isOutside(weight, 1000) || isOutside(base, 100_000))) {
    throw invalidParameter('The weight of a capacity provider is 0 to 1000, its base 0 to 100000.');
  }
  if (strategy.length > 0 && strategy.every(({ weight = 0 }) => weight === 0)) {
    throw invalidParameter('The specified capacity provider strategy must have at least one non-zero weight.');
  }
  const unknown = strategy.find(({ capacityProvider = '' }) => !/^FARGATE(_SPOT)?$/.test(capacityProvider));
  if (unknown) throw invalidParameter(`The specified capacity provider '${unknown.capacityProvider}' was not found.`);
};
