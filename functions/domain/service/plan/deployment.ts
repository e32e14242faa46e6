import { type CountDecision, decideDesiredCount, type ServiceCounts } from '../desired-count.ts';
import type { ResolvedService, ServiceRunRequest } from '../run-state.ts';
import type { PlanContext, Planned, PlanProblem, PlanStep, ResourcePlan } from './action.ts';
import { planListeners } from './listeners.ts';
import type { LoadBalancingFacts } from './load-balancing-facts.ts';
import { missingBefore, notDeployed } from './partial-deployment.ts';
import { planScaling } from './scaling.ts';
import type { LabelArns, ScalingFacts } from './scaling-facts.ts';
import { desiredCountToSet, planService } from './service.ts';
import type { ServiceFacts, TaskDefinitionFacts } from './service-facts.ts';
import { planTargetGroups } from './target-groups.ts';
import { planTaskDefinition } from './task-definition.ts';

/** All that AWS says of what a spec names. */
export interface DeploymentFacts {
  service: ServiceFacts | null;
  /** The service that the request names as active: null where it does not exist, absent where it names none. */
  active?: ServiceCounts | null;
  taskDefinitions: TaskDefinitionFacts;
  loadBalancing: LoadBalancingFacts;
  scaling: ScalingFacts;
  labelArns: LabelArns;
}

/** A run that deploys, as its state holds it. */
export interface DeploymentRun {
  request: Pick<ServiceRunRequest, 'activeService' | 'desiredCount' | 'only' | 'specSource'>;
  resolved: ResolvedService;
  /** When the execution was started: a deployment that is forced and newer needs not be forced again. */
  execution: { startedAt: string };
  context: PlanContext;
}

/** What a deployment does, and why it cannot. */
export interface DeploymentPlan extends ResourcePlan {
  taskDefinitionArn: string | null;
  desiredCount: number | null;
}

const decideCount = ({ request, resolved }: DeploymentRun, facts: DeploymentFacts): CountDecision | null => {
  const { service: spec } = resolved.spec.aws.ecs;
  const isOwnedByScaling = facts.service !== null && spec?.scalableTarget !== undefined;
  const wanted = request.desiredCount ?? (isOwnedByScaling ? undefined : spec?.desiredCount);
  if (!spec || (wanted === undefined && facts.service)) return null;
  const { activeService } = request;
  return decideDesiredCount({
    wanted,
    active: activeService === undefined ? undefined : { service: activeService, counts: facts.active ?? null },
    existing: facts.service,
    minCapacity: spec.scalableTarget?.MinCapacity,
  });
};

const arnsByName = ({ targetGroups }: LoadBalancingFacts): Record<string, string> =>
  Object.fromEntries(targetGroups.map(({ name, arn }) => [name, arn]));

/** Each step's part of the whole, with what else of it is of interest. */
const parts = (run: DeploymentRun, facts: DeploymentFacts) => {
  const { resolved, request, context } = run;
  const decision = decideCount(run, facts);
  const decided = decision && 'desiredCount' in decision ? decision.desiredCount : null;
  const desiredCount = desiredCountToSet({
    decided,
    isRequested: request.desiredCount !== undefined,
    exists: facts.service !== null,
    isScaled: resolved.spec.aws.ecs.service?.scalableTarget !== undefined,
  });
  const taskDefinition = planTaskDefinition(resolved, facts.taskDefinitions, {
    ...context,
    specSource: request.specSource,
  });
  const wish = {
    taskDefinitionArn: taskDefinition.taskDefinitionArn,
    targetGroupArns: arnsByName(facts.loadBalancing),
    desiredCount,
    newDeploymentSince: resolved.forceNewDeployment ? run.execution.startedAt : null,
  };
  const countProblems: PlanProblem[] = decision && 'problem' in decision ? [decision.problem] : [];
  // A count that nobody can tell is one problem, not also one of the service that would have it.
  const service =
    countProblems.length > 0
      ? { planned: [], problems: countProblems }
      : planService(resolved, facts.service, wish, context);
  const byStep: Partial<Record<PlanStep, ResourcePlan>> = {
    'register-task-definition': taskDefinition,
    'create-target-groups': planTargetGroups(resolved.spec, facts.loadBalancing, context),
    'update-listeners': planListeners(resolved.spec, facts.loadBalancing, context),
    'create-service': service,
    'register-scalable-target': planScaling(resolved.spec, { ...facts.scaling, arns: facts.labelArns }, context),
  };
  return { byStep, taskDefinitionArn: taskDefinition.taskDefinitionArn, desiredCount };
};

const joined = (plans: readonly ResourcePlan[]): { planned: Planned[]; problems: PlanProblem[] } => ({
  planned: plans.flatMap(({ planned }) => planned),
  problems: plans.flatMap(({ problems }) => problems),
});

/**
 * Plans all that a deployment does. A step that is run by itself has the problems of its own resources alone, and one more where an
 * earlier step has to be run first.
 */
export const planDeployment = (run: DeploymentRun, facts: DeploymentFacts): DeploymentPlan => {
  const { byStep, taskDefinitionArn, desiredCount } = parts(run, facts);
  const { only } = run.request;
  if (only === undefined) {
    const { planned, problems } = joined(Object.values(byStep));
    return { planned: [...planned, ...notDeployed(run.resolved.spec)], problems, taskDefinitionArn, desiredCount };
  }
  const mine = byStep[only as PlanStep] ?? { planned: [], problems: [] };
  const missing = missingBefore(only, run.resolved.spec, { byStep, service: facts.service });
  return { ...joined([mine, { planned: [], problems: missing }]), taskDefinitionArn, desiredCount };
};
