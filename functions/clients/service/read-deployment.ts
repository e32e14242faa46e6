import type { ECSClient } from '@aws-sdk/client-ecs';
import type { PlanContext } from '../../domain/service/plan/action.ts';
import type {
  FamilyFacts,
  RevisionFacts,
  ServiceFacts,
  TaskDefinitionFacts,
} from '../../domain/service/plan/service-facts.ts';
import { isSameRevision } from '../../domain/service/plan/task-definition.ts';
import { familyOf, taskDefinitionHash } from '../../domain/service/plan/task-definition-input.ts';
import type { ResolvedService } from '../../domain/service/run-state.ts';
import { listRevisions, readRevision } from './task-definitions.ts';

type Wanted = Pick<ResolvedService, 'spec' | 'cluster' | 'service' | 'taskDefinition'>;

/** How many revisions behind the newest one are looked at: enough to go back to a former spec without a new revision. */
const lookBack = 5;

/** How many revisions a run deregisters; each one costs two calls. */
const removable = 50;

const none: TaskDefinitionFacts = { running: null, family: [], named: null };

/** The family's newest revisions, up to the first that is the same; the one that runs has been looked at. */
const readFamily = async (
  ecs: ECSClient,
  family: string,
  { running, isSame }: { running: RevisionFacts | null; isSame: (revision: RevisionFacts) => boolean },
): Promise<RevisionFacts[]> => {
  const newest = await readRevision(ecs, family);
  if (!newest || isSame(newest)) return newest ? [newest] : [];
  const found = [newest];
  const known = [newest.taskDefinitionArn, running?.taskDefinitionArn];
  for (const arn of await listRevisions(ecs, family, lookBack + 1)) {
    const revision = known.includes(arn) ? null : await readRevision(ecs, arn);
    if (revision) found.push(revision);
    if (revision && isSame(revision)) break;
  }
  return found;
};

/**
 * What planTaskDefinition must know, in as few calls as answer it.
 *
 * @param service as readService found it
 */
export const readTaskDefinitions = async (
  ecs: ECSClient,
  resolved: Wanted,
  service: Pick<ServiceFacts, 'taskDefinition'> | null,
): Promise<TaskDefinitionFacts> => {
  if (resolved.taskDefinition !== null) return { ...none, named: await readRevision(ecs, resolved.taskDefinition) };
  const running = service ? await readRevision(ecs, service.taskDefinition) : null;
  const spec = resolved.spec.aws.ecs.taskDefinition;
  const family = familyOf(resolved);
  if (!spec || family === null) return { ...none, running };
  const owner: PlanContext['service'] = { cluster: resolved.cluster, service: resolved.service };
  const same = { hash: taskDefinitionHash(spec, family), service: owner };
  const isSame = (revision: RevisionFacts): boolean => isSameRevision(revision, same);
  if (running && isSame(running)) return { ...none, running };
  return { ...none, running, family: await readFamily(ecs, family, { running, isSame }) };
};

/** What planTaskDefinitionRemoval must know; null where the spec has no task definition. */
export const readFamilyRevisions = async (
  ecs: ECSClient,
  resolved: Pick<ResolvedService, 'spec' | 'service'>,
): Promise<FamilyFacts | null> => {
  const family = familyOf(resolved);
  if (family === null) return null;
  const arns = await listRevisions(ecs, family, removable + 1);
  const revisions: RevisionFacts[] = [];
  for (const arn of arns.slice(0, removable)) {
    const revision = await readRevision(ecs, arn);
    if (revision) revisions.push(revision);
  }
  return {
    family,
    revisions: revisions.map(({ taskDefinitionArn, family: name, revision, tags }) => ({
      taskDefinitionArn,
      family: name,
      revision,
      tags,
    })),
    hasFurther: arns.length > removable,
  };
};
