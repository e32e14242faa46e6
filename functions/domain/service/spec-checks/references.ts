import { partialListenerRules } from '../listener-rules.ts';
import type { Path } from '../spec-problem.ts';
import type { PartialSpec } from '../spec-schema/index.ts';

/** A place that names a target group. */
export interface TargetGroupReference {
  path: Path;
  name: string;
  /** The load balancer that sends it requests; absent for the service, which only fills it. */
  balancer?: string;
  type?: 'application' | 'network';
}

/** A name that is no text could not be read, and has been reported as that. */
const named = (reference: Omit<TargetGroupReference, 'name'> & { name: string | undefined }): TargetGroupReference[] =>
  reference.name === undefined ? [] : [{ ...reference, name: reference.name }];

const ofListeners = (spec: PartialSpec): TargetGroupReference[] =>
  (spec.aws?.elb?.loadBalancers ?? []).flatMap((balancer, index) =>
    (balancer?.listeners ?? []).flatMap((listener, at) => {
      const path = ['aws', 'elb', 'loadBalancers', index, 'listeners', at];
      const by = {
        ...(balancer?.name ? { balancer: balancer.name } : {}),
        ...(balancer?.type ? { type: balancer.type } : {}),
      };
      if (balancer?.type === 'network') {
        const name = listener?.action?.targetGroupName;
        return named({ ...by, path: [...path, 'action', 'targetGroupName'], name });
      }
      return partialListenerRules(listener).flatMap(({ rule, path: place }) =>
        named({ ...by, path: [...path, ...place, 'action', 'targetGroupName'], name: rule?.action?.targetGroupName }),
      );
    }),
  );

const ofService = (spec: PartialSpec): TargetGroupReference[] =>
  (spec.aws?.ecs?.service?.loadBalancers ?? []).flatMap((attached, index) =>
    named({
      path: ['aws', 'ecs', 'service', 'loadBalancers', index, 'targetGroup', 'name'],
      name: attached?.targetGroup?.name,
    }),
  );

const ofScalingPolicy = (spec: PartialSpec): TargetGroupReference[] => {
  const tracking = spec.aws?.ecs?.service?.scalingPolicy?.TargetTrackingScalingPolicyConfiguration;
  return named({
    path: [
      ...['aws', 'ecs', 'service', 'scalingPolicy', 'TargetTrackingScalingPolicyConfiguration'],
      ...['PredefinedMetricSpecification', 'ResourceLabel', 'targetGroupName'],
    ],
    name: tracking?.PredefinedMetricSpecification?.ResourceLabel?.targetGroupName,
  });
};

/** Every place of a spec that names a target group. */
export const targetGroupReferences = (spec: PartialSpec): TargetGroupReference[] => [
  ...ofListeners(spec),
  ...ofService(spec),
  ...ofScalingPolicy(spec),
];
