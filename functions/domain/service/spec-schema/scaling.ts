import * as v from 'valibot';
import { choice, count, decimal, elbName, fields, flag, list, matching, text, texts } from '../spec-fields.ts';

const { optional } = v;

/** What both halves say of the service that they scale. */
const scalable = {
  ServiceNamespace: choice(['ecs']),
  ScalableDimension: choice(['ecs:service:DesiredCount']),
  ResourceId: matching(/service\/[^/]+\/[^/]+/, 'service/<cluster>/<service>'),
};

/** @see https://docs.aws.amazon.com/autoscaling/application/APIReference/API_RegisterScalableTarget.html */
export const scalableTarget = fields({
  ...scalable,
  MinCapacity: count(),
  MaxCapacity: count(),
  RoleARN: optional(text()),
  SuspendedState: optional(
    fields({
      DynamicScalingInSuspended: optional(flag()),
      DynamicScalingOutSuspended: optional(flag()),
      ScheduledScalingSuspended: optional(flag()),
    }),
  ),
  Tags: optional(texts()),
});

const dimensions = () => optional(list(fields({ Name: text(), Value: text() })));

const metricQuery = fields({
  Id: text(),
  Expression: optional(text()),
  Label: optional(text()),
  MetricStat: optional(
    fields({
      Metric: fields({ Dimensions: dimensions(), MetricName: optional(text()), Namespace: optional(text()) }),
      Stat: text(),
      Unit: optional(text()),
    }),
  ),
  ReturnData: optional(flag()),
});

const targetTracking = fields({
  TargetValue: decimal(),
  PredefinedMetricSpecification: optional(
    fields({
      PredefinedMetricType: text(),
      // AWS wants a text made of two ARNs; the spec names both things, and a deployment looks the ARNs up.
      ResourceLabel: optional(
        fields({ loadBalancerName: elbName('load balancer'), targetGroupName: elbName('target group') }),
      ),
    }),
  ),
  CustomizedMetricSpecification: optional(
    fields({
      MetricName: optional(text()),
      Namespace: optional(text()),
      Dimensions: dimensions(),
      Statistic: optional(choice(['Average', 'Minimum', 'Maximum', 'SampleCount', 'Sum'])),
      Unit: optional(text()),
      Metrics: optional(list(metricQuery)),
    }),
  ),
  ScaleInCooldown: optional(count()),
  ScaleOutCooldown: optional(count()),
  DisableScaleIn: optional(flag()),
});

const stepScaling = fields({
  AdjustmentType: optional(choice(['ChangeInCapacity', 'PercentChangeInCapacity', 'ExactCapacity'])),
  StepAdjustments: optional(
    list(
      fields({
        ScalingAdjustment: decimal(),
        MetricIntervalLowerBound: optional(decimal()),
        MetricIntervalUpperBound: optional(decimal()),
      }),
    ),
  ),
  MinAdjustmentMagnitude: optional(count()),
  Cooldown: optional(count()),
  MetricAggregationType: optional(choice(['Average', 'Minimum', 'Maximum'])),
});

/** @see https://docs.aws.amazon.com/autoscaling/application/APIReference/API_PutScalingPolicy.html */
export const scalingPolicy = fields({
  ...scalable,
  PolicyName: matching(/.{1,256}/s, 'name of a policy: 1 to 256 characters'),
  PolicyType: choice(['TargetTrackingScaling', 'StepScaling']),
  TargetTrackingScalingPolicyConfiguration: optional(targetTracking),
  StepScalingPolicyConfiguration: optional(stepScaling),
});
