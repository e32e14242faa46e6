import { describe, expect, it } from '@jest/globals';
import type { Planned } from '../../../../functions/domain/service/plan/action.ts';
import type { ServiceCall } from '../../../../functions/domain/service/plan/calls.ts';
import type { UndoCall } from '../../../../functions/domain/service/undo.ts';
import { withoutConflicts } from '../../../../functions/domain/service/undo-conflicts.ts';

const forward = (group: string) => [{ Type: 'forward' as const, TargetGroupArn: `arn:${group}` }];
const modifyRule = (group: string): ServiceCall => ({
  call: 'elasticloadbalancing:ModifyRule',
  input: { RuleArn: 'arn:rule', Actions: forward(group) },
});
const updateService = (fields: object): ServiceCall => ({
  call: 'ecs:UpdateService',
  input: { cluster: 'prod', service: 'web', ...fields },
});
const restoring = (call: ServiceCall, what = 'restore listener rule lb HTTPS:443 x'): UndoCall => ({
  what,
  isRemoval: false,
  call,
});

/** What a planner says now: a change that would put back what it finds. */
const wouldUndo = (...undo: ServiceCall[]) => ({
  planned: [
    { step: 'update-listeners', action: 'change', type: 'listener rule', name: 'x', calls: [], changes: [], undo },
  ] satisfies Planned[],
  problems: [],
});
const nothing = { planned: [], problems: [] };
const changed = 'it has been changed since by somebody else';

describe('what puts things back', () => {
  const toFormer = restoring(modifyRule('former'));

  it('is sent where all is as the run made it', () => {
    expect(withoutConflicts([toFormer], nothing)).toEqual({ calls: [toFormer], left: [] });
  });

  it('is sent where all is as it was before: the look may be a stale one', () => {
    expect(withoutConflicts([toFormer], wouldUndo(modifyRule('former')))).toEqual({ calls: [toFormer], left: [] });
  });

  it('is sent where it is another rule that has been changed', () => {
    const other = modifyRule('theirs');
    const now = wouldUndo({ ...other, input: { ...other.input, RuleArn: 'arn:other' } } as ServiceCall);
    expect(withoutConflicts([toFormer], now).calls).toEqual([toFormer]);
  });

  it('is left to a person where somebody else has changed it since', () => {
    expect(withoutConflicts([toFormer], wouldUndo(modifyRule('theirs')))).toEqual({
      calls: [],
      left: [
        {
          what: toFormer.what,
          reason: changed,
          command: expect.stringMatching(/^aws elbv2 modify-rule .*arn:former/),
        },
      ],
    });
  });

  it('is left alone where it belongs to another service by now', () => {
    const problem = { check: 'listener rule lb HTTPS:443 x', detail: 'already exists and belongs to prod/other' };
    expect(withoutConflicts([toFormer], { planned: [], problems: [problem] })).toEqual({
      calls: [],
      left: [{ what: toFormer.what, reason: problem.detail, command: null }],
    });
  });

  const former = updateService({ taskDefinition: 'web:1', desiredCount: 2 });
  const service = restoring(former, 'restore service prod/web');

  it('puts back the fields of a service that nobody else has changed', () => {
    const { calls, left } = withoutConflicts([service], wouldUndo(updateService({ desiredCount: 7 })));
    expect(calls).toEqual([{ ...service, call: updateService({ taskDefinition: 'web:1' }) }]);
    expect(left).toEqual([
      { what: service.what, reason: `desiredCount: ${changed}`, command: expect.stringContaining('web:1') },
    ]);
  });

  it('leaves a service all of whose fields somebody else has changed', () => {
    const now = wouldUndo(updateService({ taskDefinition: 'web:9', desiredCount: 7 }));
    expect(withoutConflicts([service], now)).toMatchObject({
      calls: [],
      left: [{ reason: `taskDefinition, desiredCount: ${changed}` }],
    });
  });

  it('puts a service back that ECS has rolled back in part', () => {
    const now = wouldUndo(updateService({ taskDefinition: 'web:1' }));
    expect(withoutConflicts([service], now)).toEqual({ calls: [service], left: [] });
  });
});
