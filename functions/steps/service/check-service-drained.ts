import * as v from 'valibot';
import type { Clients } from '../../clients/index.ts';
import { ecs } from '../../clients/index.ts';
import { readService } from '../../clients/service/services.ts';
import { assessDrained, type Draining } from '../../domain/service/draining.ts';
import { runState } from '../../domain/service/run-state.ts';
import { changedServiceState } from '../../domain/service/service-state.ts';
import { lambdaStep, type StepContext } from '../../runtime/lambda-step.ts';

const schema = v.object({ ...runState, service: v.nullish(changedServiceState) });

/**
 * Looks once whether a service that was scaled to 0 has no tasks any more. Safe to retry. OVERDUE `timeoutMinutes` after it was
 * scaled: the machine fails with that reason.
 */
export const checkServiceDrained =
  ({ ecs }: Pick<Clients, 'ecs'>, { now, logger }: StepContext<unknown>) =>
  async (input: v.InferOutput<typeof schema>): Promise<Draining<'DRAINED'> & { waitSeconds: number }> => {
    const { resolved, request, execution, service } = input;
    const facts = await readService(ecs, resolved);
    const since = service?.updatedAt ?? execution.startedAt;
    const state = assessDrained(facts, { since, now, timeoutMinutes: request.timeoutMinutes });
    logger.info('service checked for tasks', { cluster: resolved.cluster, service: resolved.service, ...state });
    return { ...state, waitSeconds: request.pollSeconds };
  };

export const handler = lambdaStep(checkServiceDrained, { input: schema, clients: { ecs } });
