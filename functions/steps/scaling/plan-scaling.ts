import * as v from 'valibot';
import type { Clients } from '../../clients/index.ts';
import { autoScaling, ecs } from '../../clients/index.ts';
import { readScaling } from '../../clients/scaling/read-scaling.ts';
import { readService } from '../../clients/service/services.ts';
import { elsewhere, placeOf } from '../../domain/ecs/arn.ts';
import { ServiceNotFoundError } from '../../domain/errors/ecs.ts';
import { InvalidRequestError, InvalidStepInputError } from '../../domain/errors/request.ts';
import type { ServiceRef } from '../../domain/service/ownership.ts';
import { makePlan, requireApprovedPlan } from '../../domain/service/plan/make-plan.ts';
import { planServiceScaling } from '../../domain/service/plan/scale-service.ts';
import { type RunPlan, resolvedSchema } from '../../domain/service/run-state.ts';
import { serviceNamedBy } from '../../domain/service/service-state.ts';
import { executionSchema } from '../../domain/step-schemas.ts';
import { lambdaStep, type StepContext } from '../../runtime/lambda-step.ts';

const schema = v.object({
  execution: executionSchema,
  request: v.looseObject({
    cluster: v.optional(v.string()),
    service: v.optional(v.string()),
    desiredCount: v.optional(v.union([v.number(), v.picklist(['auto', 'match'])])),
    activeService: v.optional(v.string()),
    moveBounds: v.optional(v.boolean(), false),
    approvedPlan: v.optional(v.string()),
  }),
  /** Absent where the request names cluster and service. */
  resolved: v.nullish(resolvedSchema),
});
type Input = v.InferOutput<typeof schema>;

const readActive = async (ecs: Clients['ecs'], cluster: string, service: string | undefined) =>
  service === undefined ? undefined : { service, counts: await readService(ecs, { cluster, service }) };

const readFacts = async ({ ecs, autoScaling }: Pick<Clients, 'ecs' | 'autoScaling'>, ref: ServiceRef) => {
  const [service, { target }] = await Promise.all([readService(ecs, ref), readScaling(autoScaling, ref)]);
  if (!service) throw new ServiceNotFoundError(ref);
  return { service, target };
};

/** Calls name the cluster by its name alone, which another one may have here. */
const requireClusterHere = ({ cluster = '' }: Input['request'], { id }: Input['execution']): void => {
  const other = elsewhere(cluster, placeOf(id));
  if (other === undefined) return;
  const expected = `a cluster of the region and account of this stack, not of ${other}`;
  throw new InvalidRequestError('scale-service', [{ field: 'cluster', expected }]);
};

/**
 * Plans to scale a service to the request's count, else the spec's. Changes nothing.
 *
 * @throws InvalidRequestError for a cluster elsewhere, ServiceNotFoundError, ServiceNotScalableError, DesiredCountUnknownError, ScalingOutOfBoundsError, PlanChangedError
 */
export const planScaling =
  (clients: Pick<Clients, 'ecs' | 'autoScaling'>, { logger }: StepContext<unknown>) =>
  async (input: Input): Promise<RunPlan> => {
    const { request, resolved, execution } = input;
    const ref = serviceNamedBy(input);
    if (!ref) throw new InvalidStepInputError([{ field: 'request.service', expected: 'a service and its cluster' }]);
    requireClusterHere(request, execution);
    const facts = await readFacts(clients, ref);
    const { desiredCount, planned } = planServiceScaling(ref, facts, {
      wanted: request.desiredCount ?? resolved?.spec.aws.ecs.service?.desiredCount,
      active: await readActive(clients.ecs, ref.cluster, request.activeService),
      moveBounds: request.moveBounds,
    });
    const plan = makePlan({
      planned,
      desiredCount,
      taskDefinitionArn: facts.service.taskDefinition,
      specHash: resolved?.specHash ?? null,
      execution: execution.id,
    });
    requireApprovedPlan(plan, request.approvedPlan);
    logger.info('scaling planned', { ...ref, desiredCount, status: plan.status });
    return plan;
  };

export const handler = lambdaStep(planScaling, { input: schema, clients: { ecs, autoScaling } });
