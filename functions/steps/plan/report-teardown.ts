import * as v from 'valibot';
import type { Clients } from '../../clients/index.ts';
import { autoScaling, ecs, elb } from '../../clients/index.ts';
import { readTeardown } from '../../clients/service/read-teardown.ts';
import { mayTearDown } from '../../domain/service/plan/may-delete.ts';
import { planTeardown } from '../../domain/service/plan/teardown.ts';
import type { RunReport } from '../../domain/service/report/run-report.ts';
import { teardownReport } from '../../domain/service/report/teardown.ts';
import { planSchema, type RunPlan, runState } from '../../domain/service/run-state.ts';
import { lambdaStep, type StepContext } from '../../runtime/lambda-step.ts';

const schema = v.object({ ...runState, plan: planSchema });

/** What a plan without work has found a moment ago: all of it is left. */
const asPlanned = ({ actions }: RunPlan) => actions.map((action) => ({ ...action, calls: [] }));

/**
 * Says what a teardown took, and looks once more for what it left: the service's own that is still there, and what belongs to
 * others. A dry run, a step by itself and a run without work are not looked after. Reads only; safe to retry.
 */
export const reportTeardown =
  (clients: Pick<Clients, 'autoScaling' | 'ecs' | 'elb'>, { logger }: StepContext<unknown>) =>
  async ({ request, resolved, plan }: v.InferOutput<typeof schema>): Promise<RunReport> => {
    if (request.dryRun || request.only !== undefined) return teardownReport({ request, resolved, plan }, []);
    if (plan.status === 'NOTHING') return teardownReport({ request, resolved, plan }, asPlanned(plan));
    const mayDelete = mayTearDown(request.allowExisting ?? false);
    const leftovers = planTeardown(resolved, await readTeardown(clients, resolved), mayDelete);
    logger.info('teardown looked after', { left: leftovers.length });
    return teardownReport({ request, resolved, plan }, leftovers);
  };

export const handler = lambdaStep(reportTeardown, { input: schema, clients: { autoScaling, ecs, elb } });
