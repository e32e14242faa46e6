import * as v from 'valibot';
import { autoScalingCalls } from '../../clients/calls/auto-scaling.ts';
import { sendCall } from '../../clients/calls/index.ts';
import type { Clients } from '../../clients/index.ts';
import { autoScaling } from '../../clients/index.ts';
import { readScaling } from '../../clients/scaling/read-scaling.ts';
import { awsCommand, type ServiceCall } from '../../domain/service/plan/calls.ts';
import { mayTearDown } from '../../domain/service/plan/may-delete.ts';
import { deregisterCall } from '../../domain/service/plan/scaling.ts';
import { isNothingToRemove, planScalingRemoval } from '../../domain/service/plan/scaling-removal.ts';
import { requestSchema, resolvedSchema } from '../../domain/service/run-state.ts';
import { type LeftResource, leftOf } from '../../domain/service/service-state.ts';
import { lambdaStep, type StepContext } from '../../runtime/lambda-step.ts';

const schema = v.object({ request: requestSchema, resolved: resolvedSchema });

interface DeregisteredScaling {
  /** Names of what is gone. */
  deregistered: string[];
  left: LeftResource[];
}

const send = async (autoScaling: Clients['autoScaling'], call: ServiceCall): Promise<void> => {
  try {
    await sendCall(autoScalingCalls(autoScaling), call);
  } catch (error) {
    if (!isNothingToRemove(call, error)) throw error;
  }
};

/**
 * Suspends and removes the service's scaling; what is not its own stays and is told. Safe to retry and to repeat: what is gone
 * is success.
 */
export const deregisterScalableTarget =
  ({ autoScaling }: Pick<Clients, 'autoScaling'>, { logger }: StepContext<unknown>) =>
  async ({ request, resolved }: v.InferOutput<typeof schema>): Promise<DeregisteredScaling> => {
    const facts = await readScaling(autoScaling, resolved);
    const { planned } = planScalingRemoval(resolved.spec, facts, mayTearDown(request.allowExisting ?? false));
    for (const call of planned.flatMap(({ calls }) => calls)) await send(autoScaling, call);
    const deregistered = planned.filter(({ action }) => action === 'delete').map(({ name }) => name);
    const suspended = planned
      .filter(({ action }) => action === 'change')
      .map(({ type, name, reason = '' }) => ({ type, name, reason, command: awsCommand(deregisterCall(resolved)) }));
    logger.info('scaling removed', { cluster: resolved.cluster, service: resolved.service, deregistered });
    return { deregistered, left: [...suspended, ...leftOf(planned)] };
  };

export const handler = lambdaStep(deregisterScalableTarget, { input: schema, clients: { autoScaling } });
