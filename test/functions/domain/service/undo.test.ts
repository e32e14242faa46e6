import { describe, expect, it } from '@jest/globals';
import type { PlannedAction, PlanStep } from '../../../../functions/domain/service/plan/action.ts';
import type { ServiceCall } from '../../../../functions/domain/service/plan/calls.ts';
import { makePlan } from '../../../../functions/domain/service/plan/make-plan.ts';
import {
  boundLeft,
  done,
  isUndoOverdue,
  leftOver,
  mayBeFree,
  mayPass,
  restoringCalls,
  standing,
  stepsToUndo,
  stillUsed,
} from '../../../../functions/domain/service/undo.ts';

const named = (name: string, more: object = {}) => Object.assign(new Error('no'), { name }, more);
const action = (step: PlanStep, given: Partial<PlannedAction> = {}): PlannedAction => ({
  step,
  action: 'change',
  type: 'service',
  name: 'prod/web',
  calls: [],
  changes: [],
  ...given,
});
const planOf = (...steps: PlanStep[]) =>
  makePlan({
    planned: steps.map((step) => ({ ...action(step), calls: [], undo: [] })),
    specHash: null,
    execution: 'arn',
  });

describe('the steps to undo', () => {
  const plan = planOf('register-task-definition', 'create-target-groups', 'update-listeners', 'create-service');

  it('are those that were entered, newest first', () => {
    const state = { plan, failure: { CreateService: {} }, taskDefinition: {}, targetGroups: {}, listeners: {} };
    expect(stepsToUndo(state)).toEqual([
      'create-service',
      'update-listeners',
      'create-target-groups',
      'register-task-definition',
    ]);
  });

  it('are not those that were not entered, or had nothing to do', () => {
    expect(stepsToUndo({ plan, failure: { CreateTargetGroups: {} }, taskDefinition: {}, service: undefined })).toEqual([
      'create-target-groups',
      'register-task-definition',
    ]);
    expect(stepsToUndo({ plan: planOf(), failure: {}, service: {} })).toEqual([]);
  });

  it('are the count and then the bounds of a scaling', () => {
    const scaling = planOf('register-scalable-target', 'scale-service');
    expect(stepsToUndo({ plan: scaling, failure: {}, scaling: {}, service: {} })).toEqual([
      'scale-service',
      'register-scalable-target',
    ]);
  });
});

describe('an error while undoing', () => {
  const now = { attempts: 0, isOverdue: false };

  it.each([
    ['ThrottlingException', {}, true],
    ['Throttling', {}, true],
    ['ConcurrentUpdateException', {}, true],
    ['ServerException', { $metadata: { httpStatusCode: 500 } }, true],
    ['ResourceInUseException', { $metadata: { httpStatusCode: 400 } }, true],
    ['AccessDeniedException', { $metadata: { httpStatusCode: 400 } }, false],
    ['ServiceNotActiveException', { $metadata: { httpStatusCode: 400 } }, false],
  ])('%s may pass: %j → %j', (name, more, expected) => {
    expect(mayPass(named(name, more), now)).toBe(expected);
  });

  it('passes no more when the time is over', () => {
    expect(mayPass(named('ThrottlingException'), { attempts: 0, isOverdue: true })).toBe(false);
    expect([
      isUndoOverdue('2026-01-01T00:00:00Z', '2026-01-01T00:14:59Z'),
      isUndoOverdue('2026-01-01T00:00:00Z', '2026-01-01T00:15:00Z'),
    ]).toEqual([false, true]);
  });

  it('of something in use passes for a minute only', () => {
    const later = { attempts: 6, isOverdue: false };
    expect([mayPass(named('ResourceInUseException'), later), mayBeFree(later), mayBeFree(now)]).toEqual([
      false,
      false,
      true,
    ]);
  });
});

describe('what could not be undone', () => {
  const call: ServiceCall = { call: 'ecs:DeleteService', input: { service: 'web' } };

  it('has its reason and its command', () => {
    expect(leftOver('delete service prod/web', named('AccessDeniedException'), call)).toEqual({
      what: 'delete service prod/web',
      reason: 'AccessDeniedException: no',
      command: `aws ecs delete-service --cli-input-json '{"service":"web"}'`,
    });
    expect(leftOver('look', 'odd')).toEqual({ what: 'look', reason: 'Error: odd', command: null });
  });

  it('has a command without its input where that is too long', () => {
    const { command } = leftOver('x', named('E'), { call: 'ecs:DeleteService', input: { service: 'x'.repeat(4_000) } });
    expect(command).toBe('aws ecs delete-service …');
  });

  it('is listed as far as a state holds it', () => {
    const many = Array.from({ length: 30 }, (_, index) => ({
      what: `${index}`,
      reason: 'r',
      command: 'c'.repeat(2_000),
    }));
    const bounded = boundLeft(many);
    expect(bounded).toHaveLength(21);
    expect(bounded.at(-1)).toEqual({ what: '10 more', reason: 'too many to be listed', command: null });
    expect(bounded[0]?.command).not.toBeNull();
    expect(bounded[19]?.command).toBeNull();
  });

  it('is not what the run did not make', () => {
    const left = {
      ...action('delete-target-groups', { action: 'leave', type: 'target group', name: 'a' }),
      calls: [],
      undo: [],
    };
    expect(stillUsed([{ ...left, reason: 'its scalable target is left: not made by this run' }])).toEqual([]);
    expect(stillUsed([{ ...left, reason: 'a rule forwards to it' }])).toEqual([
      { what: 'delete target group a', reason: 'a rule forwards to it', command: null },
    ]);
  });
});

describe('words for undoing', () => {
  it('name what a call restores by its ARN or name', () => {
    const call: ServiceCall = { call: 'elasticloadbalancing:ModifyRule', input: { RuleArn: 'arn:b' } };
    const rule = (name: string, arn: string) => action('update-listeners', { type: 'listener rule', name, arn });
    const plan = { undo: { 'update-listeners': [call] }, actions: [rule('one', 'arn:a'), rule('two', 'arn:b')] };
    expect(restoringCalls(plan, 'update-listeners')).toEqual([
      { what: 'restore listener rule two', isRemoval: false, call },
    ]);
    expect(restoringCalls({ ...plan, actions: [] }, 'update-listeners')[0]?.what).toBe(
      'restore by elasticloadbalancing:ModifyRule',
    );
    expect(restoringCalls(plan, 'create-service')).toEqual([]);
  });

  it('take a policy that is to be deleted again, and is not there, for gone', () => {
    const call: ServiceCall = {
      call: 'application-autoscaling:DeleteScalingPolicy',
      input: {
        PolicyName: 'cpu',
        ServiceNamespace: 'ecs',
        ResourceId: 'service/prod/web',
        ScalableDimension: 'ecs:service:DesiredCount',
      },
    };
    const plan = { undo: { 'register-scalable-target': [call] }, actions: [] };
    expect(restoringCalls(plan, 'register-scalable-target')).toMatchObject([{ isRemoval: true }]);
  });

  it('are in the past for what is done, and for what stands', () => {
    expect(['delete a', 'restore b', 'look for c'].map(done)).toEqual(['deleted a', 'restored b', 'look for c']);
    const actions = [action('create-service'), action('update-listeners', { action: 'keep' }), action('scale-service')];
    expect(standing(actions, ['create-service', 'update-listeners'])).toEqual(['changed service prod/web']);
  });
});
