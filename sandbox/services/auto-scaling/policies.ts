import { randomUUID } from 'node:crypto';
import type client from '@aws-sdk/client-application-auto-scaling';
import { AwsError, type Operations } from '../../service.ts';
import { checkPolicy, metricOf } from './check-policy.ts';
import { asMembers, checkNamespace, noPolicy, noTarget, type Scaled, scaledOf } from './dimension.ts';
import { invalid } from './errors.ts';
import { page } from './pages.ts';
import type { AutoScalingState, PolicyRecord } from './state.ts';

/** @see https://docs.aws.amazon.com/general/latest/gr/as-app.html */
const mostPolicies = 50;

const policiesOf = ({ policies }: AutoScalingState, { resourceId }: Scaled): PolicyRecord[] =>
  policies.filter(({ ResourceId }) => ResourceId === resourceId);

/** The alarms that target tracking makes for itself: one to scale out, one to scale in. */
const alarmsOf = ({ region, accountId }: AutoScalingState['world'], resourceId: string, canScaleIn: boolean) =>
  (canScaleIn ? ['AlarmHigh', 'AlarmLow'] : ['AlarmHigh']).map((kind) => {
    const AlarmName = `TargetTracking-${resourceId}-${kind}-${randomUUID()}`;
    return { AlarmName, AlarmARN: `arn:aws:cloudwatch:${region}:${accountId}:alarm:${AlarmName}` };
  });

const newArn = ({ region, accountId }: AutoScalingState['world'], { resourceId }: Scaled, name: string): string =>
  `arn:aws:autoscaling:${region}:${accountId}:scalingPolicy:${randomUUID()}:resource/ecs/${resourceId}:policyName/${name}`;

const checkOthers = (others: PolicyRecord[], input: client.PutScalingPolicyCommandInput): void => {
  if (others.length >= mostPolicies) {
    throw new AwsError('LimitExceededException', `A scalable target has at most ${mostPolicies} scaling policies`);
  }
  const metric = metricOf(input.TargetTrackingScalingPolicyConfiguration);
  const isTaken = others.some((each) => metricOf(each.TargetTrackingScalingPolicyConfiguration) === metric);
  if (metric !== undefined && isTaken) {
    throw invalid('Only one TargetTrackingScaling policy for a given metric specification is allowed.');
  }
};

/** Creates a policy, or replaces the known one of the name but for its ARN. */
const put = (state: AutoScalingState, input: client.PutScalingPolicyCommandInput): PolicyRecord => {
  const scaled = scaledOf(input);
  const PolicyType = checkPolicy(input);
  if (!state.targets.has(scaled.resourceId)) throw noTarget(scaled);
  const PolicyName = input.PolicyName ?? '';
  const all = policiesOf(state, scaled);
  const known = all.find((each) => each.PolicyName === PolicyName);
  if (known && known.PolicyType !== PolicyType) {
    throw invalid(
      'You cannot change a TargetTrackingScaling policy to a non TargetTrackingScaling policy, or vice versa.',
    );
  }
  checkOthers(
    all.filter((each) => each !== known),
    input,
  );
  const { StepScalingPolicyConfiguration: step, TargetTrackingScalingPolicyConfiguration: tracking } = input;
  const record: PolicyRecord = {
    PolicyARN: known?.PolicyARN ?? newArn(state.world, scaled, PolicyName),
    PolicyName,
    ...asMembers(scaled),
    PolicyType,
    ...(step ? { StepScalingPolicyConfiguration: step } : {}),
    ...(tracking ? { TargetTrackingScalingPolicyConfiguration: tracking } : {}),
    Alarms: tracking ? alarmsOf(state.world, scaled.resourceId, tracking.DisableScaleIn !== true) : [],
    CreationTime: known?.CreationTime ?? new Date(state.world.clock.now()),
  };
  state.policies = [...state.policies.filter((each) => each !== known), record];
  return record;
};

/** PutScalingPolicy, DescribeScalingPolicies, DeleteScalingPolicy. */
export const policyOperations = (state: AutoScalingState) =>
  ({
    PutScalingPolicy(input) {
      const { PolicyARN, Alarms } = put(state, input);
      return { PolicyARN, Alarms };
    },

    DescribeScalingPolicies(input) {
      const { ServiceNamespace, PolicyNames, ResourceId, ScalableDimension } = input;
      checkNamespace(ServiceNamespace);
      const matching = state.policies.filter(
        (policy) =>
          (!PolicyNames?.length || PolicyNames.includes(policy.PolicyName)) &&
          (ResourceId === undefined || policy.ResourceId === ResourceId) &&
          (ScalableDimension === undefined || policy.ScalableDimension === ScalableDimension),
      );
      const { items, next } = page(matching, input);
      return { ScalingPolicies: items, ...next };
    },

    DeleteScalingPolicy(input) {
      const scaled = scaledOf(input);
      const known = policiesOf(state, scaled).find(({ PolicyName }) => PolicyName === input.PolicyName);
      if (!known) throw noPolicy(scaled, input.PolicyName ?? '');
      state.policies = state.policies.filter((each) => each !== known);
      return {};
    },
  }) satisfies Operations<typeof client>;
