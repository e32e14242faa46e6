import type { ScalableTarget, ScalingPolicy } from '@aws-sdk/client-application-auto-scaling';
import type { World } from '../../world.ts';

/** What Application Auto Scaling asks of ECS. */
export interface AutoScalingPorts {
  /** Whether the cluster has an ACTIVE service of the name. */
  hasService(cluster: string, service: string): boolean;
}

export type TargetRecord = ScalableTarget & { ResourceId: string; ScalableTargetARN: string };
export type PolicyRecord = ScalingPolicy & { ResourceId: string; PolicyName: string };

export interface AutoScalingState {
  world: World;
  ports: AutoScalingPorts;
  /** By resource id: ECS services have one scalable dimension. */
  targets: Map<string, TargetRecord>;
  policies: PolicyRecord[];
  /** By the ARN of the scalable target. */
  tags: Map<string, Record<string, string>>;
}

export const createState = (world: World, ports: AutoScalingPorts): AutoScalingState => ({
  world,
  ports,
  targets: new Map(),
  policies: [],
  tags: new Map(),
});
