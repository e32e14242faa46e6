import { describe, expect, it } from '@jest/globals';
import { mayTearDown, mayUndo } from '../../../../../functions/domain/service/plan/may-delete.ts';
import { isNothingToRemove, planScalingRemoval } from '../../../../../functions/domain/service/plan/scaling-removal.ts';
import { networkSpec, resolve } from '../support/documents.ts';
import { execution, facts, foreign, policy, resource, specWith, suspendedState, target } from './scaling-world.ts';

const remove = (known = facts(), mayDelete = mayTearDown(false), spec = specWith()) =>
  planScalingRemoval(spec, known, mayDelete).planned;
const actions = (planned: ReturnType<typeof remove>) => planned.map(({ action, name }) => `${action} ${name}`);
const calls = (planned: ReturnType<typeof remove>) => planned.flatMap((each) => each.calls.map(({ call }) => call));
const register = 'application-autoscaling:RegisterScalableTarget';
const deletePolicy = 'application-autoscaling:DeleteScalingPolicy';
const deregister = 'application-autoscaling:DeregisterScalableTarget';

describe('planScalingRemoval', () => {
  it('suspends, deletes the policy, then deregisters the target', () => {
    const planned = remove();
    expect(actions(planned)).toEqual(['delete example-prestaging-1', 'delete service/testing-prestaging/example1']);
    expect(planned[1]?.reason).toBe('its scheduled actions, if it has any, go with it');
    expect(planned.flatMap((each) => each.calls)).toEqual([
      { call: register, input: { ...resource, SuspendedState: suspendedState } },
      { call: deletePolicy, input: { ...resource, PolicyName: 'example-prestaging-1' } },
      { call: deregister, input: resource },
    ]);
  });

  it('goes on where an earlier run has stopped', () => {
    expect(calls(remove(facts({ target: target({ suspendedState }) })))).toEqual([deletePolicy, deregister]);
    expect(calls(remove(facts({ target: target({ suspendedState }), policies: [] })))).toEqual([deregister]);
  });

  it('has nothing to do where nothing is left, or the spec has no service', () => {
    expect(remove(facts({ target: null, policies: [] }))).toEqual([]);
    const { spec } = resolve(networkSpec());
    expect(spec && remove(facts({ target: null }), mayTearDown(true), spec)).toEqual([]);
    const { service: _, ...ecs } = specWith().aws.ecs;
    expect(remove(facts(), mayTearDown(true), { ...specWith(), aws: { ...specWith().aws, ecs } })).toEqual([]);
  });

  it('leaves policies that the spec does not name, and the target that would take them along, suspended', () => {
    const planned = remove(facts({ policies: [policy(), foreign] }));
    expect(actions(planned)).toEqual([
      'change service/testing-prestaging/example1',
      'delete example-prestaging-1',
      'leave by-hand',
    ]);
    expect(calls(planned)).toEqual([register, deletePolicy]);
    expect(planned[0]).toMatchObject({
      reason: 'stays suspended: deregistering it would delete its policies that the spec does not name: by-hand',
      changes: expect.arrayContaining([{ field: 'SuspendedState.ScheduledScalingSuspended', from: false, to: true }]),
      undo: [{ call: register, input: { SuspendedState: target().suspendedState } }],
    });
  });

  it('does nothing more for such a target that is suspended already', () => {
    const planned = remove(facts({ target: target({ suspendedState }), policies: [foreign] }));
    expect(actions(planned)).toEqual(['leave service/testing-prestaging/example1', 'leave by-hand']);
    expect(calls(planned)).toEqual([]);
  });

  it('leaves a target that nobody of this suite made, unless it may take it', () => {
    const unowned = facts({ target: target({ tags: {} }) });
    const planned = remove(unowned);
    expect(actions(planned)).toEqual(['leave service/testing-prestaging/example1', 'leave example-prestaging-1']);
    expect(planned[0]?.reason).toContain('allowExisting=true');
    expect(calls(remove(unowned, mayTearDown(true)))).toEqual([register, deletePolicy, deregister]);
  });

  it('leaves another service’s target in any case', () => {
    const tags = { 'ecs-runbooks:service': 'testing-prestaging/another' };
    expect(calls(remove(facts({ target: target({ tags }) }), mayTearDown(true)))).toEqual([]);
  });

  it('removes for an undo what that execution made, and nothing else', () => {
    expect(calls(remove(facts(), mayUndo(execution)))).toContain(deregister);
    expect(calls(remove(facts(), mayUndo(`${execution}-2`)))).toEqual([]);
  });

  it('knows a service by the cluster’s ARN too', () => {
    const arn = 'arn:aws:ecs:us-east-1:111122223333:cluster/testing-prestaging';
    expect(calls(remove(facts(), mayTearDown(false), specWith({ cluster: arn })))).toContain(deregister);
  });
});

describe('isNothingToRemove', () => {
  const error = (name: string, message = '') => Object.assign(new Error(message), { name });

  it.each([
    [deletePolicy, error('ObjectNotFoundException'), true],
    [deregister, error('ObjectNotFoundException'), true],
    [register, error('ObjectNotFoundException'), true],
    [register, error('ValidationException', "ECS service doesn't exist: service/prod/web"), true],
    [register, error('ValidationException', 'Maximum capacity cannot be less than minimum capacity'), false],
    [deregister, error('ConcurrentUpdateException'), false],
    [deregister, error('ValidationException', "doesn't exist"), false],
    ['ecs:DeleteService', error('ObjectNotFoundException'), false],
  ] as const)('says of %s with %s: %j', (call, thrown, isNothing) => {
    expect(isNothingToRemove({ call }, thrown)).toBe(isNothing);
  });
});
