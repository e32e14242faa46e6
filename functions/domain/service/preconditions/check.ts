import type { Finding } from '../../../../layers/shared/finding.ts';
import type { PlanContext, Planned, ResourcePlan } from '../plan/action.ts';
import { planListeners } from '../plan/listeners.ts';
import type { LoadBalancingFacts } from '../plan/load-balancing-facts.ts';
import { planService } from '../plan/service.ts';
import { planTargetGroups } from '../plan/target-groups.ts';
import type { ResolvedService, ServiceRunRequest } from '../run-state.ts';
import { checkCapacity, checkCluster } from './cluster.ts';
import { checkContainers } from './containers.ts';
import type { PreconditionFacts } from './facts.ts';
import { fail, judge, problemFindings } from './findings.ts';
import { checkImages } from './image-reference.ts';
import { checkLoadBalancers } from './load-balancers.ts';
import { checkLogGroups } from './log-groups.ts';
import { aspectsOf, includesPlanProblems } from './needs.ts';
import { checkNetwork } from './network.ts';
import { checkQuotas } from './quotas.ts';
import { checkRoles } from './roles.ts';
import { checkSensitive } from './secrets.ts';
import { imagesOf, logGroupsOf, rolesOf, sensitiveOf } from './task-definition.ts';
import type { TaskStarter } from './trust-policy.ts';

/** A deployment whose preconditions are checked. */
export interface CheckedRun {
  request: Pick<ServiceRunRequest, 'dryRun' | 'only'>;
  resolved: ResolvedService;
  context: PlanContext;
  /** Where its tasks run. */
  starter: TaskStarter;
}

const never = { detail: '', remedy: '' };

const clusterFindings = ({ resolved }: CheckedRun, { cluster, capacity }: PreconditionFacts): Finding[] => [
  ...(cluster ? checkCluster(resolved.cluster, cluster) : []),
  ...(capacity ? checkCapacity(resolved.cluster, resolved.spec.aws.ecs.service?.launchType ?? '', capacity) : []),
];

const planProblems = ({ request }: CheckedRun, plan: ResourcePlan): Finding[] =>
  includesPlanProblems(request) ? problemFindings(plan.problems) : [];

/** What the count will be, is for the plan to say: here any will do. */
const anyWish = { taskDefinitionArn: null, targetGroupArns: {}, desiredCount: 0, newDeploymentSince: null };

const serviceFindings = (run: CheckedRun, { service }: PreconditionFacts): Finding[] => {
  if (!service) return [];
  const { resolved, context } = run;
  return judge(`service ${resolved.service}`, service, never, ({ facts }) =>
    planProblems(run, planService(resolved, facts, anyWish, context)),
  );
};

const planned = ({ resolved: { spec }, request, context }: CheckedRun, facts: LoadBalancingFacts): ResourcePlan => {
  const aspects = aspectsOf(request.only);
  const plans = [
    ...(aspects.has('target groups') ? [planTargetGroups(spec, facts, context)] : []),
    ...(aspects.has('listeners') ? [planListeners(spec, facts, context)] : []),
  ];
  return { planned: plans.flatMap((plan) => plan.planned), problems: plans.flatMap(({ problems }) => problems) };
};

const quotaFindings = (
  { resolved: { spec } }: CheckedRun,
  { limits, targetGroups }: PreconditionFacts,
  loadBalancing: LoadBalancingFacts,
  actions: Planned[],
): Finding[] => (limits ? checkQuotas(spec, { limits, targetGroups, loadBalancing, planned: actions }) : []);

const loadBalancingFindings = (run: CheckedRun, facts: PreconditionFacts): Finding[] => {
  if (!facts.loadBalancing) return [];
  return judge('load balancing', facts.loadBalancing, never, (loadBalancing) => {
    const plan = planned(run, loadBalancing);
    return [
      ...checkLoadBalancers(run.resolved.spec, loadBalancing),
      ...planProblems(run, plan),
      ...quotaFindings(run, facts, loadBalancing, plan.planned),
    ];
  });
};

const networkFindings = ({ resolved: { spec } }: CheckedRun, facts: PreconditionFacts): Finding[] => {
  const network = spec.aws.ecs.service?.networkConfiguration?.awsvpcConfiguration;
  if (!network || !facts.network) return [];
  const there = facts.loadBalancing?.state === 'FOUND' ? facts.loadBalancing.fact.loadBalancers : [];
  return checkNetwork(network, facts.network, there[0]);
};

const taskFindings = (run: CheckedRun, facts: PreconditionFacts): Finding[] => {
  if (!facts.taskDefinition) return [];
  const { resolved, starter, request } = run;
  const aspects = aspectsOf(request.only);
  const named = resolved.taskDefinition ?? '';
  // One that the request names and that cannot be run is for the planner of task definitions to refuse in a dry run.
  if (facts.taskDefinition.state === 'MISSING' && !includesPlanProblems(request)) return [];
  const absent = {
    detail: 'does not exist or is INACTIVE',
    remedy: 'name an ACTIVE revision, or none for the spec’s own',
  };
  return judge(`task definition ${named}`, facts.taskDefinition, absent, (definition) => [
    ...(aspects.has('containers')
      ? checkContainers(resolved.spec.aws.ecs.service?.loadBalancers ?? [], definition)
      : []),
    ...checkImages(imagesOf(definition)),
    ...missingRole(definition),
    ...checkRoles(rolesOf(definition), facts.roles, starter),
    ...checkSensitive(sensitiveOf(definition), facts.sensitive, starter.accountId),
    ...checkLogGroups(logGroupsOf(definition), facts.logGroups),
  ]);
};

/** ECS registers no task definition with secrets that nobody could fetch. */
const missingRole = (definition: Parameters<typeof rolesOf>[0]): Finding[] => {
  if (definition.executionRoleArn || sensitiveOf(definition).length === 0) return [];
  const detail = 'none is given, and secrets and parameters are fetched in its name';
  return [fail('execution role', detail, 'give executionRoleArn in the task definition')];
};

/** Judges all that a deployment needs, whatever of it was looked at. */
export const checkPreconditions = (run: CheckedRun, facts: PreconditionFacts): Finding[] => [
  ...clusterFindings(run, facts),
  ...serviceFindings(run, facts),
  ...loadBalancingFindings(run, facts),
  ...networkFindings(run, facts),
  ...taskFindings(run, facts),
];
