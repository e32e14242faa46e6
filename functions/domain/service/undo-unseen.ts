import * as v from 'valibot';
import type { PlannedAction, PlanStep } from './plan/action.ts';
import type { ServiceCall } from './plan/calls.ts';
import { deletePolicyCall, deregisterCall } from './plan/scaling.ts';
import type { ResolvedService, RunPlan } from './run-state.ts';
import { type LeftOver, leftOver } from './undo.ts';

const named = v.object({ name: v.string(), arn: v.string() });
const listener = v.object({ loadBalancer: v.string(), protocol: v.string(), port: v.number(), arn: v.string() });

/** What steps have told of what they made, as far as it is there. */
const memorySchema = v.object({
  taskDefinition: v.nullish(v.object({ taskDefinitionArn: v.string() })),
  targetGroups: v.nullish(v.object({ targetGroups: v.array(named) })),
  listeners: v.nullish(v.object({ listeners: v.array(listener), rules: v.array(named) })),
});
type Memory = v.InferOutput<typeof memorySchema>;

const arnOf = ({ type, name }: PlannedAction, { taskDefinition, targetGroups, listeners }: Memory) => {
  const told: Record<string, { name: string; arn: string }[] | undefined> = {
    'task definition': taskDefinition ? [{ name, arn: taskDefinition.taskDefinitionArn }] : [],
    'target group': targetGroups?.targetGroups,
    listener: listeners?.listeners.map((one) => ({
      name: `${one.loadBalancer} ${one.protocol}:${one.port}`,
      arn: one.arn,
    })),
    'listener rule': listeners?.rules,
  };
  return told[type]?.find((one) => one.name === name)?.arn;
};

const removalOf = (action: PlannedAction, resolved: ResolvedService, memory: Memory): ServiceCall | undefined => {
  const { cluster, service } = resolved;
  const ref = { cluster, service };
  if (action.type === 'service') return { call: 'ecs:DeleteService', input: { ...ref, force: true } };
  if (action.type === 'scalable target') return deregisterCall(ref);
  if (action.type === 'scaling policy') return deletePolicyCall(ref, action.name);
  const arn = arnOf(action, memory);
  if (arn === undefined) return undefined;
  const calls: Record<string, ServiceCall> = {
    'task definition': { call: 'ecs:DeregisterTaskDefinition', input: { taskDefinition: arn } },
    'target group': { call: 'elasticloadbalancing:DeleteTargetGroup', input: { TargetGroupArn: arn } },
    listener: { call: 'elasticloadbalancing:DeleteListener', input: { ListenerArn: arn } },
    'listener rule': { call: 'elasticloadbalancing:DeleteRule', input: { RuleArn: arn } },
  };
  return calls[action.type];
};

/**
 * What a step made by its plan and what it told, where it cannot be looked for: each thing with the command that removes it. What the
 * step did not tell, because it failed, has none.
 *
 * @param state of the run
 * @param error why it cannot be looked for
 */
export const unseenLeft = (
  { plan, resolved, ...state }: { plan: Pick<RunPlan, 'actions'>; resolved?: ResolvedService | null | undefined },
  step: PlanStep,
  error: unknown,
): LeftOver[] => {
  const memory = v.safeParse(memorySchema, state);
  const made = plan.actions.filter((one) => one.step === step && one.action === 'create');
  if (!resolved || made.length === 0) return [leftOver(`look for what ${step} made`, error)];
  return made.map((action) => {
    const call = removalOf(action, resolved, memory.success ? memory.output : {});
    return leftOver(`delete ${action.type} ${action.name}`, error, call);
  });
};
