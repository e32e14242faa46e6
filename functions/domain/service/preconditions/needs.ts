import type { ServiceRunRequest } from '../run-state.ts';

/** Groups of preconditions, each of which costs calls of its own. */
export type Aspect =
  | 'cluster'
  | 'service'
  | 'target groups'
  | 'listeners'
  | 'network'
  | 'containers'
  | 'task definition';

const all: Aspect[] = ['cluster', 'service', 'target groups', 'listeners', 'network', 'containers', 'task definition'];

type Only = NonNullable<ServiceRunRequest['only']>;

const byStep: Partial<Record<Only, Aspect[]>> = {
  'register-task-definition': ['task definition'],
  'create-target-groups': ['target groups'],
  'update-listeners': ['listeners'],
  // It starts tasks: what they need must be there.
  'create-service': ['cluster', 'service', 'network', 'containers', 'task definition'],
  'register-scalable-target': ['cluster'],
  verify: [],
};

/** What must be checked for a whole run, or for the one step that is to run by itself. */
export const aspectsOf = (only: Only | undefined): Set<Aspect> =>
  new Set(only === undefined ? all : (byStep[only] ?? all));

/**
 * Whether what planners object to belongs to the preconditions. In a dry run the plan, which comes next, says it; in a real
 * run everything must be said before the first change, and a validation makes no plan.
 */
export const includesPlanProblems = ({ dryRun, only }: Pick<ServiceRunRequest, 'dryRun' | 'only'>): boolean =>
  !dryRun || only === 'validate';
