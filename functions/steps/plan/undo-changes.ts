import * as v from 'valibot';
import { autoScalingCalls } from '../../clients/calls/auto-scaling.ts';
import { ecsCalls } from '../../clients/calls/ecs.ts';
import { elbCalls } from '../../clients/calls/elb.ts';
import { sendCall } from '../../clients/calls/index.ts';
import { autoScaling, ecs, elb } from '../../clients/index.ts';
import { isRuleBack } from '../../clients/load-balancing/is-rule-back.ts';
import { readMade, type UndoClients } from '../../clients/undo/read-made.ts';
import { readNow } from '../../clients/undo/read-now.ts';
import type { PlanStep, ResourcePlan } from '../../domain/service/plan/action.ts';
import { planContext } from '../../domain/service/plan/plan-context.ts';
import {
  boundLeft,
  done,
  isBack,
  isGone,
  isUndoOverdue,
  type LeftOver,
  type LookTime,
  leftOver,
  mayBeFree,
  mayPass,
  overdueEnding,
  removingCalls,
  restoringCalls,
  standing,
  stepsToUndo,
  stillUsed,
  type UndoCall,
  type UndoProgress,
  undoStateSchema,
} from '../../domain/service/undo.ts';
import { withoutConflicts } from '../../domain/service/undo-conflicts.ts';
import { unseenLeft } from '../../domain/service/undo-unseen.ts';
import { lambdaStep, type StepContext } from '../../runtime/lambda-step.ts';

const schema = v.looseObject(undoStateSchema);
type Input = v.InferOutput<typeof schema>;

/** Connections of a target are drained for minutes, so that looking more often finds nothing. */
const waitSeconds = 10;

/** What came of undoing one step at this look. */
interface Look {
  undone: string[];
  left: LeftOver[];
  /** Another look may do more. */
  isPending: boolean;
}

const send = async ({ autoScaling, ecs, elb }: UndoClients, calls: UndoCall[], time: LookTime): Promise<Look> => {
  const senders = { ...ecsCalls(ecs), ...elbCalls(elb), ...autoScalingCalls(autoScaling) };
  const look: Look = { undone: [], left: [], isPending: false };
  for (const { what, call, isRemoval } of calls) {
    try {
      await sendCall(senders, call);
      look.undone.push(done(what));
    } catch (error) {
      if (isRemoval ? isGone(error) : isBack(error) || (await isRuleBack(elb, call, error)))
        look.undone.push(done(what));
      else if (mayPass(error, time)) look.isPending = true;
      else look.left.push(leftOver(what, error, call));
    }
  }
  return look;
};

/** Removes what the run made; only where the plan has it make something, which saves the look for it elsewhere. */
const remove = async (clients: UndoClients, input: Input, step: PlanStep, time: LookTime): Promise<Look> => {
  const { plan, resolved, execution, taskDefinition } = input;
  const hasMade = plan.actions.some(({ step: its, action }) => its === step && action === 'create');
  if (!resolved || !hasMade) return { undone: [], left: [], isPending: false };
  const taskDefinitionArn = taskDefinition?.taskDefinitionArn ?? null;
  const made = await readMade(clients, step, { resolved, execution: execution.id, taskDefinitionArn });
  const { undone, left, isPending } = await send(clients, removingCalls(made.planned), time);
  const used = stillUsed(made.planned);
  // A service that takes the call is gone only when its tasks are.
  const isEnding = made.isEnding || (step === 'create-service' && undone.length > 0);
  if (time.isOverdue)
    return { undone, left: [...left, ...used, ...(isEnding ? [overdueEnding(resolved)] : [])], isPending: false };
  const isUsed = used.length > 0 && mayBeFree(time);
  return { undone, left: isUsed ? left : [...left, ...used], isPending: isPending || isEnding || isUsed };
};

/** What a deployment's step changed is put back unless somebody else has changed it since. */
const restore = async (clients: UndoClients, input: Input, step: PlanStep, time: LookTime): Promise<Look> => {
  const { plan, resolved, execution, request, taskDefinition } = input;
  const given = restoringCalls(plan, step);
  const isScaling = plan.actions.some((action) => action.step === 'scale-service');
  if (!resolved || isScaling || given.length === 0) return send(clients, given, time);
  // Nothing is made by this plan, so that its tags do not matter but for the environment's.
  const context = planContext({ request, resolved, execution, stage: '' });
  const taskDefinitionArn = taskDefinition?.taskDefinitionArn ?? plan.taskDefinitionArn;
  const changing = { resolved, context, taskDefinitionArn, desiredCount: plan.desiredCount };
  let now: ResourcePlan = { planned: [], problems: [] };
  try {
    now = await readNow(clients, step, changing);
  } catch (error) {
    if (mayPass(error, time)) return { undone: [], left: [], isPending: true };
    // Where nobody can look, nobody is taken to have changed anything.
  }
  const { calls, left } = withoutConflicts(given, now);
  const look = await send(clients, calls, time);
  return { ...look, left: [...left, ...look.left] };
};

const undoStep = async (clients: UndoClients, input: Input, step: PlanStep, time: LookTime): Promise<Look> => {
  const restored = await restore(clients, input, step, time);
  const removed = await remove(clients, input, step, time).catch((error: unknown): Look => {
    if (mayPass(error, time)) return { undone: [], left: [], isPending: true };
    return { undone: [], left: unseenLeft(input, step, error), isPending: false };
  });
  return {
    undone: [...restored.undone, ...removed.undone],
    left: [...restored.left, ...removed.left],
    isPending: restored.isPending || removed.isPending,
  };
};

const notBegun: Pick<UndoProgress, 'undone' | 'left' | 'ended'> = { undone: [], left: [], ended: [] };

const kept = ({ plan, ...state }: Input): UndoProgress => {
  const stands = standing(plan.actions, stepsToUndo({ plan, ...state }));
  return { status: 'DONE', undone: [], left: [], stands, ended: [], waitSeconds };
};

/**
 * Undoes, newest first, what the steps of this run changed: the calls that the plan has for putting things back, and the removal of what
 * carries the execution's tag. Looks once and does what can be done now; a repeat goes on from there. One call's error does not
 * stop the others; what cannot be undone is in `left` with the command to do it.
 */
export const undoChanges =
  (clients: UndoClients, { now, logger }: StepContext<unknown>) =>
  async (input: Input): Promise<UndoProgress> => {
    if (input.request.onFailure === 'keep') return kept(input);
    const before = input.undone ?? notBegun;
    const isOverdue = isUndoOverdue(input.polling.startedAt, now);
    const progress: UndoProgress = { ...before, stands: [], status: isOverdue ? 'OVERDUE' : 'DONE', waitSeconds };
    for (const step of stepsToUndo(input).filter((one) => !before.ended.includes(one))) {
      const look = await undoStep(clients, input, step, { attempts: input.polling.attempts, isOverdue });
      progress.undone = [...new Set([...progress.undone, ...look.undone])];
      progress.left = boundLeft([...progress.left, ...(look.isPending ? [] : look.left)]);
      logger.info('step undone', { step, ...look });
      // What came later may use what came before, so that nothing is undone past what still ends.
      if (look.isPending) return { ...progress, status: 'PENDING' };
      progress.ended = [...progress.ended, step];
    }
    return progress;
  };

export const handler = lambdaStep(undoChanges, { input: schema, clients: { autoScaling, ecs, elb } });
