import type { ServiceRunRequest } from '../run-state.ts';
import type { ServiceSpec } from '../spec-schema/index.ts';
import type { Planned, PlanProblem, PlanStep, ResourcePlan, ResourceType } from './action.ts';
import type { ServiceFacts } from './service-facts.ts';

/** Which steps must have made what a step uses. */
const needs: Partial<Record<NonNullable<ServiceRunRequest['only']>, PlanStep[]>> = {
  'update-listeners': ['create-target-groups'],
  'create-service': ['register-task-definition', 'create-target-groups', 'update-listeners'],
};

interface Known {
  byStep: Partial<Record<PlanStep, ResourcePlan>>;
  service: ServiceFacts | null;
}

const notMade = (step: PlanStep, { byStep }: Known): PlanProblem[] =>
  (byStep[step]?.planned ?? [])
    .filter(({ action }) => action === 'create')
    .map(({ type, name }) => ({
      check: `${type} ${name}`,
      detail: 'does not exist yet, and the step that is run by itself needs it',
      remedy: `run only=${step} first, or the whole deployment`,
    }));

/** What an earlier step has to make before a step can be run by itself. */
export const missingBefore = (
  only: NonNullable<ServiceRunRequest['only']>,
  { aws }: ServiceSpec,
  known: Known,
): PlanProblem[] => {
  const missing = (needs[only] ?? []).flatMap((step) => notMade(step, known));
  const isServiceNeeded = only === 'register-scalable-target' && aws.ecs.service?.scalableTarget && !known.service;
  if (!isServiceNeeded) return missing;
  return [
    {
      check: `service ${aws.ecs.service?.name}`,
      detail: 'does not exist yet, and a scalable target needs it',
      remedy: 'run only=create-service first, or the whole deployment',
    },
  ];
};

const left = (type: ResourceType, name: string): Planned => ({
  step: 'create-service',
  action: 'leave',
  type,
  name,
  calls: [],
  changes: [],
  undo: [],
  reason: 'not deployed by this suite',
});

/** What a spec may hold that is checked and not deployed. */
export const notDeployed = ({ aws }: ServiceSpec): Planned[] => [
  ...(aws.route53 ?? []).map(({ name, domain, type }) => left('Route 53 record', `${name}.${domain} ${type}`)),
  ...Object.keys(aws.ecs.tasks ?? {}).map((name) => left('task', name)),
];
