import type { DeploymentConfiguration } from '@aws-sdk/client-ecs';
import type { ServiceSettings } from './service-record.ts';

/** A service's deployment configuration: what is given, over what there was or AWS's defaults. */
export const deploymentConfigurationOf = (
  given: DeploymentConfiguration = {},
  isDaemon: boolean,
  before?: ServiceSettings['deploymentConfiguration'],
): ServiceSettings['deploymentConfiguration'] => {
  const percents = isDaemon
    ? { maximumPercent: 100, minimumHealthyPercent: 0 }
    : { maximumPercent: 200, minimumHealthyPercent: 100 };
  const defaults = {
    deploymentCircuitBreaker: { enable: false, rollback: false },
    ...percents,
    strategy: 'ROLLING' as const,
    bakeTimeInMinutes: 0,
  };
  const whole = { ...defaults, ...before, ...withoutAbsent(given) };
  return {
    ...whole,
    maximumPercent: whole.maximumPercent ?? percents.maximumPercent,
    minimumHealthyPercent: whole.minimumHealthyPercent ?? percents.minimumHealthyPercent,
  };
};

/** Without the keys that are there with undefined only. */
export const withoutAbsent = <T extends object>(given: T): Partial<T> =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Partial<T>;
