import {
  type ApplicationAutoScalingClient,
  DescribeScalableTargetsCommand,
  DescribeScalingPoliciesCommand,
  ListTagsForResourceCommand,
  ResourceNotFoundException,
  type ScalableTarget,
  type ScalingPolicy,
} from '@aws-sdk/client-application-auto-scaling';
import type { ServiceRef, Tags } from '../../domain/service/ownership.ts';
import {
  type ScalableTargetFacts,
  type ScalingFacts,
  type ScalingPolicyFacts,
  scaledDimension,
} from '../../domain/service/plan/scaling-facts.ts';

const readTagsOf = async (autoScaling: ApplicationAutoScalingClient, arn: string | undefined): Promise<Tags> => {
  if (arn === undefined) return {};
  try {
    const { Tags: tags = {} } = await autoScaling.send(new ListTagsForResourceCommand({ ResourceARN: arn }));
    return tags;
  } catch (error) {
    // The target went while it was being looked at: whoever deletes it next finds nothing, which is success.
    if (error instanceof ResourceNotFoundException) return {};
    throw error;
  }
};

const targetFacts = (
  { MinCapacity = 0, MaxCapacity = 0, SuspendedState = {}, ScalableTargetARN }: ScalableTarget,
  tags: Tags,
): ScalableTargetFacts => ({
  arn: ScalableTargetARN ?? null,
  minCapacity: MinCapacity,
  maxCapacity: MaxCapacity,
  suspendedState: {
    DynamicScalingInSuspended: SuspendedState.DynamicScalingInSuspended ?? false,
    DynamicScalingOutSuspended: SuspendedState.DynamicScalingOutSuspended ?? false,
    ScheduledScalingSuspended: SuspendedState.ScheduledScalingSuspended ?? false,
  },
  tags,
});

const policyFacts = (policy: ScalingPolicy): ScalingPolicyFacts => {
  const { TargetTrackingScalingPolicyConfiguration: tracking, StepScalingPolicyConfiguration: steps } = policy;
  return {
    name: policy.PolicyName ?? '',
    arn: policy.PolicyARN ?? '',
    type: policy.PolicyType ?? '',
    configuration: { ...(tracking ?? steps ?? policy.PredictiveScalingPolicyConfiguration) },
    alarms: (policy.Alarms ?? []).flatMap(({ AlarmName }) => AlarmName ?? []),
  };
};

const readPolicies = async (
  autoScaling: ApplicationAutoScalingClient,
  ref: ServiceRef,
): Promise<ScalingPolicyFacts[]> => {
  const found: ScalingPolicyFacts[] = [];
  let NextToken: string | undefined;
  do {
    const page = await autoScaling.send(new DescribeScalingPoliciesCommand({ ...scaledDimension(ref), NextToken }));
    found.push(...(page.ScalingPolicies ?? []).map(policyFacts));
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return found;
};

/**
 * Reads how a service is scaled: its scalable target with tags, and all policies of it. One call where it is not scaled.
 *
 * @see https://docs.aws.amazon.com/autoscaling/application/APIReference/API_DescribeScalableTargets.html
 */
export const readScaling = async (
  autoScaling: ApplicationAutoScalingClient,
  ref: ServiceRef,
): Promise<ScalingFacts> => {
  const { ServiceNamespace, ResourceId, ScalableDimension } = scaledDimension(ref);
  const input = { ServiceNamespace, ResourceIds: [ResourceId], ScalableDimension };
  const { ScalableTargets: [target] = [] } = await autoScaling.send(new DescribeScalableTargetsCommand(input));
  if (!target) return { target: null, policies: [] };
  const [tags, policies] = await Promise.all([
    readTagsOf(autoScaling, target.ScalableTargetARN),
    readPolicies(autoScaling, ref),
  ]);
  return { target: targetFacts(target, tags), policies };
};
