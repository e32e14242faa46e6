import { describe, expect, it } from '@jest/globals';
import { planScaling } from '../../../../functions/steps/scaling/plan-scaling.ts';
import { cluster, scalingWorld, service, specWith, stateOf } from './scaling-world.ts';

const { world, scaled, context } = scalingWorld();
const state = (request = {}, spec = specWith()) => stateOf(spec, { request: { moveBounds: false, ...request } });
const plan = (request = {}, spec = specWith()) => planScaling(world, context)(state(request, spec));
const bound = (MinCapacity: number, MaxCapacity: number) =>
  world.sandbox.services.autoScaling.operations.RegisterScalableTarget({ ...scaled, MinCapacity, MaxCapacity });

describe('planScaling', () => {
  it('plans to set the request’s count', async () => {
    const { hash, ...made } = await plan({ desiredCount: 5 });
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(made).toMatchObject({
      status: 'CHANGES',
      desiredCount: 5,
      taskDefinitionArn: expect.stringMatching(/:task-definition\/example:1$/),
      actions: [{ step: 'scale-service', action: 'change', changes: [{ field: 'desiredCount', from: 2, to: 5 }] }],
      steps: { 'scale-service': true, 'register-scalable-target': false },
      undo: { 'scale-service': [{ call: 'ecs:UpdateService', input: { desiredCount: 2 } }] },
    });
  });

  it('takes the spec’s count where the request has none', async () => {
    expect(await plan({}, specWith({ desiredCount: 7 }))).toMatchObject({ desiredCount: 7 });
  });

  it('plans nothing for the count that is there', async () => {
    expect(await plan({ desiredCount: 2 })).toMatchObject({ status: 'NOTHING', steps: { 'scale-service': false } });
  });

  it('takes the count of the active service for auto', async () => {
    expect(await plan({ desiredCount: 'auto', activeService: 'old' })).toMatchObject({ desiredCount: 4 });
  });

  it('refuses a cluster of another account, whose name one here may have', async () => {
    const elsewhere = `arn:aws:ecs:us-east-1:000000000000:cluster/${cluster}`;
    await expect(plan({ desiredCount: 2, cluster: elsewhere })).rejects.toThrow(
      expect.objectContaining({ name: 'InvalidRequestError', message: expect.stringContaining('000000000000') }),
    );
  });

  it('fails where the active service does not exist', async () => {
    await expect(plan({ desiredCount: 'match', activeService: 'gone' })).rejects.toThrow(
      expect.objectContaining({ name: 'DesiredCountUnknownError', message: expect.stringContaining('gone') }),
    );
  });

  it('fails where nobody says a count', async () => {
    await expect(plan({}, specWith({ desiredCount: undefined }))).rejects.toThrow(
      expect.objectContaining({ name: 'DesiredCountUnknownError' }),
    );
  });

  it('works by names of cluster and service, and by the cluster’s ARN', async () => {
    const { resolved: _, ...byName } = state({
      cluster: `arn:aws:ecs:us-east-1:111122223333:cluster/${cluster}`,
      service,
      desiredCount: 3,
    });
    expect(await planScaling(world, context)(byName)).toMatchObject({ desiredCount: 3, status: 'CHANGES' });
  });

  it('fails where the service does not exist', async () => {
    const { resolved: _, ...byName } = state({ cluster, service: 'gone', desiredCount: 3 });
    await expect(planScaling(world, context)(byName)).rejects.toThrow(
      expect.objectContaining({ name: 'ServiceNotFoundError' }),
    );
  });

  it('names what it needs where nothing names a service', async () => {
    const { resolved: _, ...nothing } = state({ desiredCount: 3 });
    await expect(planScaling(world, context)(nothing)).rejects.toThrow(
      expect.objectContaining({ name: 'InvalidStepInputError' }),
    );
  });

  it('refuses a count outside of the bounds, unless it may move them', async () => {
    bound(1, 4);
    await expect(plan({ desiredCount: 5 })).rejects.toThrow(
      expect.objectContaining({ name: 'ScalingOutOfBoundsError', message: expect.stringContaining('moveBounds=true') }),
    );
    expect(await plan({ desiredCount: 5, moveBounds: true })).toMatchObject({
      steps: { 'scale-service': true, 'register-scalable-target': true },
      undo: { 'register-scalable-target': [{ input: { MinCapacity: 1, MaxCapacity: 4 } }] },
    });
  });

  it('has the same hash as long as it would do the same', async () => {
    const [first, again, other] = await Promise.all([
      plan({ desiredCount: 5 }),
      planScaling(world, context)(stateOf(specWith(), { run: 'run-2', request: { desiredCount: 5 } })),
      plan({ desiredCount: 6 }),
    ]);
    expect(again.hash).toBe(first.hash);
    expect(other.hash).not.toBe(first.hash);
    await expect(plan({ desiredCount: 5, approvedPlan: first.hash })).resolves.toMatchObject({ hash: first.hash });
    await expect(plan({ desiredCount: 6, approvedPlan: first.hash })).rejects.toThrow(
      expect.objectContaining({ name: 'PlanChangedError' }),
    );
  });
});
