import type { Ownership, ServiceRef, Tags } from '../ownership.ts';
import type { CallName, ServiceCall } from './calls.ts';

/** What a deployment changes, in its order. */
export const deployPlanSteps = [
  'register-task-definition',
  'create-target-groups',
  'update-listeners',
  'create-service',
  'register-scalable-target',
] as const;

/** What a teardown changes, in its order. */
export const teardownPlanSteps = [
  'deregister-scalable-target',
  'scale-service',
  'delete-service',
  'delete-listeners',
  'delete-target-groups',
  'deregister-task-definitions',
] as const;

/** The steps that change something; each is a Task state and can be run by itself (`only`). */
export const planSteps = [...deployPlanSteps, ...teardownPlanSteps] as const;
export type PlanStep = (typeof planSteps)[number];

export type ResourceType =
  | 'task definition'
  | 'target group'
  | 'listener'
  | 'listener rule'
  | 'service'
  | 'scalable target'
  | 'scaling policy'
  | 'Route 53 record'
  | 'task';

/** One field that would change, by its dotted path in AWS's words. */
export interface FieldChange {
  field: string;
  /** Null where there was nothing. */
  from: unknown;
  to: unknown;
}

/** What a run does with one resource, as people read it and as the plan's hash covers it. */
export interface PlannedAction {
  step: PlanStep;
  /** `leave`: not ours to touch, or not done by this suite; `reason` says why. */
  action: 'create' | 'change' | 'keep' | 'delete' | 'leave';
  type: ResourceType;
  /** Unique among the type: `example-lb HTTPS:443 host-header=hello.example.com`. */
  name: string;
  arn?: string;
  /** The calls that do it, in order; empty for keep and leave. */
  calls: CallName[];
  changes: FieldChange[];
  reason?: string;
}

/** A planned action with the calls themselves. */
export interface Planned extends Omit<PlannedAction, 'calls'> {
  calls: ServiceCall[];
  /**
   * Calls that put back what a `change`, or a deployment's `delete` of its own, found: oldest values and all. Empty for the
   * rest: what was created is found by its tags.
   */
  undo: ServiceCall[];
}

/** A reason why the spec cannot be deployed onto what is there. Becomes a FAIL finding of the preconditions. */
export interface PlanProblem {
  /** `target group example-1`. */
  check: string;
  detail: string;
  remedy?: string;
}

/** A resource's part of a plan. */
export interface ResourcePlan {
  planned: Planned[];
  problems: PlanProblem[];
}

/** What every planner is told besides the spec and what is there. */
export interface PlanContext {
  service: ServiceRef;
  /** Tags for what is created. */
  tags: Tags;
  /** The request's flag, which overrides every flag in the spec; undefined: the spec's hold. */
  allowExisting: boolean | undefined;
}

/**
 * Whether a run may delete a resource, or why not. Teardown asks for the service's own, undoing for what the execution made.
 *
 * @returns null where it may, else the reason for the report
 */
export type MayDelete = (tags: Tags, ownership: Ownership) => string | null;

/** What every planner of a removal is told besides the spec and what is there. */
export interface RemovalContext {
  service: ServiceRef;
  mayDelete: MayDelete;
}

/** What the plan and its hash say of an action: everything but the calls' inputs. */
export const plannedAction = ({ undo: _, calls, ...action }: Planned): PlannedAction => ({
  ...action,
  calls: calls.map(({ call }) => call),
});
