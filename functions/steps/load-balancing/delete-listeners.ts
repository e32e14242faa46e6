import * as v from 'valibot';
import type { Clients } from '../../clients/index.ts';
import { elb } from '../../clients/index.ts';
import { deletePlanned } from '../../clients/load-balancing/delete-planned.ts';
import { readLoadBalancing } from '../../clients/load-balancing/read-load-balancing.ts';
import { planListenersRemoval } from '../../domain/service/plan/listeners-removal.ts';
import {
  type Deleted,
  deletedOf,
  fitting,
  type Left,
  leftOf,
} from '../../domain/service/plan/load-balancing-result.ts';
import { mayTearDown } from '../../domain/service/plan/may-delete.ts';
import { runState } from '../../domain/service/run-state.ts';
import { lambdaStep, type StepContext } from '../../runtime/lambda-step.ts';

const schema = v.object(runState);

/**
 * Deletes the service's listeners on network load balancers and its rules on application load balancers. Safe to repeat, also
 * after its target groups are gone.
 */
export const deleteListeners =
  ({ elb }: Pick<Clients, 'elb'>, { logger }: StepContext<unknown>) =>
  async ({ request, resolved }: v.InferOutput<typeof schema>): Promise<{ deleted: Deleted[]; left: Left[] }> => {
    const { spec, cluster, service } = resolved;
    const ref = { cluster, service };
    const facts = await readLoadBalancing(elb, { spec, service: ref }, { uses: true });
    const context = { service: ref, mayDelete: mayTearDown(request.allowExisting === true) };
    const { planned } = planListenersRemoval(spec, facts, context);
    const doomed = planned.filter(({ action }) => action === 'delete');
    for (const one of doomed) await deletePlanned(elb, one);
    const left = planned.filter(({ action }) => action === 'leave').map(leftOf);
    logger.info('listeners deleted', { deleted: doomed.length, left: left.length });
    return { deleted: fitting(doomed.map(deletedOf)), left: fitting(left) };
  };

export const handler = lambdaStep(deleteListeners, { input: schema, clients: { elb } });
