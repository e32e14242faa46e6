import { ServiceNotScaledDownError } from '../../errors/service.ts';
import type { ResolvedService, ServiceRunRequest } from '../run-state.ts';
import type { MayDelete, Planned, ResourcePlan } from './action.ts';
import { planListenersRemoval } from './listeners-removal.ts';
import type { LoadBalancingFacts } from './load-balancing-facts.ts';
import type { ScalingFacts } from './scaling-facts.ts';
import { planScalingRemoval } from './scaling-removal.ts';
import type { FamilyFacts, ServiceFacts } from './service-facts.ts';
import { planServiceRemoval } from './service-removal.ts';
import { planTargetGroupsRemoval } from './target-groups-removal.ts';
import { planTaskDefinitionRemoval } from './task-definition-removal.ts';

/** All that AWS says of what a teardown may find. */
export interface TeardownFacts {
  service: ServiceFacts | null;
  scaling: ScalingFacts;
  /** With every use of the target groups. */
  loadBalancing: LoadBalancingFacts;
  /** Null where the spec has no task definition. */
  family: FamilyFacts | null;
}

/** Plans all that a teardown deletes, scales down and leaves. */
export const planTeardown = (
  { spec, cluster, service: name }: Pick<ResolvedService, 'spec' | 'cluster' | 'service'>,
  { service, scaling, loadBalancing, family }: TeardownFacts,
  mayDelete: MayDelete,
): Planned[] => {
  const ref = { cluster, service: name };
  const removals: ResourcePlan[] = [
    planScalingRemoval(spec, scaling, mayDelete),
    planServiceRemoval(ref, service, mayDelete),
    planListenersRemoval(spec, loadBalancing, { service: ref, mayDelete }),
    planTargetGroupsRemoval(spec, loadBalancing, { service: ref, mayDelete }),
    ...(family ? [planTaskDefinitionRemoval(ref, family, mayDelete)] : []),
  ];
  return removals.flatMap(({ planned }) => planned);
};

/**
 * Holds a step that is run by itself against what has to come before it.
 *
 * @throws ServiceNotScaledDownError
 */
export const requireStepsBefore = (
  only: ServiceRunRequest['only'],
  planned: readonly Planned[],
  service: Pick<ResolvedService, 'cluster' | 'service'>,
): void => {
  // Tasks that only have to stop yet do not keep ECS from deleting it.
  const isScaled = planned.some(
    ({ step, changes }) => step === 'scale-service' && changes.some(({ from }) => from !== 0),
  );
  if (only === 'delete-service' && isScaled) throw new ServiceNotScaledDownError(service);
};
