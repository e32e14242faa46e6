import type { PutScalingPolicyCommandInput } from '@aws-sdk/client-application-auto-scaling';
import type { EcsServiceSpec, ServiceSpec } from '../spec-schema/index.ts';
import type { PlanProblem } from './action.ts';
import type { LabelArns } from './scaling-facts.ts';

type PolicySpec = NonNullable<EcsServiceSpec['scalingPolicy']>;

/** The names in the spec's policy that a deployment looks up; undefined where it needs none. */
export const labelNames = (spec: ServiceSpec) =>
  spec.aws.ecs.service?.scalingPolicy?.TargetTrackingScalingPolicyConfiguration?.PredefinedMetricSpecification
    ?.ResourceLabel;

/** `arn:…:loadbalancer/app/web/0123` → `app/web/0123`. */
const labelPart = (arn: string): string => arn.slice(arn.lastIndexOf(':') + 1).replace(/^loadbalancer\//, '');

/**
 * What ALBRequestCountPerTarget counts at: `app/<load balancer>/<id>/targetgroup/<target group>/<id>`. An id stands as `…`
 * while the thing does not exist, which is so in the plan that creates it.
 *
 * @see https://docs.aws.amazon.com/autoscaling/application/APIReference/API_PredefinedMetricSpecification.html
 */
export const resourceLabel = (
  { loadBalancerName, targetGroupName }: { loadBalancerName: string; targetGroupName: string },
  { loadBalancers, targetGroups }: LabelArns,
): string => {
  const [balancer, group] = [loadBalancers[loadBalancerName], targetGroups[targetGroupName]];
  return [
    balancer === undefined ? `app/${loadBalancerName}/…` : labelPart(balancer),
    group === undefined ? `targetgroup/${targetGroupName}/…` : labelPart(group),
  ].join('/');
};

/** What a policy needs and does not find; empty where it finds all, and before a deployment has made it. */
export const missingForLabel = (spec: ServiceSpec, { loadBalancers, targetGroups }: LabelArns): PlanProblem[] => {
  const names = labelNames(spec);
  if (!names) return [];
  const { loadBalancerName, targetGroupName } = names;
  const detail = 'does not exist, and the scaling policy counts its requests';
  return [
    ...(loadBalancers[loadBalancerName] === undefined
      ? [{ check: `load balancer ${loadBalancerName}`, detail, remedy: 'create it, or name one that exists' }]
      : []),
    ...(targetGroups[targetGroupName] === undefined
      ? [{ check: `target group ${targetGroupName}`, detail, remedy: 'run only=create-target-groups first' }]
      : []),
  ];
};

/*
 * What AWS takes where a configuration says nothing. They are sent along, so that a field taken out of a spec really goes back,
 * and compared along, because AWS tells them.
 */

/** @see https://docs.aws.amazon.com/autoscaling/application/APIReference/API_TargetTrackingScalingPolicyConfiguration.html */
const trackingDefaults = { ScaleInCooldown: 300, ScaleOutCooldown: 300, DisableScaleIn: false };

/** @see https://docs.aws.amazon.com/autoscaling/application/APIReference/API_StepScalingPolicyConfiguration.html */
const stepDefaults = { Cooldown: 300, MetricAggregationType: 'Average' };

/** A configuration with AWS's defaults in place of what is absent. */
export const completePolicy = (type: string, configuration: Record<string, unknown>): Record<string, unknown> => {
  if (type === 'TargetTrackingScaling') return { ...trackingDefaults, ...configuration };
  return type === 'StepScaling' ? { ...stepDefaults, ...configuration } : configuration;
};

/** The spec's configuration as PutScalingPolicy takes it. */
export const wantedConfiguration = (policy: PolicySpec, arns: LabelArns): Record<string, unknown> => {
  if (policy.PolicyType === 'StepScaling') {
    return completePolicy('StepScaling', { ...policy.StepScalingPolicyConfiguration });
  }
  const { PredefinedMetricSpecification: metric, ...tracking } = policy.TargetTrackingScalingPolicyConfiguration ?? {};
  if (!metric) return completePolicy('TargetTrackingScaling', tracking);
  const { PredefinedMetricType, ResourceLabel } = metric;
  const label = ResourceLabel ? { ResourceLabel: resourceLabel(ResourceLabel, arns) } : {};
  return completePolicy('TargetTrackingScaling', {
    ...tracking,
    PredefinedMetricSpecification: { PredefinedMetricType, ...label },
  });
};

/** The member of PutScalingPolicy's input that a configuration of the type stands in. */
export const configurationMember = (
  type: string,
  configuration: Record<string, unknown>,
): Partial<PutScalingPolicyCommandInput> => ({ [`${type}PolicyConfiguration`]: configuration });
