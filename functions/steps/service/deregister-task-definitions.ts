import * as v from 'valibot';
import { ecsCalls } from '../../clients/calls/ecs.ts';
import { sendCall } from '../../clients/calls/index.ts';
import type { Clients } from '../../clients/index.ts';
import { ecs } from '../../clients/index.ts';
import { readFamilyRevisions } from '../../clients/service/read-deployment.ts';
import { isRevisionGone } from '../../domain/errors/service.ts';
import { mayTearDown } from '../../domain/service/plan/may-delete.ts';
import { planTaskDefinitionRemoval } from '../../domain/service/plan/task-definition-removal.ts';
import { runState } from '../../domain/service/run-state.ts';
import { type LeftResource, leftOf } from '../../domain/service/service-state.ts';
import { lambdaStep, type StepContext } from '../../runtime/lambda-step.ts';

const schema = v.object(runState);

interface Deregistered {
  /** `web:3`, newest first. */
  deregistered: string[];
  left: LeftResource[];
}

/** Deregisters the revisions that this suite registered for the service. Safe to retry. */
export const deregisterTaskDefinitions =
  ({ ecs }: Pick<Clients, 'ecs'>, { logger }: StepContext<unknown>) =>
  async ({ resolved, request }: v.InferOutput<typeof schema>): Promise<Deregistered> => {
    const facts = await readFamilyRevisions(ecs, resolved);
    if (!facts) return { deregistered: [], left: [] };
    const { planned } = planTaskDefinitionRemoval(resolved, facts, mayTearDown(request.allowExisting ?? false));
    const deletions = planned.filter(({ action }) => action === 'delete');
    for (const call of deletions.flatMap(({ calls }) => calls)) {
      try {
        await sendCall(ecsCalls(ecs), call);
      } catch (error) {
        if (!isRevisionGone(error)) throw error;
      }
    }
    const deregistered = deletions.map(({ name }) => name);
    logger.info('task definitions deregistered', { deregistered });
    return { deregistered, left: leftOf(planned) };
  };

export const handler = lambdaStep(deregisterTaskDefinitions, { input: schema, clients: { ecs } });
