import * as v from 'valibot';
import { isThrottling, isUnanswered } from '../errors/aws.ts';
import { executionSchema } from '../step-schemas.ts';
import { ownerName, type ServiceRef } from './ownership.ts';
import { type Planned, type PlannedAction, type PlanStep, planSteps } from './plan/action.ts';
import { awsCommand, type ServiceCall } from './plan/calls.ts';
import { actionInWords } from './plan/make-plan.ts';
import { notMadeByRun } from './plan/may-delete.ts';
import { changingActions } from './plan/plan-hash.ts';
import { planSchema, type RunPlan, requestSchema, resolvedSchema } from './run-state.ts';

/** Something that a run changed and could not undo. */
export interface LeftOver {
  what: string;
  reason: string;
  /** What a person can do; null where no call is to be made. */
  command: string | null;
}

/** Result of UndoChanges, and what the next look at it goes on from. */
export interface UndoProgress {
  /** `OVERDUE`: the limit is over; what could not be undone by then is in `left`. */
  status: 'DONE' | 'PENDING' | 'OVERDUE';
  /** In words, in the order in which it was done. */
  undone: string[];
  left: LeftOver[];
  /** In words: what is left as it is on purpose, because the request says `onFailure: keep`. */
  stands: string[];
  /** The steps that are undone as far as can be. */
  ended: PlanStep[];
  waitSeconds: number;
}

/** The step that a Task carries out, with the key by which its result is known in the state. */
const changingStates: Partial<Record<PlanStep, { state: string; key: string }>> = {
  'register-task-definition': { state: 'RegisterTaskDefinition', key: 'taskDefinition' },
  'create-target-groups': { state: 'CreateTargetGroups', key: 'targetGroups' },
  'update-listeners': { state: 'UpdateListeners', key: 'listeners' },
  'create-service': { state: 'CreateService', key: 'service' },
  'register-scalable-target': { state: 'RegisterScalableTarget', key: 'scaling' },
  'scale-service': { state: 'ScaleService', key: 'service' },
};

/** What UndoChanges reads of the state, whichever runbook it is of; the keys of the steps besides. */
export const undoStateSchema = {
  request: requestSchema,
  plan: planSchema,
  /** Absent in a run that is given a cluster and a service, and creates nothing. */
  resolved: v.nullish(resolvedSchema),
  execution: executionSchema,
  failure: v.optional(v.record(v.string(), v.unknown()), {}),
  taskDefinition: v.nullish(v.object({ taskDefinitionArn: v.string() })),
  polling: v.object({ attempts: v.number(), startedAt: v.string() }),
  /** The look before this one. */
  undone: v.nullish(v.custom<UndoProgress>((value) => typeof value === 'object' && value !== null && 'ended' in value)),
};

/** The steps that were entered with something to do, newest first: all that can have changed anything. */
export const stepsToUndo = (state: {
  plan: Pick<RunPlan, 'steps'>;
  failure: Record<string, unknown>;
  [key: string]: unknown;
}): PlanStep[] =>
  planSteps.toReversed().filter((step) => {
    const { state: name, key } = changingStates[step] ?? { state: '', key: '' };
    return state.plan.steps[step] && (state[key] !== undefined || state.failure[name] !== undefined);
  });

/** `delete service prod/web`, done: `deleted service prod/web`. */
export const done = (what: string): string =>
  what.replace(/^(delete|create|change|restore)(?=\s)/, (verb) => pasts[verb] ?? verb);

const pasts: Record<string, string> = { delete: 'deleted', create: 'created', change: 'changed', restore: 'restored' };

/** What the entered steps were to do, in words, oldest first. */
export const standing = (actions: readonly PlannedAction[], entered: readonly PlanStep[]): string[] =>
  changingActions(actions)
    .filter(({ step }) => entered.includes(step))
    .map((action) => done(actionInWords(action)));

/** Errors that a later look may not meet again, besides those that every service has. */
const passing = ['ConcurrentUpdateException', 'UpdateInProgressException'];

/** For how many looks something may be in use by what was deleted a moment ago. */
const looksInUse = 6;

/** When a look is taken, and which one it is. */
export interface LookTime {
  attempts: number;
  isOverdue: boolean;
}

/** Whether the same call may succeed at a later look. */
export const mayPass = (error: unknown, { attempts, isOverdue }: LookTime): boolean => {
  if (isOverdue) return false;
  if ((error as Error).name === 'ResourceInUseException') return attempts < looksInUse;
  return isThrottling(error) || isUnanswered(error) || passing.includes((error as Error).name);
};

const goneErrors = [
  'ServiceNotFoundException',
  'ListenerNotFoundException',
  'RuleNotFoundException',
  'TargetGroupNotFoundException',
  'ObjectNotFoundException',
];

