import { ownerName, ownershipOf, type ServiceRef } from '../ownership.ts';
import type { MayDelete, Planned, ResourcePlan } from './action.ts';
import type { ServiceFacts } from './service-facts.ts';

/** Brings a service to 0 tasks first: ECS deletes none that is scaled above 0. A DAEMON service has no count of its own. */
const scaleDown = (ref: ServiceRef, facts: ServiceFacts): Planned[] => {
  const { desiredCount, runningCount, pendingCount, schedulingStrategy, status } = facts;
  const tasks = runningCount + pendingCount;
  if (schedulingStrategy === 'DAEMON' || status === 'DRAINING' || (desiredCount === 0 && tasks === 0)) return [];
  return [
    {
      step: 'scale-service',
      action: 'change',
      type: 'service',
      name: ownerName(ref),
      arn: facts.serviceArn,
      calls: [{ call: 'ecs:UpdateService', input: { ...ref, desiredCount: 0 } }],
      changes: [{ field: 'desiredCount', from: desiredCount, to: 0 }],
      undo: desiredCount === 0 ? [] : [{ call: 'ecs:UpdateService', input: { ...ref, desiredCount } }],
      ...(desiredCount === 0 ? { reason: `${tasks} tasks are still stopping` } : {}),
    },
  ];
};

const deletion = (ref: ServiceRef, facts: ServiceFacts, isForced: boolean): Planned => ({
  step: 'delete-service',
  action: 'delete',
  type: 'service',
  name: ownerName(ref),
  arn: facts.serviceArn,
  calls: [{ call: 'ecs:DeleteService', input: { ...ref, ...(isForced ? { force: true } : {}) } }],
  changes: [],
  undo: [],
  // ECS takes the call again, and the machine still waits for the end of it.
  ...(facts.status === 'DRAINING' ? { reason: 'is DRAINING already' } : {}),
});

/**
 * Plans to take a service down: to 0 tasks, then deleted. Nothing where it is gone.
 *
 * @param options.force delete it with its tasks, as undoing its creation does
 */
export const planServiceRemoval = (
  { cluster, service }: ServiceRef,
  facts: ServiceFacts | null,
  mayDelete: MayDelete,
  { force = false }: { force?: boolean } = {},
): ResourcePlan => {
  if (!facts) return { planned: [], problems: [] };
  const ref = { cluster, service };
  const reason = mayDelete(facts.tags, ownershipOf(facts.tags, ref));
  if (reason === null) {
    return { planned: [...(force ? [] : scaleDown(ref, facts)), deletion(ref, facts, force)], problems: [] };
  }
  const left = { action: 'leave', type: 'service', name: ownerName(ref), arn: facts.serviceArn, reason } as const;
  return { planned: [{ ...left, step: 'delete-service', calls: [], changes: [], undo: [] }], problems: [] };
};
