import * as client from '@aws-sdk/client-application-auto-scaling';
import { defineService } from '../../service.ts';
import type { World } from '../../world.ts';
import { policyOperations } from './policies.ts';
import { type AutoScalingPorts, createState } from './state.ts';
import { tagOperations } from './tags.ts';
import { targetOperations } from './targets.ts';

/** Application Auto Scaling for ECS services: it keeps targets and policies, and scales nothing. */
export const autoScalingService = (world: World, ports: AutoScalingPorts) => {
  const state = createState(world, ports);
  const operations = { ...targetOperations(state), ...policyOperations(state), ...tagOperations(state) };
  return { service: defineService('application-autoscaling', client, operations), operations };
};

export type AutoScalingService = ReturnType<typeof autoScalingService>;
