import type { CreateServiceCommandOutput } from '@aws-sdk/client-ecs';
import * as v from 'valibot';
import { ecsCalls } from '../../clients/calls/ecs.ts';
import { sendCall } from '../../clients/calls/index.ts';
import type { Clients } from '../../clients/index.ts';
import { ecs, ecsOnce, elb } from '../../clients/index.ts';
import { describeTargetGroups } from '../../clients/load-balancing/target-groups.ts';
import { readService, serviceFactsOf } from '../../clients/service/services.ts';
import { isUnanswered } from '../../domain/errors/aws.ts';
import {
  isNotIdempotent,
  ServiceNotDeployableError,
  serviceError,
  TargetGroupMissingError,
  TaskDefinitionMissingError,
} from '../../domain/errors/service.ts';
import { requireApproved } from '../../domain/service/as-approved.ts';
import { planContext } from '../../domain/service/plan/plan-context.ts';
import { planService } from '../../domain/service/plan/service.ts';
import type { ServiceFacts } from '../../domain/service/plan/service-facts.ts';
import type { ServiceWish } from '../../domain/service/plan/service-input.ts';
import { planSchema, runState } from '../../domain/service/run-state.ts';
import {
  type ServiceState,
  serviceState,
  targetGroupsState,
  taskDefinitionState,
} from '../../domain/service/service-state.ts';
import { lambdaStep, type StepContext } from '../../runtime/lambda-step.ts';

const environment = v.object({ RUNBOOKS_SERVICE: v.string() });
type Settings = v.InferOutput<typeof environment>;

const schema = v.object({
  ...runState,
  plan: planSchema,
  taskDefinition: v.nullish(taskDefinitionState),
  targetGroups: v.nullish(targetGroupsState),
});
type Input = v.InferOutput<typeof schema>;

type ServiceClients = Pick<Clients, 'ecs' | 'ecsOnce' | 'elb'>;

/** ARNs of the service's target groups: those that CreateTargetGroups has told, and where it did not run, by name. */
const targetGroupArns = async (elb: Clients['elb'], { resolved, targetGroups }: Input) => {
  const told = new Map(targetGroups?.targetGroups.map(({ name, arn }) => [name, arn]));
  const names = (resolved.spec.aws.ecs.service?.loadBalancers ?? []).map(({ targetGroup }) => targetGroup.name);
  const found = await describeTargetGroups(
    elb,
    names.filter((name) => !told.has(name)),
  );
  for (const { name, arn } of found) told.set(name, arn);
  const missing = names.filter((name) => !told.has(name));
  if (missing.length > 0) throw new TargetGroupMissingError(missing);
  return Object.fromEntries(told);
};

const readWish = async (elb: Clients['elb'], input: Input): Promise<ServiceWish> => {
  const { resolved, plan, taskDefinition, execution } = input;
  const taskDefinitionArn = taskDefinition?.taskDefinitionArn ?? plan.taskDefinitionArn;
  if (taskDefinitionArn === null) throw new TaskDefinitionMissingError(resolved);
  return {
    taskDefinitionArn,
    targetGroupArns: await targetGroupArns(elb, input),
    desiredCount: plan.desiredCount,
    newDeploymentSince: resolved.forceNewDeployment ? execution.startedAt : null,
  };
};

/** Looks at the service, plans it anew and sends what is planned. */
const bringAbout = async (
  { ecs, ecsOnce }: ServiceClients,
  { input, wish, stage }: { input: Input; wish: ServiceWish; stage: string },
): Promise<ServiceFacts | null> => {
  const facts = await readService(ecs, input.resolved);
  const { planned, problems } = planService(input.resolved, facts, wish, planContext({ ...input, stage }));
  if (problems.length > 0) throw new ServiceNotDeployableError(problems);
  requireApproved(input, planned);
  let after = facts;
  for (const call of planned.flatMap(({ calls }) => calls)) {
    // Each answered try of a forced deployment begins another one, so it is not for the SDK to repeat.
    const isForced = call.call === 'ecs:UpdateService' && call.input.forceNewDeployment === true;
    const answer: Partial<CreateServiceCommandOutput> = await sendCall(ecsCalls(isForced ? ecsOnce : ecs), call);
    after = serviceFactsOf(answer);
  }
  return after;
};

/**
 * Creates the spec's service, or changes the one that is there where it differs. Safe to retry: what an earlier try has done
 * is found and left as it is.
 *
 * @throws ServiceNotDeployableError, TaskDefinitionMissingError, TargetGroupMissingError, PlanChangedError before anything is changed;
 *   TargetGroupNotAttachedError, ServiceRoleNotReadyError, ServiceDrainingError where ECS refuses for these reasons
 */
export const createService =
  (clients: ServiceClients, { now, settings, logger }: StepContext<Settings>) =>
  async (input: Input): Promise<ServiceState> => {
    const { resolved } = input;
    const order = { input, wish: await readWish(clients.elb, input), stage: settings.RUNBOOKS_SERVICE };
    try {
      const facts = await bringAbout(clients, order).catch((error: unknown) => {
        if (!isNotIdempotent(error) && !isUnanswered(error)) throw error;
        return bringAbout(clients, order);
      });
      const { cluster, service } = resolved;
      logger.info('service is as its spec says', { cluster, service, taskDefinitionArn: facts?.taskDefinition });
      return serviceState(facts, facts?.desiredCount ?? 0, now);
    } catch (error) {
      throw serviceError(error, resolved);
    }
  };

export const handler = lambdaStep(createService, { input: schema, clients: { ecs, ecsOnce, elb }, environment });
