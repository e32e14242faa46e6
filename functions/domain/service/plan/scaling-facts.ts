import type { ServiceRef, Tags } from '../ownership.ts';

/** Which of its activities a scalable target does not do. */
export interface SuspendedState {
  DynamicScalingInSuspended: boolean;
  DynamicScalingOutSuspended: boolean;
  ScheduledScalingSuspended: boolean;
}

/** A service's scalable target, as Application Auto Scaling has it. */
export interface ScalableTargetFacts {
  /** Null where the answer has none: targets registered before there were ARNs. */
  arn: string | null;
  minCapacity: number;
  maxCapacity: number;
  suspendedState: SuspendedState;
  tags: Tags;
}

/** A scaling policy of it. */
export interface ScalingPolicyFacts {
  name: string;
  arn: string;
  /** `TargetTrackingScaling`, `StepScaling` … */
  type: string;
  /** The configuration of its type, in AWS's words. */
  configuration: Record<string, unknown>;
  /** Names of the CloudWatch alarms that start it. */
  alarms: string[];
}

/** How a service is scaled now. */
export interface ScalingFacts {
  target: ScalableTargetFacts | null;
  /** All policies of the target, those that no spec names too. */
  policies: ScalingPolicyFacts[];
}

/** ARNs by name, as far as they are known: of what a policy that counts requests per target needs. */
export interface LabelArns {
  loadBalancers: Record<string, string>;
  targetGroups: Record<string, string>;
}

/** Names a service's desired count to Application Auto Scaling. */
export const scaledDimension = ({ cluster, service }: ServiceRef) =>
  ({
    ServiceNamespace: 'ecs',
    ResourceId: `service/${cluster}/${service}`,
    ScalableDimension: 'ecs:service:DesiredCount',
  }) as const;
