import type { PlanContext, PlanStep, ResourcePlan } from '../../domain/service/plan/action.ts';
import { planListeners } from '../../domain/service/plan/listeners.ts';
import { planScaling } from '../../domain/service/plan/scaling.ts';
import { planService } from '../../domain/service/plan/service.ts';
import { planTargetGroups } from '../../domain/service/plan/target-groups.ts';
import type { ResolvedService } from '../../domain/service/run-state.ts';
import { readLoadBalancing, readTargetGroups } from '../load-balancing/read-load-balancing.ts';
import { describeTargetGroups } from '../load-balancing/target-groups.ts';
import { readLabelArns } from '../scaling/read-label-arns.ts';
import { readScaling } from '../scaling/read-scaling.ts';
import { readService } from '../service/services.ts';
import type { UndoClients } from './read-made.ts';

/** A run whose changes are undone. */
interface Changing {
  resolved: ResolvedService;
  context: PlanContext;
  taskDefinitionArn: string | null;
  desiredCount: number | null;
}

const unknown: ResourcePlan = { planned: [], problems: [] };

const serviceNow = async ({ ecs, elb }: UndoClients, changing: Changing): Promise<ResourcePlan> => {
  const { resolved, context, taskDefinitionArn, desiredCount } = changing;
  const names = (resolved.spec.aws.ecs.service?.loadBalancers ?? []).map(({ targetGroup }) => targetGroup.name);
  const [facts, groups] = await Promise.all([readService(ecs, resolved), describeTargetGroups(elb, names)]);
  const targetGroupArns = Object.fromEntries(groups.map(({ name, arn }) => [name, arn]));
  if (!facts) return unknown;
  const wish = { taskDefinitionArn, targetGroupArns, desiredCount, newDeploymentSince: null };
  return planService(resolved, facts, wish, context);
};

const readers: Partial<Record<PlanStep, (clients: UndoClients, changing: Changing) => Promise<ResourcePlan>>> = {
  'create-target-groups': async ({ elb }, { resolved: { spec }, context }) =>
    planTargetGroups(spec, await readTargetGroups(elb, spec), context),
  'update-listeners': async ({ elb }, { resolved: { spec }, context }) =>
    planListeners(spec, await readLoadBalancing(elb, { spec, service: context.service }), context),
  'create-service': serviceNow,
  'register-scalable-target': async ({ autoScaling, elb }, { resolved, context }) => {
    const [facts, arns] = await Promise.all([readScaling(autoScaling, resolved), readLabelArns(elb, resolved.spec)]);
    return planScaling(resolved.spec, { ...facts, arns }, context);
  },
};

/** Plans a step of a deployment anew, to see what of it is no longer as the run made it. */
export const readNow = (clients: UndoClients, step: PlanStep, changing: Changing): Promise<ResourcePlan> =>
  readers[step]?.(clients, changing) ?? Promise.resolve(unknown);
