import { describe, expect, it } from '@jest/globals';
import { deregisterScalableTarget } from '../../../../functions/steps/scaling/deregister-scalable-target.ts';
import { registerScalableTarget } from '../../../../functions/steps/scaling/register-scalable-target.ts';
import { cluster, scalingWorld, service, specWith, stateOf } from './scaling-world.ts';

const { world, scaled, context, target, policies, addPolicy } = scalingWorld();
const register = () => registerScalableTarget(world, context)(stateOf(specWith()));
const deregister = (request = {}) =>
  deregisterScalableTarget(world, context)(stateOf(specWith(), { run: 'run-9', request }));
const resourceId = `service/${cluster}/${service}`;
const everything = { deregistered: ['example-prestaging-1', resourceId], left: [] };
const fault = (operation: string, error: string, message?: string) =>
  world.sandbox.faults.add({
    service: 'application-autoscaling',
    operation,
    error,
    ...(message === undefined ? {} : { message }),
  });

describe('deregisterScalableTarget', () => {
  it('removes the policy and the target, whichever run made them', async () => {
    await register();
    expect(await deregister()).toEqual(everything);
    expect(target()).toBeUndefined();
    expect(policies()).toEqual([]);
  });

  it('succeeds where nothing is left', async () => {
    expect(await deregister()).toEqual({ deregistered: [], left: [] });
  });

  it('goes on where a run was cut off', async () => {
    await register();
    fault('DeregisterScalableTarget', 'ConcurrentUpdateException');
    await expect(deregister()).rejects.toThrow(expect.objectContaining({ name: 'ConcurrentUpdateException' }));
    expect(target()?.SuspendedState).toMatchObject({ DynamicScalingOutSuspended: true });
    expect(await deregister()).toEqual({ deregistered: [resourceId], left: [] });
  });

  it.each(['DeleteScalingPolicy', 'DeregisterScalableTarget'])(
    'takes what somebody else deletes meanwhile for deleted: %s',
    async (operation) => {
      await register();
      fault(operation, 'ObjectNotFoundException');
      expect(await deregister()).toEqual(everything);
    },
  );

  it('removes the scaling of a service that is gone, which AWS does not let it suspend', async () => {
    await register();
    fault('RegisterScalableTarget', 'ValidationException', `ECS service doesn't exist: ${resourceId}`);
    expect(await deregister()).toEqual(everything);
    expect(target()).toBeUndefined();
  });

  it('fails where AWS refuses to suspend for another reason', async () => {
    await register();
    fault('RegisterScalableTarget', 'ValidationException', 'something else');
    await expect(deregister()).rejects.toThrow('something else');
  });

  it('leaves a target suspended that has a policy by somebody else, and says how to take it down', async () => {
    await register();
    addPolicy('by-hand');
    expect(await deregister()).toEqual({
      deregistered: ['example-prestaging-1'],
      left: [
        {
          type: 'scalable target',
          name: resourceId,
          reason: 'stays suspended: deregistering it would delete its policies that the spec does not name: by-hand',
          command: expect.stringMatching(/^aws application-autoscaling deregister-scalable-target --cli-input-json '/),
        },
        { type: 'scaling policy', name: 'by-hand', reason: 'the spec does not name it', command: null },
      ],
    });
    expect(policies().map(({ PolicyName }) => PolicyName)).toEqual(['by-hand']);
    expect(target()?.SuspendedState).toMatchObject({ DynamicScalingInSuspended: true });
  });

  it('leaves what was registered by hand, unless the request allows it', async () => {
    world.sandbox.services.autoScaling.operations.RegisterScalableTarget({ ...scaled, MinCapacity: 1, MaxCapacity: 2 });
    const { deregistered, left } = await deregister();
    expect(deregistered).toEqual([]);
    expect(left).toMatchObject([{ name: resourceId, reason: expect.stringContaining('allowExisting=true') }]);
    expect(target()?.SuspendedState).toMatchObject({ DynamicScalingInSuspended: false });
    expect(await deregister({ allowExisting: true })).toEqual({ deregistered: [resourceId], left: [] });
  });
});
