import type {
  PutScalingPolicyCommandInput,
  StepAdjustment,
  StepScalingPolicyConfiguration,
  TargetTrackingScalingPolicyConfiguration,
} from '@aws-sdk/client-application-auto-scaling';
import { AwsError } from '../../service.ts';
import { invalid, outOfModel } from './errors.ts';

const adjustmentTypes = ['ChangeInCapacity', 'ExactCapacity', 'PercentChangeInCapacity'];
const mostSteps = 20;
const perTarget = 'ALBRequestCountPerTarget';
const predefined = ['ECSServiceAverageCPUUtilization', 'ECSServiceAverageMemoryUtilization', perTarget];
const resourceLabel = /^app\/[^/]+\/[0-9a-f]+\/targetgroup\/[^/]+\/[0-9a-f]+$/;

/** What a target tracking policy follows, as a text to compare; undefined for none. */
export const metricOf = (configuration: TargetTrackingScalingPolicyConfiguration | undefined): string | undefined => {
  const metric = configuration?.PredefinedMetricSpecification ?? configuration?.CustomizedMetricSpecification;
  return metric && JSON.stringify(metric);
};

const checkCooldown = (at: string, seconds: number | undefined): void => {
  if (seconds !== undefined && (!Number.isInteger(seconds) || seconds < 0)) {
    throw outOfModel(seconds, at, 'Member must have value greater than or equal to 0');
  }
};

const checkTracking = (configuration: TargetTrackingScalingPolicyConfiguration): void => {
  const { TargetValue = Number.NaN, PredefinedMetricSpecification, CustomizedMetricSpecification } = configuration;
  if (!(TargetValue > 0)) throw invalid(`The target value must be greater than 0, not '${TargetValue}'`);
  checkCooldown('scaleOutCooldown', configuration.ScaleOutCooldown);
  checkCooldown('scaleInCooldown', configuration.ScaleInCooldown);
  if (!PredefinedMetricSpecification === !CustomizedMetricSpecification) {
    throw invalid('Exactly one of PredefinedMetricSpecification and CustomizedMetricSpecification must be specified');
  }
  if (!PredefinedMetricSpecification) return;
  const { PredefinedMetricType: type = '', ResourceLabel: label } = PredefinedMetricSpecification;
  if (!predefined.includes(type)) {
    throw invalid(`The predefined metric type '${type}' is not for ECS: use one of ${predefined.join(', ')}`);
  }
  if (type === perTarget && !resourceLabel.test(label ?? '')) {
    throw invalid(
      `The resource label '${label ?? ''}' of ${perTarget} must be app/<load balancer>/<id>/targetgroup/<target group>/<id>`,
    );
  }
  if (type !== perTarget && label !== undefined) {
    throw invalid(`A resource label is for ${perTarget} only, not for ${type}`);
  }
};

/** Steps cover one range without gaps or overlaps; an absent bound is an infinite one. */
const checkIntervals = (steps: StepAdjustment[]): void => {
  const sorted = steps
    .map(({ MetricIntervalLowerBound: low, MetricIntervalUpperBound: high }) => ({
      low: low ?? Number.NEGATIVE_INFINITY,
      high: high ?? Number.POSITIVE_INFINITY,
    }))
    .sort((a, b) => a.low - b.low);
  for (const [index, { low, high }] of sorted.entries()) {
    const before = sorted[index - 1];
    if (low >= high) throw invalid('The upper bound of a step must be greater than its lower bound');
    if (before && before.high > low) throw invalid('Step adjustment intervals must not overlap');
    if (before && before.high < low) throw invalid('There must not be a gap between step adjustment intervals');
  }
};

const checkSteps = (configuration: StepScalingPolicyConfiguration): void => {
  const { AdjustmentType: type = '', StepAdjustments = [] } = configuration;
  if (!adjustmentTypes.includes(type)) {
    throw outOfModel(type, 'adjustmentType', `Member must satisfy enum value set: [${adjustmentTypes.join(', ')}]`);
  }
  if (StepAdjustments.length === 0) throw invalid('At least one step adjustment must be specified');
  if (StepAdjustments.length > mostSteps) {
    throw new AwsError('LimitExceededException', `A scaling policy has at most ${mostSteps} step adjustments`);
  }
  checkCooldown('cooldown', configuration.Cooldown);
  checkIntervals(StepAdjustments);
};

/**
 * Applies AWS's rules for a scaling policy of an ECS service.
 *
 * @returns its type: step scaling where none is given
 * @throws AwsError ValidationException, LimitExceededException
 * @see https://docs.aws.amazon.com/autoscaling/application/APIReference/API_PutScalingPolicy.html
 */
export const checkPolicy = (input: PutScalingPolicyCommandInput): 'StepScaling' | 'TargetTrackingScaling' => {
  const { PolicyName = '', PolicyType: type = 'StepScaling' } = input;
  const { StepScalingPolicyConfiguration: step, TargetTrackingScalingPolicyConfiguration: tracking } = input;
  if (!/^\P{Cc}{1,256}$/u.test(PolicyName)) {
    throw outOfModel(PolicyName, 'policyName', 'Member must have 1 to 256 printable characters');
  }
  if (step && tracking) throw invalid('Only one of the scaling policy configurations can be specified');
  if (type === 'StepScaling') {
    if (!step) throw invalid('StepScalingPolicyConfiguration must be specified for policy type StepScaling');
    checkSteps(step);
    return type;
  }
  if (type === 'TargetTrackingScaling') {
    if (!tracking) {
      throw invalid('TargetTrackingScalingPolicyConfiguration must be specified for policy type TargetTrackingScaling');
    }
    checkTracking(tracking);
    return type;
  }
  if (type === 'PredictiveScaling')
    throw invalid('the sandbox has no predictive scaling: use target tracking or steps');
  throw outOfModel(
    type,
    'policyType',
    'Member must satisfy enum value set: [PredictiveScaling, StepScaling, TargetTrackingScaling]',
  );
};
