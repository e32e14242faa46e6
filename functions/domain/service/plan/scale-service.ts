import { DesiredCountUnknownError, ScalingOutOfBoundsError, ServiceNotScalableError } from '../../errors/scaling.ts';
import { decideDesiredCount, type ServiceCounts } from '../desired-count.ts';
import { ownerName, type ServiceRef } from '../ownership.ts';
import type { Planned } from './action.ts';
import { registerCall } from './scaling.ts';
import { type ScalableTargetFacts, scaledDimension } from './scaling-facts.ts';
import type { ServiceFacts } from './service-facts.ts';

/** What a service is to be scaled to. */
export interface ScalingWish {
  /** The request's count, else the spec's. */
  wanted: number | 'auto' | 'match' | undefined;
  active?: { service: string; counts: ServiceCounts | null } | undefined;
  /** Whether the scalable target's bounds may be widened to the count. */
  moveBounds: boolean;
}

/** How a service is scaled: nothing, its count, or the bounds of its scalable target first. */
export interface ServiceScaling {
  desiredCount: number;
  planned: Planned[];
}

/** Widens a scalable target to a count; nothing where the count is within. */
export const planBounds = (ref: ServiceRef, target: ScalableTargetFacts | null, desiredCount: number): Planned[] => {
  if (!target) return [];
  const former = { MinCapacity: target.minCapacity, MaxCapacity: target.maxCapacity };
  const wanted = {
    MinCapacity: Math.min(target.minCapacity, desiredCount),
    MaxCapacity: Math.max(target.maxCapacity, desiredCount),
  };
  const changes = (['MinCapacity', 'MaxCapacity'] as const)
    .filter((field) => former[field] !== wanted[field])
    .map((field) => ({ field, from: former[field], to: wanted[field] }));
  if (changes.length === 0) return [];
  return [
    {
      step: 'register-scalable-target',
      action: 'change',
      type: 'scalable target',
      name: scaledDimension(ref).ResourceId,
      ...(target.arn === null ? {} : { arn: target.arn }),
      calls: [registerCall(ref, wanted)],
      changes,
      undo: [registerCall(ref, former)],
      reason: 'moveBounds widens it to the wanted count',
    },
  ];
};

const planCount = (ref: ServiceRef, facts: ServiceFacts, desiredCount: number, reason: string): Planned => {
  const of = { step: 'scale-service', type: 'service', name: ownerName(ref), arn: facts.serviceArn, reason } as const;
  if (facts.desiredCount === desiredCount) return { ...of, action: 'keep', calls: [], changes: [], undo: [] };
  const { cluster, service } = ref;
  return {
    ...of,
    action: 'change',
    calls: [{ call: 'ecs:UpdateService', input: { cluster, service, desiredCount } }],
    changes: [{ field: 'desiredCount', from: facts.desiredCount, to: desiredCount }],
    undo: [{ call: 'ecs:UpdateService', input: { cluster, service, desiredCount: facts.desiredCount } }],
  };
};

const decide = (facts: ServiceFacts, { wanted, active }: ScalingWish): { desiredCount: number; reason: string } => {
  if (wanted === undefined) {
    const remedy = 'give desiredCount in the request: a number, auto or match';
    throw new DesiredCountUnknownError({ detail: 'neither the request nor the spec has a desiredCount', remedy });
  }
  const decision = decideDesiredCount({ wanted, active, existing: facts });
  if ('problem' in decision) throw new DesiredCountUnknownError(decision.problem);
  return decision;
};

/**
 * Plans to set a service's desired count, within the bounds of its scalable target unless those may be moved.
 *
 * @throws ServiceNotScalableError, DesiredCountUnknownError, ScalingOutOfBoundsError
 */
export const planServiceScaling = (
  ref: ServiceRef,
  { service, target }: { service: ServiceFacts; target: ScalableTargetFacts | null },
  wish: ScalingWish,
): ServiceScaling => {
  if (service.status !== 'ACTIVE') throw new ServiceNotScalableError(ref, 'it is being deleted');
  if (service.schedulingStrategy !== 'REPLICA') {
    throw new ServiceNotScalableError(ref, 'a DAEMON service has one task on each container instance');
  }
  const { desiredCount, reason } = decide(service, wish);
  const bounds = planBounds(ref, target, desiredCount);
  if (target && bounds.length > 0 && !wish.moveBounds) {
    const { minCapacity, maxCapacity } = target;
    throw new ScalingOutOfBoundsError({
      resourceId: scaledDimension(ref).ResourceId,
      desiredCount,
      minCapacity,
      maxCapacity,
    });
  }
  return { desiredCount, planned: [...bounds, planCount(ref, service, desiredCount, reason)] };
};
