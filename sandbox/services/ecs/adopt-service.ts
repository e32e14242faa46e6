import type { Service } from '@aws-sdk/client-ecs';
import { createService } from './create-service.ts';
import type { LoadBalancing } from './load-balancing.ts';
import { completeDeployment } from './scheduler/settle.ts';
import type { ServiceRecord } from './service-record.ts';
import { type EcsState, now } from './state.ts';

/** A service as DescribeServices shows it, with one deployment. */
export type GivenService = Service & { clusterName: string; serviceName: string };

/**
 * Makes a service that has long been deployed, by the id of its deployment. Its tasks are the caller's to launch,
 * started by that id; from then on the scheduler keeps them.
 */
export const adoptService = (
  state: EcsState,
  { clusterName, serviceName, deployments = [], ...given }: GivenService,
  loadBalancing: LoadBalancing | undefined,
): ServiceRecord => {
  const { taskDefinition, desiredCount, launchType, networkConfiguration, loadBalancers } = given;
  const input = { taskDefinition, desiredCount, launchType, networkConfiguration, loadBalancers };
  const service = createService(state, { cluster: clusterName, serviceName, ...input }, loadBalancing);
  service.deployments[0].id = deployments[0]?.id ?? service.deployments[0].id;
  completeDeployment(service, now(state));
  // What happened long ago is news to nobody.
  Object.assign(service.memory, { isSteady: true, news: [] });
  return service;
};
