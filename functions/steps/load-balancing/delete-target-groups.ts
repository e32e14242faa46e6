import * as v from 'valibot';
import type { Clients } from '../../clients/index.ts';
import { elb } from '../../clients/index.ts';
import { deletePlanned } from '../../clients/load-balancing/delete-planned.ts';
import { readTargetGroupUses } from '../../clients/load-balancing/read-load-balancing.ts';
import type { Planned } from '../../domain/service/plan/action.ts';
import {
  type Deleted,
  deletedOf,
  fitting,
  type Left,
  leftOf,
} from '../../domain/service/plan/load-balancing-result.ts';
import { mayTearDown } from '../../domain/service/plan/may-delete.ts';
import { planTargetGroupsRemoval } from '../../domain/service/plan/target-groups-removal.ts';
import { runState } from '../../domain/service/run-state.ts';
import { lambdaStep, type StepContext } from '../../runtime/lambda-step.ts';

const schema = v.object(runState);

/** ELB forgets a deleted rule a little later than it says so. */
const rounds = 4;

const inUse =
  'AWS says that a listener or a rule still forwards to it; it forgets deleted ones after a while: try again';

/**
 * Deletes the service's target groups, but for those that something else uses. Safe to repeat; one whose rule was deleted a
 * moment ago is tried a few times.
 */
export const deleteTargetGroups =
  ({ elb }: Pick<Clients, 'elb'>, { logger }: StepContext<unknown>) =>
  async ({ request, resolved }: v.InferOutput<typeof schema>): Promise<{ deleted: Deleted[]; left: Left[] }> => {
    const { spec, cluster, service } = resolved;
    const ref = { cluster, service };
    const context = { service: ref, mayDelete: mayTearDown(request.allowExisting === true) };
    const deleted: Deleted[] = [];
    for (let round = 1; ; round += 1) {
      const facts = await readTargetGroupUses(elb, { spec, service: ref });
      const { planned } = planTargetGroupsRemoval(spec, facts, context);
      const busy: Planned[] = [];
      for (const one of planned.filter(({ action }) => action === 'delete')) {
        if ((await deletePlanned(elb, one)) === 'IN_USE') busy.push(one);
        else deleted.push(deletedOf(one));
      }
      if (busy.length > 0 && round < rounds) continue;
      const asItIs = planTargetGroupsRemoval(spec, facts, context, []).planned;
      const whyBusy = ({ arn }: Planned) => asItIs.find((one) => one.arn === arn)?.reason ?? inUse;
      const left = [
        ...planned.filter(({ action }) => action === 'leave'),
        ...busy.map((one) => ({ ...one, reason: whyBusy(one) })),
      ].map(leftOf);
      logger.info('target groups deleted', { deleted: deleted.length, left: left.length });
      return { deleted: fitting(deleted), left: fitting(left) };
    }
  };

export const handler = lambdaStep(deleteTargetGroups, { input: schema, clients: { elb } });
