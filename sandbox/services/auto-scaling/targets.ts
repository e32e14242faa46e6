import { randomBytes } from 'node:crypto';
import type client from '@aws-sdk/client-application-auto-scaling';
import type { Operations } from '../../service.ts';
import { asMembers, checkNamespace, noTarget, type Scaled, scaledOf } from './dimension.ts';
import { invalid, outOfModel } from './errors.ts';
import { page } from './pages.ts';
import type { AutoScalingState, TargetRecord } from './state.ts';
import { putTags } from './tags.ts';

type Register = client.RegisterScalableTargetCommandInput;

const nothingSuspended = {
  DynamicScalingInSuspended: false,
  DynamicScalingOutSuspended: false,
  ScheduledScalingSuspended: false,
};

/** @throws AwsError ValidationException, also where a new target lacks one of them */
const capacitiesOf = ({ MinCapacity, MaxCapacity }: Register, known: TargetRecord | undefined) => {
  const [min, max] = [MinCapacity ?? known?.MinCapacity, MaxCapacity ?? known?.MaxCapacity];
  if (min === undefined || max === undefined) {
    throw invalid('MinCapacity and MaxCapacity must be given when a scalable target is registered for the first time');
  }
  for (const [at, value] of Object.entries({ minCapacity: min, maxCapacity: max })) {
    if (!Number.isInteger(value) || value < 0) {
      throw outOfModel(value, at, 'Member must have value greater than or equal to 0');
    }
  }
  if (max < min) throw invalid('Maximum capacity cannot be less than minimum capacity');
  return { MinCapacity: min, MaxCapacity: max };
};

const newTarget = ({ world }: AutoScalingState, scaled: Scaled) => ({
  ...asMembers(scaled),
  RoleARN: `arn:aws:iam::${world.accountId}:role/aws-service-role/ecs.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_ECSService`,
  CreationTime: new Date(world.clock.now()),
  ScalableTargetARN: `arn:aws:application-autoscaling:${world.region}:${world.accountId}:scalable-target/0ec5${randomBytes(20).toString('hex')}`,
});

/** Registers a target, or changes what is given of a known one. */
const register = (state: AutoScalingState, input: Register): TargetRecord => {
  const scaled = scaledOf(input);
  const known = state.targets.get(scaled.resourceId);
  const [, cluster = '', service = ''] = scaled.resourceId.split('/');
  if (!state.ports.hasService(cluster, service)) throw invalid(`ECS service doesn't exist: ${scaled.resourceId}`);
  const capacities = capacitiesOf(input, known);
  if (known && Object.keys(input.Tags ?? {}).length > 0) {
    throw invalid(
      'The scalable target that you tried to tag already exists. To update tags on an existing scalable target, use the TagResource API.',
    );
  }
  // A role that is given is ignored for ECS, which has a service-linked one.
  const target: TargetRecord = {
    ...(known ?? newTarget(state, scaled)),
    ...capacities,
    SuspendedState: { ...nothingSuspended, ...known?.SuspendedState, ...input.SuspendedState },
  };
  putTags(state, target.ScalableTargetARN, input.Tags ?? {});
  state.targets.set(scaled.resourceId, target);
  return target;
};

/** RegisterScalableTarget, DescribeScalableTargets, DeregisterScalableTarget. */
export const targetOperations = (state: AutoScalingState) =>
  ({
    RegisterScalableTarget: (input) => ({ ScalableTargetARN: register(state, input).ScalableTargetARN }),

    DescribeScalableTargets(input) {
      const { ServiceNamespace, ResourceIds, ScalableDimension } = input;
      checkNamespace(ServiceNamespace);
      const matching = [...state.targets.values()].filter(
        (target) =>
          (!ResourceIds?.length || ResourceIds.includes(target.ResourceId)) &&
          (ScalableDimension === undefined || target.ScalableDimension === ScalableDimension),
      );
      const { items, next } = page(matching, input);
      return { ScalableTargets: items, ...next };
    },

    /** Its policies go with it. */
    DeregisterScalableTarget(input) {
      const scaled = scaledOf(input);
      const target = state.targets.get(scaled.resourceId);
      if (!target) throw noTarget(scaled);
      state.targets.delete(scaled.resourceId);
      state.tags.delete(target.ScalableTargetARN);
      state.policies = state.policies.filter(({ ResourceId }) => ResourceId !== scaled.resourceId);
      return {};
    },
  }) satisfies Operations<typeof client>;
