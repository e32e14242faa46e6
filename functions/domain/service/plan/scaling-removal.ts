import { ownershipOf, type ServiceRef } from '../ownership.ts';
import type { ServiceSpec } from '../spec-schema/index.ts';
import type { MayDelete, Planned, ResourcePlan } from './action.ts';
import type { ServiceCall } from './calls.ts';
import { differences, leavesOf } from './field-changes.ts';
import { deletePolicyCall, deregisterCall, formerCapacities, registerCall } from './scaling.ts';
import {
  type ScalableTargetFacts,
  type ScalingFacts,
  type ScalingPolicyFacts,
  scaledDimension,
} from './scaling-facts.ts';

const step = 'deregister-scalable-target' as const;

const allSuspended = {
  DynamicScalingInSuspended: true,
  DynamicScalingOutSuspended: true,
  ScheduledScalingSuspended: true,
};

const suspensionChanges = ({ suspendedState }: ScalableTargetFacts) =>
  differences(leavesOf({ SuspendedState: suspendedState }), leavesOf({ SuspendedState: allSuspended }));

const of = (ref: ServiceRef, { arn }: ScalableTargetFacts) => ({
  step,
  type: 'scalable target' as const,
  name: scaledDimension(ref).ResourceId,
  ...(arn === null ? {} : { arn }),
});

const leaveTarget = (ref: ServiceRef, target: ScalableTargetFacts, reason: string): Planned => ({
  ...of(ref, target),
  action: 'leave',
  calls: [],
  changes: [],
  undo: [],
  reason,
});

const leavePolicy = ({ name, arn }: ScalingPolicyFacts, reason: string): Planned => ({
  step,
  action: 'leave',
  type: 'scaling policy',
  name,
  arn,
  calls: [],
  changes: [],
  undo: [],
  reason,
});

/** Scaling is suspended first: a scale-out between the calls that follow would start tasks. */
const suspend = (ref: ServiceRef, target: ScalableTargetFacts) =>
  suspensionChanges(target).length === 0 ? [] : [registerCall(ref, { SuspendedState: allSuspended })];

/** Deregistering would delete the policies that the spec does not name, so the target stays and does nothing. */
const suspendForOthers = (ref: ServiceRef, target: ScalableTargetFacts, others: ScalingPolicyFacts[]): Planned => {
  const names = others.map(({ name }) => name).join(', ');
  const reason = `stays suspended: deregistering it would delete its policies that the spec does not name: ${names}`;
  const calls = suspend(ref, target);
  if (calls.length === 0) return leaveTarget(ref, target, reason);
  return {
    ...of(ref, target),
    action: 'change',
    calls,
    changes: suspensionChanges(target),
    undo: [registerCall(ref, { SuspendedState: formerCapacities(target).SuspendedState })],
    reason,
  };
};

const removePolicy = (ref: ServiceRef, policy: ScalingPolicyFacts, before: Planned['calls']): Planned => ({
  step,
  action: 'delete',
  type: 'scaling policy',
  name: policy.name,
  arn: policy.arn,
  calls: [...before, deletePolicyCall(ref, policy.name)],
  changes: [],
  undo: [],
});

/**
 * Whether an error of a removal's call only says that there is nothing left to remove. RegisterScalableTarget, which suspends,
 * refuses the target of a service that has been deleted, and such a service starts no tasks.
 */
export const isNothingToRemove = ({ call }: Pick<ServiceCall, 'call'>, error: unknown): boolean => {
  const { name, message } = error as Error;
  if (call === 'application-autoscaling:RegisterScalableTarget') {
    return name === 'ObjectNotFoundException' || (name === 'ValidationException' && /doesn't exist/i.test(message));
  }
  return call.startsWith('application-autoscaling:') && name === 'ObjectNotFoundException';
};

/** The service of a spec: the scalable target's resource id says it with the cluster's name. */
const refOf = (spec: ServiceSpec): ServiceRef | undefined => {
  const { service } = spec.aws.ecs;
  if (!service) return undefined;
  return { cluster: service.cluster.slice(service.cluster.lastIndexOf('/') + 1), service: service.name };
};

/**
 * Plans to suspend and remove a service's scaling: its policy, then its scalable target. Where the target has policies that the spec
 * does not name it is suspended and left, because DeregisterScalableTarget deletes all of them. What is gone needs nothing.
 *
 * @see https://docs.aws.amazon.com/autoscaling/application/APIReference/API_DeregisterScalableTarget.html
 */
export const planScalingRemoval = (
  spec: ServiceSpec,
  { target, policies }: ScalingFacts,
  mayDelete: MayDelete,
): ResourcePlan => {
  const ref = refOf(spec);
  if (!ref || !target) return { planned: [], problems: [] };
  const kept = mayDelete(target.tags, ownershipOf(target.tags, ref));
  if (kept !== null) {
    const left = policies.map((policy) => leavePolicy(policy, `its scalable target is left: ${kept}`));
    return { planned: [leaveTarget(ref, target, kept), ...left], problems: [] };
  }
  const { scalingPolicy } = spec.aws.ecs.service ?? {};
  const ours = policies.filter(({ name }) => name === scalingPolicy?.PolicyName);
  const others = policies.filter((policy) => !ours.includes(policy));
  if (others.length > 0) {
    return {
      planned: [
        suspendForOthers(ref, target, others),
        ...ours.map((policy) => removePolicy(ref, policy, [])),
        ...others.map((policy) => leavePolicy(policy, 'the spec does not name it')),
      ],
      problems: [],
    };
  }
  const removal: Planned = {
    ...of(ref, target),
    action: 'delete',
    calls: [deregisterCall(ref)],
    changes: [],
    undo: [],
    reason: 'its scheduled actions, if it has any, go with it',
  };
  return { planned: [...ours.map((policy) => removePolicy(ref, policy, suspend(ref, target))), removal], problems: [] };
};
