import * as v from 'valibot';
import { ecsCalls } from '../../clients/calls/ecs.ts';
import { sendCall } from '../../clients/calls/index.ts';
import type { Clients } from '../../clients/index.ts';
import { ecs } from '../../clients/index.ts';
import { readService } from '../../clients/service/services.ts';
import { ServiceNotFoundError } from '../../domain/errors/ecs.ts';
import { InvalidStepInputError } from '../../domain/errors/request.ts';
import { planSchema } from '../../domain/service/run-state.ts';
import { type ServiceState, serviceNamedBy, serviceNaming, serviceState } from '../../domain/service/service-state.ts';
import { lambdaStep, type StepContext } from '../../runtime/lambda-step.ts';

const schema = v.object({
  ...serviceNaming,
  plan: planSchema,
  /** Wins over the plan's. */
  desiredCount: v.nullish(v.pipe(v.number(), v.integer(), v.minValue(0))),
});

interface ScaledService extends ServiceState {
  /** The count before the change. */
  previousCount: number;
}

const expected = 'a service and a count to scale it to';

/**
 * Sets a service's desired count: the payload's `desiredCount`, else the plan's. Safe to retry. Where there is no such
 * service any more it has 0 tasks, which is what a teardown asks for.
 *
 * @throws ServiceNotFoundError where a service that is MISSING or INACTIVE is to have tasks
 */
export const scaleService =
  ({ ecs }: Pick<Clients, 'ecs'>, { now, logger }: StepContext<unknown>) =>
  async (input: v.InferOutput<typeof schema>): Promise<ScaledService> => {
    const ref = serviceNamedBy(input);
    const desiredCount = input.desiredCount ?? input.plan.desiredCount;
    if (!ref || desiredCount === null) throw new InvalidStepInputError([{ field: 'plan.desiredCount', expected }]);
    const facts = await readService(ecs, ref);
    const isEnding = facts === null || facts.status === 'DRAINING';
    if (facts === null && desiredCount > 0) throw new ServiceNotFoundError(ref);
    if (facts?.desiredCount !== desiredCount && !(isEnding && desiredCount === 0)) {
      await sendCall(ecsCalls(ecs), { call: 'ecs:UpdateService', input: { ...ref, desiredCount } });
      logger.info('service scaled', { ...ref, desiredCount, previousCount: facts?.desiredCount });
    }
    return { ...serviceState(facts, desiredCount, now), previousCount: facts?.desiredCount ?? 0 };
  };

export const handler = lambdaStep(scaleService, { input: schema, clients: { ecs } });
