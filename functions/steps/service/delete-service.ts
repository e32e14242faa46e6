import * as v from 'valibot';
import { ecsCalls } from '../../clients/calls/ecs.ts';
import { sendCall } from '../../clients/calls/index.ts';
import type { Clients } from '../../clients/index.ts';
import { ecs } from '../../clients/index.ts';
import { readService } from '../../clients/service/services.ts';
import { serviceError } from '../../domain/errors/service.ts';
import { mayTearDown } from '../../domain/service/plan/may-delete.ts';
import { planServiceRemoval } from '../../domain/service/plan/service-removal.ts';
import { runState } from '../../domain/service/run-state.ts';
import { type LeftResource, leftOf } from '../../domain/service/service-state.ts';
import { lambdaStep, type StepContext } from '../../runtime/lambda-step.ts';

const schema = v.object(runState);

interface DeletedService {
  /** GONE: there was none to delete. LEFT: it is not this run's to delete. */
  status: 'DELETED' | 'GONE' | 'LEFT';
  serviceArn: string | null;
  left: LeftResource[];
  deletedAt: string;
}

/**
 * Deletes the service once it is scaled to 0. Safe to retry: a service that is gone is a success, and one that is DRAINING
 * takes the call again. One that is not this service's own stays, unless the request allows it.
 *
 * @throws ServiceNotScaledDownError where somebody has scaled it up again
 */
export const deleteService =
  ({ ecs }: Pick<Clients, 'ecs'>, { now, logger }: StepContext<unknown>) =>
  async ({ resolved, request }: v.InferOutput<typeof schema>): Promise<DeletedService> => {
    const facts = await readService(ecs, resolved);
    const mayDelete = mayTearDown(request.allowExisting ?? false);
    const { planned } = planServiceRemoval(resolved, facts, mayDelete);
    const serviceArn = facts?.serviceArn ?? null;
    const left = leftOf(planned);
    if (left.length > 0) return { status: 'LEFT', serviceArn, left, deletedAt: now };
    const calls = planned.filter(({ step }) => step === 'delete-service').flatMap((each) => each.calls);
    try {
      for (const call of calls) await sendCall(ecsCalls(ecs), call);
    } catch (error) {
      if ((error as Error).name !== 'ServiceNotFoundException') throw serviceError(error, resolved);
      return { status: 'GONE', serviceArn, left, deletedAt: now };
    }
    logger.info('service deleted', { serviceArn });
    return { status: calls.length > 0 ? 'DELETED' : 'GONE', serviceArn, left, deletedAt: now };
  };

export const handler = lambdaStep(deleteService, { input: schema, clients: { ecs } });
