import * as v from 'valibot';
import type { Clients } from '../../clients/index.ts';
import { autoScaling, ecs, elb } from '../../clients/index.ts';
import { readTeardown } from '../../clients/service/read-teardown.ts';
import { makePlan, requireApprovedPlan } from '../../domain/service/plan/make-plan.ts';
import { mayTearDown } from '../../domain/service/plan/may-delete.ts';
import { planTeardown as plan, requireStepsBefore } from '../../domain/service/plan/teardown.ts';
import { type RunPlan, runState } from '../../domain/service/run-state.ts';
import { lambdaStep, type StepContext } from '../../runtime/lambda-step.ts';

const schema = v.object(runState);

/**
 * Lists what a teardown deletes and in which order, and what it leaves because it is not the service's own. Reads only; safe to
 * retry, and what is gone already is not listed.
 *
 * @throws PlanChangedError where the request approves another plan; PlanTooLargeError; ServiceNotScaledDownError
 */
export const planTeardown =
  (clients: Pick<Clients, 'autoScaling' | 'ecs' | 'elb'>, { logger }: StepContext<unknown>) =>
  async ({ request, resolved, execution }: v.InferOutput<typeof schema>): Promise<RunPlan> => {
    const mayDelete = mayTearDown(request.allowExisting ?? false);
    const planned = plan(resolved, await readTeardown(clients, resolved), mayDelete);
    const { only } = request;
    requireStepsBefore(only, planned, resolved);
    const made = makePlan({
      planned,
      ...(only === undefined || only === 'validate' || only === 'verify' ? {} : { only }),
      specHash: resolved.specHash,
      execution: execution.id,
      desiredCount: 0,
    });
    logger.info('teardown planned', { status: made.status, hash: made.hash, steps: made.steps });
    requireApprovedPlan(made, request.approvedPlan);
    return made;
  };

export const handler = lambdaStep(planTeardown, { input: schema, clients: { autoScaling, ecs, elb } });
