import type { PlanStep, ResourcePlan } from '../../domain/service/plan/action.ts';
import { planListenersRemoval } from '../../domain/service/plan/listeners-removal.ts';
import { mayUndo } from '../../domain/service/plan/may-delete.ts';
import { planScalingRemoval } from '../../domain/service/plan/scaling-removal.ts';
import { planServiceRemoval } from '../../domain/service/plan/service-removal.ts';
import { planTargetGroupsRemoval } from '../../domain/service/plan/target-groups-removal.ts';
import { familyOf } from '../../domain/service/plan/task-definition-input.ts';
import { planTaskDefinitionRemoval } from '../../domain/service/plan/task-definition-removal.ts';
import type { ResolvedService } from '../../domain/service/run-state.ts';
import type { Clients } from '../index.ts';
import { readLoadBalancing } from '../load-balancing/read-load-balancing.ts';
import { readScaling } from '../scaling/read-scaling.ts';
import { readService } from '../service/services.ts';
import { listRevisions, readRevision } from '../service/task-definitions.ts';

export type UndoClients = Pick<Clients, 'autoScaling' | 'ecs' | 'elb'>;

/** What a run has made. */
interface Making {
  resolved: ResolvedService;
  /** ARN of the execution. */
  execution: string;
  /** The revision that is known to have been used; null where the step that registers it was not heard of again. */
  taskDefinitionArn: string | null;
}

/** What is to be removed of it. */
export interface Made extends ResourcePlan {
  /** Something is on its way out and needs no call any more, but time. */
  isEnding: boolean;
}

const nothing: Made = { planned: [], problems: [], isEnding: false };

const refOf = ({ cluster, service }: ResolvedService) => ({ cluster, service });

const madeService = async ({ ecs }: UndoClients, { resolved, execution }: Making): Promise<Made> => {
  const facts = await readService(ecs, resolved);
  const removal = planServiceRemoval(refOf(resolved), facts, mayUndo(execution), { force: true });
  const isOfRun = removal.planned.some(({ action }) => action === 'delete');
  if (isOfRun && facts?.status === 'DRAINING') return { ...nothing, isEnding: true };
  return { ...removal, isEnding: false };
};

/** Where the step was not heard of again, what it registered is the newest or next to it. */
const unheardOf = 3;

const madeRevisions = async (
  { ecs }: UndoClients,
  { resolved, execution, taskDefinitionArn }: Making,
): Promise<Made> => {
  const family = familyOf(resolved);
  if (family === null) return nothing;
  const arns = taskDefinitionArn === null ? await listRevisions(ecs, family, unheardOf) : [taskDefinitionArn];
  const found = await Promise.all(arns.map((arn) => readRevision(ecs, arn)));
  const revisions = found.filter((revision) => revision?.status === 'ACTIVE').filter((revision) => revision !== null);
  const facts = { family, revisions, hasFurther: false };
  return { ...planTaskDefinitionRemoval(refOf(resolved), facts, mayUndo(execution)), isEnding: false };
};

const readers: Partial<Record<PlanStep, (clients: UndoClients, making: Making) => Promise<Made>>> = {
  'register-scalable-target': async ({ autoScaling }, { resolved, execution }) => ({
    ...planScalingRemoval(resolved.spec, await readScaling(autoScaling, resolved), mayUndo(execution)),
    isEnding: false,
  }),
  'create-service': madeService,
  'update-listeners': async ({ elb }, { resolved, execution }) => {
    const service = refOf(resolved);
    const facts = await readLoadBalancing(elb, { spec: resolved.spec, service }, { uses: true });
    const removal = planListenersRemoval(resolved.spec, facts, { service, mayDelete: mayUndo(execution) });
    return { ...removal, isEnding: false };
  },
  'create-target-groups': async ({ elb }, { resolved, execution }) => {
    const service = refOf(resolved);
    const facts = await readLoadBalancing(elb, { spec: resolved.spec, service }, { uses: true });
    const removal = planTargetGroupsRemoval(resolved.spec, facts, { service, mayDelete: mayUndo(execution) });
    return { ...removal, isEnding: false };
  },
  'register-task-definition': madeRevisions,
};

/** Looks what of a step is there that the execution made, and plans its removal. */
export const readMade = (clients: UndoClients, step: PlanStep, making: Making): Promise<Made> =>
  readers[step]?.(clients, making) ?? Promise.resolve(nothing);
