import * as v from 'valibot';
import type { Clients } from '../../clients/index.ts';
import { ecs } from '../../clients/index.ts';
import { readService } from '../../clients/service/services.ts';
import { assessInactive, type Draining } from '../../domain/service/draining.ts';
import { runState } from '../../domain/service/run-state.ts';
import { changedServiceState } from '../../domain/service/service-state.ts';
import { lambdaStep, type StepContext } from '../../runtime/lambda-step.ts';

const schema = v.object({
  ...runState,
  service: v.nullish(changedServiceState),
  deleted: v.nullish(v.object({ deletedAt: v.string() })),
});

/**
 * Looks once whether a service that was deleted is INACTIVE, or no longer known. Safe to retry. OVERDUE `timeoutMinutes` after it was
 * deleted: the machine fails with that reason.
 */
export const checkServiceInactive =
  ({ ecs }: Pick<Clients, 'ecs'>, { now, logger }: StepContext<unknown>) =>
  async (input: v.InferOutput<typeof schema>): Promise<Draining<'GONE'> & { waitSeconds: number }> => {
    const { resolved, request, execution, service, deleted } = input;
    const facts = await readService(ecs, resolved);
    const since = deleted?.deletedAt ?? service?.updatedAt ?? execution.startedAt;
    const state = assessInactive(facts, { since, now, timeoutMinutes: request.timeoutMinutes });
    logger.info('deleted service checked', { cluster: resolved.cluster, service: resolved.service, ...state });
    return { ...state, waitSeconds: request.pollSeconds };
  };

export const handler = lambdaStep(checkServiceInactive, { input: schema, clients: { ecs } });