/** Whether what a call was to put back is there already: an earlier try of the same call was answered by nobody. */
export const isBack = (error: unknown): boolean => (error as Error).name === 'DuplicateListenerException';

/** Whether what a call was to remove is gone already: an earlier try did it, or somebody else. */
export const isGone = (error: unknown): boolean => goneErrors.includes((error as Error).name);

/** How long undoing may take: a deleted service waits for its tasks, and their targets for their connections. */
export const undoLimitMinutes = 15;

/** Whether what does not succeed now is given up. */
export const isUndoOverdue = (startedAt: string, now: string): boolean =>
  Date.parse(now) - Date.parse(startedAt) >= undoLimitMinutes * 60_000;

const longestCommand = 3_000;

/** A call that failed, as a person can make it: with its command, or without its input where that is too long to be shown. */
export const leftOver = (what: string, error: unknown, call?: ServiceCall): LeftOver => {
  const { name, message } = error instanceof Error ? error : { name: 'Error', message: String(error) };
  return leftWithCommand(what, `${name}: ${message}`, call ?? null);
};

/** The same of a call that was not sent, for a reason in words. */
export const leftWithCommand = (what: string, reason: string, call: ServiceCall | null): LeftOver => {
  const command = call && awsCommand(call);
  const isShown = command === null || command.length <= longestCommand;
  const shown = isShown ? command : `${command.slice(0, command.indexOf(' --cli-input-json'))} …`;
  return { what, reason: reason.slice(0, 500), command: shown };
};

/** A call that undoes something, with what that is in words. */
export interface UndoCall {
  what: string;
  /** It removes something, which may be gone already. */
  isRemoval: boolean;
  call: ServiceCall;
}

const isAbout = ({ input }: ServiceCall, { type, arn, name }: PlannedAction): boolean => {
  const text = JSON.stringify(input);
  return (
    (arn !== undefined && text.includes(JSON.stringify(arn))) ||
    text.includes(JSON.stringify(name)) ||
    type === 'service'
  );
};

/** The calls that put back what a step's changes found, as the plan has them. */
export const restoringCalls = ({ undo, actions }: Pick<RunPlan, 'undo' | 'actions'>, step: PlanStep): UndoCall[] =>
  (undo[step] ?? []).map((call) => {
    const action = actions.find((one) => one.step === step && isAbout(call, one));
    return {
      what: action ? `restore ${action.type} ${action.name}` : `restore by ${call.call}`,
      isRemoval: /:(?:Delete|Deregister)/.test(call.call),
      call,
    };
  });

/** The calls that remove what a step made. */
export const removingCalls = (planned: readonly Planned[]): UndoCall[] =>
  changingActions(planned).flatMap((action) =>
    action.calls.map((call) => ({ what: actionInWords(action), isRemoval: true, call })),
  );

/** What of a removal is kept although the run made it, because something else uses it by now; what it did not make is no business of its. */
export const stillUsed = (planned: readonly Planned[]): LeftOver[] =>
  planned
    .filter(({ action, reason = '' }) => action === 'leave' && !reason.includes(notMadeByRun))
    .map(({ type, name, reason = '' }) => ({ what: `delete ${type} ${name}`, reason, command: null }));

/** Whether what is still used may be free at a later look. */
export const mayBeFree = ({ attempts, isOverdue }: LookTime): boolean => !isOverdue && attempts < looksInUse;

/** A service that was deleted and does not end in time. */
export const overdueEnding = ({ cluster, service }: ServiceRef): LeftOver => ({
  what: `delete service ${ownerName({ cluster, service })}`,
  reason: `deleted, but still DRAINING after ${undoLimitMinutes} minutes; it goes when its tasks have stopped`,
  command: `aws ecs wait services-inactive --cluster ${cluster} --services ${service}`,
});

const longestLeft = 20;

/** What is left in as many entries as a state and a message hold; the last one says how many more there are. */
export const boundLeft = (left: readonly LeftOver[]): LeftOver[] => {
  if (left.length <= longestLeft) return withinBytes(left);
  const more = `${left.length - longestLeft} more`;
  return [...withinBytes(left.slice(0, longestLeft)), { what: more, reason: 'too many to be listed', command: null }];
};

const leftBytes = 16 * 1024;

/** Commands are left out from where they are too many to be held. */
const withinBytes = (left: readonly LeftOver[]): LeftOver[] => {
  let bytes = 0;
  return left.map((one) => {
    bytes += Buffer.byteLength(JSON.stringify(one));
    return bytes > leftBytes ? { ...one, command: null } : one;
  });
};
