import { ownershipOf, specSourceKey } from '../ownership.ts';
import type { ResolvedService } from '../run-state.ts';
import type { PlanContext, Planned, PlanProblem, ResourcePlan } from './action.ts';
import type { RevisionFacts, TaskDefinitionFacts } from './service-facts.ts';
import { taskDefinitionChanges } from './task-definition-changes.ts';
import { contentHashKey, familyOf, taskDefinitionHash, taskDefinitionInput } from './task-definition-input.ts';

/** The part of a plan that is about the task definition. */
export interface TaskDefinitionPlan extends ResourcePlan {
  /** The revision to run; null where the run registers it, or where there is a problem. */
  taskDefinitionArn: string | null;
}

/** `arn:…:task-definition/web:3` → `web:3`. */
export const revisionName = (taskDefinitionArn: string): string =>
  taskDefinitionArn.slice(taskDefinitionArn.lastIndexOf('/') + 1);

const problem = (check: string, detail: string, remedy: string): TaskDefinitionPlan => ({
  planned: [],
  problems: [{ check, detail, remedy }],
  taskDefinitionArn: null,
});

/** @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-using-tags.html */
const isTagValue = (value: string): boolean => value.length <= 256 && /^[\p{L}\p{N}\p{Zs}+\-=._:/@]*$/u.test(value);

const sourceProblems = (specSource: string | undefined): PlanProblem[] => {
  if (specSource === undefined || isTagValue(specSource)) return [];
  return [
    {
      check: 'specSource',
      detail: `cannot be a tag (${specSourceKey}): 256 letters, digits, spaces and + - = . _ : / @ at most`,
      remedy: 'give an address without a query, or none',
    },
  ];
};

/** Plans with the revision that the request names instead of the spec's. */
const planNamed = (name: string, named: RevisionFacts | null): TaskDefinitionPlan => {
  const check = `task definition ${name}`;
  const remedy = 'name an ACTIVE revision, or leave serviceOverrides.taskDefinition out to register the spec';
  if (!named) return problem(check, 'ECS knows no such task definition', remedy);
  if (named.status !== 'ACTIVE')
    return problem(check, `is ${named.status}: a service cannot be made to run it`, remedy);
  return { planned: [], problems: [], taskDefinitionArn: named.taskDefinitionArn };
};

const keep = ({ taskDefinitionArn }: RevisionFacts): TaskDefinitionPlan => ({
  planned: [
    {
      step: 'register-task-definition',
      action: 'keep',
      type: 'task definition',
      name: revisionName(taskDefinitionArn),
      arn: taskDefinitionArn,
      calls: [],
      changes: [],
      undo: [],
    },
  ],
  problems: [],
  taskDefinitionArn,
});

/** Whether a revision was registered by this suite, for this service, from the same content, and can still be run. */
export const isSameRevision = (
  { tags, status }: Pick<RevisionFacts, 'tags' | 'status'>,
  { hash, service }: { hash: string; service: PlanContext['service'] },
): boolean => status === 'ACTIVE' && tags[contentHashKey] === hash && ownershipOf(tags, service) === 'OURS';

/**
 * Plans the registration of the spec's task definition, or which revision of ours is already the same: the one the service
 * runs, else the newest. What is the same is judged by what was registered, not by what ECS made of it.
 */
export const planTaskDefinition = (
  resolved: Pick<ResolvedService, 'spec' | 'service' | 'taskDefinition'>,
  facts: TaskDefinitionFacts,
  { service, tags, specSource }: PlanContext & { specSource?: string | undefined },
): TaskDefinitionPlan => {
  if (resolved.taskDefinition !== null) return planNamed(resolved.taskDefinition, facts.named);
  const spec = resolved.spec.aws.ecs.taskDefinition;
  const family = familyOf(resolved);
  if (!spec || family === null) {
    if (facts.running) return { planned: [], problems: [], taskDefinitionArn: facts.running.taskDefinitionArn };
    return problem('task definition', 'the spec has no aws.ecs.taskDefinition', 'add one to the spec');
  }
  const hash = taskDefinitionHash(spec, family);
  const known = [...(facts.running ? [facts.running] : []), ...facts.family];
  const same = known.find((each) => isSameRevision(each, { hash, service }));
  if (same) return keep(same);
  const problems = sourceProblems(specSource);
  const input = taskDefinitionInput(spec, { family, tags, specSource });
  const former = facts.running ?? facts.family[0] ?? null;
  const changes = taskDefinitionChanges(former, input);
  const planned: Planned = {
    step: 'register-task-definition',
    action: 'create',
    type: 'task definition',
    name: family,
    calls: [{ call: 'ecs:RegisterTaskDefinition', input }],
    changes,
    undo: [],
    ...(former && changes.length === 0 ? { reason: 'the former revision was not registered from this spec' } : {}),
  };
  return { planned: [planned], problems, taskDefinitionArn: null };
};
