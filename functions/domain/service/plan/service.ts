import { ownerName, ownershipKeys, ownershipOf } from '../ownership.ts';
import type { ResolvedService } from '../run-state.ts';
import type { EcsServiceSpec } from '../spec-schema/index.ts';
import type { PlanContext, Planned, PlanProblem, ResourcePlan } from './action.ts';
import { serviceChanges } from './service-changes.ts';
import type { ServiceFacts } from './service-facts.ts';
import { createServiceInput, type ServiceWish } from './service-input.ts';

const nothing: ResourcePlan = { planned: [], problems: [] };

/** Why a service that exists may not be changed; empty where it may. */
const ownershipProblems = (facts: ServiceFacts, isAllowed: boolean, { service }: PlanContext): Detail[] => {
  const ownership = ownershipOf(facts.tags, service);
  if (ownership === 'OURS' || (ownership === 'UNOWNED' && isAllowed)) return [];
  const where = `already exists in cluster ${service.cluster}`;
  if (ownership === 'OTHERS') {
    return [
      {
        detail: `${where} and belongs to ${facts.tags[ownershipKeys.service]}`,
        remedy: 'give the spec another service name',
      },
    ];
  }
  return [
    {
      detail: `${where} and was not deployed by this suite`,
      remedy:
        'say allowExisting=true (or allowExisting in aws.ecs.service) to change it, or give the spec another name',
    },
  ];
};

type Detail = Pick<PlanProblem, 'detail' | 'remedy'>;

/** What UpdateService cannot change. */
const immutableProblems = (facts: ServiceFacts, { launchType }: EcsServiceSpec): Detail[] => {
  const remedy = 'replace the service with replace-service, or make the spec say what it is';
  const { schedulingStrategy, deploymentController, capacityProviderStrategy } = facts;
  const providers = capacityProviderStrategy.map(({ capacityProvider }) => capacityProvider).join(', ');
  const present = facts.launchType ?? `capacity providers ${providers}`;
  return [
    ...(facts.launchType === launchType
      ? []
      : [{ detail: `launchType is ${present} and cannot be changed to ${launchType}`, remedy }]),
    ...(schedulingStrategy === 'REPLICA'
      ? []
      : [{ detail: `schedulingStrategy is ${schedulingStrategy} and cannot be changed to REPLICA`, remedy }]),
    ...(deploymentController === 'ECS'
      ? []
      : [{ detail: `its deployments are made by ${deploymentController}, not by ECS`, remedy }]),
  ];
};

const drainingProblem = ({ runningCount, pendingCount }: ServiceFacts, { service }: PlanContext): Detail => ({
  detail:
    `is DRAINING: it was deleted and its ${runningCount + pendingCount} tasks are stopping, which takes as long as their ` +
    'stopTimeout and the deregistration delay of their target groups (5 minutes unless set); ECS makes no service of that name before',
  remedy:
    `wait for it and start again: aws ecs wait services-inactive --cluster ${service.cluster} ` +
    `--services ${service.service}`,
});

/** ECS refuses ECS Exec without a task role, and says so only when the service is made. */
const execProblems = ({ spec, taskDefinition }: Pick<ResolvedService, 'spec' | 'taskDefinition'>): Detail[] => {
  const { service, taskDefinition: own } = spec.aws.ecs;
  if (!service?.enableExecuteCommand || taskDefinition !== null || !own || own.taskRoleArn) return [];
  return [
    {
      detail: 'enableExecuteCommand needs a task role, and the task definition has none',
      remedy: 'give aws.ecs.taskDefinition.taskRoleArn, with permission for ssmmessages',
    },
  ];
};

const creation = (spec: EcsServiceSpec, wish: ServiceWish, context: PlanContext): Planned => ({
  step: 'create-service',
  action: 'create',
  type: 'service',
  name: ownerName(context.service),
  calls: [{ call: 'ecs:CreateService', input: createServiceInput(spec, wish, context) }],
  changes: [{ field: 'desiredCount', from: null, to: wish.desiredCount }],
  undo: [],
});

const update = (facts: ServiceFacts, spec: EcsServiceSpec, wish: ServiceWish, { service }: PlanContext): Planned => {
  const found = serviceChanges(facts, spec, wish);
  const ref = { cluster: service.cluster, service: service.service };
  const changed = {
    step: 'create-service',
    type: 'service',
    name: ownerName(service),
    arn: facts.serviceArn,
    changes: found.flatMap(({ changes }) => changes),
  } as const;
  if (found.length === 0) return { ...changed, action: 'keep', calls: [], undo: [] };
  const former = Object.assign({}, ...found.map(({ undo }) => undo));
  return {
    ...changed,
    action: 'change',
    calls: [{ call: 'ecs:UpdateService', input: Object.assign({ ...ref }, ...found.map((each) => each.update)) }],
    undo: Object.keys(former).length === 0 ? [] : [{ call: 'ecs:UpdateService', input: { ...ref, ...former } }],
  };
};

const absentProblems = ({ desiredCount }: ServiceWish): Detail[] =>
  desiredCount === null
    ? [
        {
          detail: 'no desiredCount is given for a new service',
          remedy: 'give desiredCount in aws.ecs.service or in the request',
        },
      ]
    : [];

/** Whose the service is comes first: what may not be touched need not be compared. */
const presentProblems = (facts: ServiceFacts, spec: EcsServiceSpec, context: PlanContext): Detail[] => {
  const ownership = ownershipProblems(facts, context.allowExisting ?? spec.allowExisting ?? false, context);
  if (ownership.length > 0) return ownership;
  return facts.status === 'DRAINING' ? [drainingProblem(facts, context)] : immutableProblems(facts, spec);
};

/**
 * Plans the service of a spec: made where there is none, changed field by field where it differs. What the plan is made with
 * may not exist yet (see ServiceWish); the step plans again with what there is then, and sends those calls.
 *
 * @param facts null: there is no such service, or it is INACTIVE
 */
export const planService = (
  resolved: Pick<ResolvedService, 'spec' | 'taskDefinition'>,
  facts: ServiceFacts | null,
  wish: ServiceWish,
  context: PlanContext,
): ResourcePlan => {
  const spec = resolved.spec.aws.ecs.service;
  if (!spec) return nothing;
  const check = `service ${ownerName(context.service)}`;
  const details = [
    ...(facts ? presentProblems(facts, spec, context) : absentProblems(wish)),
    ...execProblems(resolved),
  ];
  if (details.length > 0) return { planned: [], problems: details.map((each) => ({ check, ...each })) };
  return { planned: [facts ? update(facts, spec, wish, context) : creation(spec, wish, context)], problems: [] };
};

/**
 * The count that a deployment sets; null where it leaves the count alone. The request's always applies. The spec's applies
 * to a new service, and to one that is there only where nothing scales it: autoscaling owns the count otherwise.
 *
 * @param counts.decided the count that the request's or else the spec's desiredCount comes to; null where neither says one
 */
export const desiredCountToSet = ({
  decided,
  isRequested,
  exists,
  isScaled,
}: {
  decided: number | null;
  isRequested: boolean;
  exists: boolean;
  isScaled: boolean;
}): number | null => (isRequested || !exists || !isScaled ? decided : null);
