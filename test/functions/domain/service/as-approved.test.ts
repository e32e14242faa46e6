import { describe, expect, it } from '@jest/globals';
import { requireApproved } from '../../../../functions/domain/service/as-approved.ts';
import type { Planned } from '../../../../functions/domain/service/plan/action.ts';
import { makePlan } from '../../../../functions/domain/service/plan/make-plan.ts';

const update = (
  given: Partial<Planned> = {},
  former: object = { taskDefinition: 'web:1', desiredCount: 2 },
): Planned => ({
  step: 'create-service',
  action: 'change',
  type: 'service',
  name: 'prod/web',
  calls: [],
  changes: [],
  undo: [{ call: 'ecs:UpdateService', input: { cluster: 'prod', service: 'web', ...former } }],
  ...given,
});

const require = (approved: Planned[], now: Planned[], approvedPlan: string | undefined = 'hash') => {
  const plan = makePlan({ planned: approved, specHash: null, execution: 'arn' });
  return () => requireApproved({ request: approvedPlan === '' ? {} : { approvedPlan }, plan }, now);
};

describe('an approved step', () => {
  it.each<[string, Planned[], Planned[]]>([
    ['what was approved', [update()], [update()]],
    ['less, as a repeat that finds a part of its work done', [update()], []],
    ['nothing where all is as it should be', [], [update({ action: 'keep', undo: [] })]],
    [
      'the same to a count that autoscaling has moved',
      [update()],
      [update({}, { taskDefinition: 'web:1', desiredCount: 5 })],
    ],
  ])('does %s', (_, approved, now) => {
    expect(require(approved, now)).not.toThrow();
  });

  it.each<[string, Planned[], Planned[]]>([
    ['something that was not in the plan', [], [update()]],
    ['something else to the same', [update()], [update({ action: 'create', undo: [] })]],
    ['the same to another', [update()], [update({ name: 'prod/other' })]],
    ['the same to what somebody has changed', [update()], [update({}, { taskDefinition: 'web:9', desiredCount: 2 })]],
  ])('fails with PlanChangedError before it does %s', (_, approved, now) => {
    expect(require(approved, now)).toThrow(
      expect.objectContaining({
        name: 'PlanChangedError',
        message: expect.stringMatching(/would now (?:change|create) service prod\//),
      }),
    );
  });

  it('may do anything that its planner says where no plan was approved', () => {
    expect(require([], [update()], '')).not.toThrow();
  });
});
