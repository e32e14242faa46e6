import * as client from '@aws-sdk/client-elastic-load-balancing-v2';
import { defineService } from '../../service.ts';
import type { World } from '../../world.ts';
import { createNetworks } from '../ec2/networks.ts';
import { controlsOf } from './controls.ts';
import { limitOperations } from './limits.ts';
import { listenerOperations } from './listeners.ts';
import { loadBalancerOperations } from './load-balancers.ts';
import { ruleOperations } from './rules.ts';
import { createState, type ElbState } from './state.ts';
import { tagOperations } from './tags.ts';
import { targetGroupOperations } from './target-groups.ts';
import { targetOperations } from './targets.ts';

export type { ServiceTarget } from './controls.ts';
export type { CheckResult } from './state.ts';

const operationsOf = (state: ElbState) => ({
  ...loadBalancerOperations(state),
  ...listenerOperations(state),
  ...ruleOperations(state),
  ...targetGroupOperations(state),
  ...targetOperations(state),
  ...tagOperations(state),
  ...limitOperations,
});

/**
 * Elastic Load Balancing v2: application and network load balancers that carry no traffic.
 *
 * @param networks EC2's: load balancers and target groups of any other VPC are refused
 */
export const elbService = (world: World, networks = createNetworks(world.region)) => {
  const state = createState(world, networks);
  const operations = operationsOf(state);
  const service = defineService('elasticloadbalancing', client, operations);
  return { service, operations, addNetwork: networks.addNetwork, ...controlsOf(state) };
};

export type ElbService = ReturnType<typeof elbService>;
