import { ownershipOf, type ServiceRef } from '../ownership.ts';
import type { MayDelete, Planned, ResourcePlan } from './action.ts';
import { notMadeByRun } from './may-delete.ts';
import type { FamilyFacts } from './service-facts.ts';
import { revisionName } from './task-definition.ts';

type Listed = FamilyFacts['revisions'][number];

const deregister = ({ taskDefinitionArn }: Listed): Planned => ({
  step: 'deregister-task-definitions',
  action: 'delete',
  type: 'task definition',
  name: revisionName(taskDefinitionArn),
  arn: taskDefinitionArn,
  calls: [{ call: 'ecs:DeregisterTaskDefinition', input: { taskDefinition: taskDefinitionArn } }],
  changes: [],
  undo: [],
});

const leave = (name: string, reason: string): Planned => ({
  step: 'deregister-task-definitions',
  action: 'leave',
  type: 'task definition',
  name,
  calls: [],
  changes: [],
  undo: [],
  reason,
});

const foreign = 'not registered for this service by this suite, which never deregisters such';

const counted = (count: number): string => (count === 1 ? '1 revision' : `${count} revisions`);

/**
 * Plans to deregister the ACTIVE revisions of a family that this suite registered for the service. Others are never
 * deregistered, whatever the request allows: a family may be shared. A service that runs a revision keeps running it when
 * it is deregistered, so other services need not be asked.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeregisterTaskDefinition.html
 */
export const planTaskDefinitionRemoval = (
  service: ServiceRef,
  { family, revisions, hasFurther }: FamilyFacts,
  mayDelete: MayDelete,
): ResourcePlan => {
  const reasonToLeave = ({ tags }: Listed): string | null => {
    const ownership = ownershipOf(tags, service);
    const reason = mayDelete(tags, ownership);
    return ownership === 'OURS' || reason === notMadeByRun ? reason : foreign;
  };
  const reasons = new Map(revisions.map((each) => [each, reasonToLeave(each)]));
  const left = Map.groupBy(
    revisions.filter((each) => reasons.get(each) !== null),
    (each) => reasons.get(each) ?? '',
  );
  return {
    planned: [
      ...revisions.filter((each) => reasons.get(each) === null).map(deregister),
      ...[...left].map(([reason, each]) => leave(`${family} (${counted(each.length)})`, reason)),
      ...(hasFurther ? [leave(`${family} (older revisions)`, 'too many for one run; run the teardown again')] : []),
    ],
    problems: [],
  };
};
