import { describe, expect, it } from '@jest/globals';
import { mayTearDown, mayUndo } from '../../../../../functions/domain/service/plan/may-delete.ts';
import type { ServiceFacts } from '../../../../../functions/domain/service/plan/service-facts.ts';
import { planServiceRemoval } from '../../../../../functions/domain/service/plan/service-removal.ts';
import { facts, ref } from '../support/planned-service.ts';

const remove = (changes: Partial<ServiceFacts> = {}, mayDelete = mayTearDown(false)) =>
  planServiceRemoval(ref, { ...facts, ...changes }, mayDelete).planned;

const deletion = { step: 'delete-service', action: 'delete', calls: [{ call: 'ecs:DeleteService', input: ref }] };

describe('planServiceRemoval', () => {
  it('scales the service to 0, which can be put back, then deletes it', () => {
    expect(remove({ desiredCount: 3 })).toMatchObject([
      {
        step: 'scale-service',
        action: 'change',
        changes: [{ field: 'desiredCount', from: 3, to: 0 }],
        calls: [{ call: 'ecs:UpdateService', input: { ...ref, desiredCount: 0 } }],
        undo: [{ call: 'ecs:UpdateService', input: { ...ref, desiredCount: 3 } }],
      },
      deletion,
    ]);
  });

  it('waits for tasks that are still stopping', () => {
    expect(remove({ desiredCount: 0, runningCount: 2 })).toMatchObject([
      { step: 'scale-service', undo: [], reason: '2 tasks are still stopping' },
      deletion,
    ]);
  });

  it.each<[string, Partial<ServiceFacts>]>([
    ['is at 0 tasks', { desiredCount: 0, runningCount: 0 }],
    ['is DRAINING, so that its end is waited for', { status: 'DRAINING', desiredCount: 0 }],
    ['is a DAEMON service', { schedulingStrategy: 'DAEMON' }],
  ])('deletes at once one that %s', (_, changes) => {
    expect(remove(changes)).toMatchObject([deletion]);
  });

  it('has nothing to do where the service is gone', () => {
    expect(planServiceRemoval(ref, null, mayTearDown(true))).toEqual({ planned: [], problems: [] });
  });

  it("leaves one that is nobody's unless it may, and always another's", () => {
    expect(remove({ tags: {} })).toMatchObject([
      { action: 'leave', calls: [], reason: expect.stringContaining('allowExisting=true deletes it all the same') },
    ]);
    expect(remove({ tags: {} }, mayTearDown(true))).toHaveLength(2);
    expect(remove({ tags: { 'ecs-runbooks:service': 'prod/other' } }, mayTearDown(true))).toMatchObject([
      { action: 'leave', reason: 'it belongs to prod/other' },
    ]);
  });

  it('deletes by force what a run has made when the run is undone', () => {
    const { planned } = planServiceRemoval(ref, facts, mayUndo('arn:execution'), { force: true });
    expect(planned).toMatchObject([{ step: 'delete-service', calls: [{ input: { ...ref, force: true } }] }]);
    expect(planServiceRemoval(ref, facts, mayUndo('arn:other'), { force: true }).planned).toMatchObject([
      { action: 'leave', reason: 'not made by this run' },
    ]);
  });
});
