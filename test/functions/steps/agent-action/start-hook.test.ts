import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type ActionWorld, idOf, machineOf, startActionWorld } from './action-world.ts';

let world: ActionWorld;
let machineArn: string;
let made = 0;

const definition = JSON.stringify({ StartAt: 'Repair', States: { Repair: { Type: 'Pass', End: true } } });

const machine = async (name: string): Promise<string> => {
  const roleArn = 'arn:aws:iam::000000000000:role/machine';
  const { stepFunctions } = world.sandbox.services;
  return (await stepFunctions.createStateMachine({ name, definition, roleArn })).stateMachineArn;
};

const inputOf = (arn: string): unknown =>
  JSON.parse(world.sandbox.services.stepFunctions.execution(arn).request.input ?? '{}');

beforeAll(async () => {
  world = await startActionWorld();
});
beforeEach(async () => {
  made += 1;
  machineArn = await machine(`repair-${made}`);
});
afterAll(() => world.close());

describe('startHook', () => {
  it('starts the state machine with the confirmed instances', async () => {
    await world.confirm([0, 5]);
    const { started, instances } = await world.hook(machineArn);
    expect(instances).toBe(2);
    expect(started).toEqual([expect.stringMatching(/:execution:repair-\w+:run-[0-9a-f]{10}-1$/)]);
    expect(inputOf(started[0] ?? '')).toMatchObject({
      cluster: 'prod',
      clusterArn: 'arn:aws:ecs:us-east-1:000000000000:cluster/prod',
      execution: world.execution.id,
      window: '2026-11-21T05:55:00Z',
      part: 1,
      parts: 1,
      affected: 1,
      registered: 80,
      instances: [
        {
          containerInstanceArn: `arn:aws:ecs:us-east-1:000000000000:container-instance/prod/${idOf(0)}`,
          instanceId: machineOf(0),
          isExternal: false,
        },
        { instanceId: machineOf(5), isExternal: true, availabilityZone: null },
      ],
    });
  });

  it('starts nothing twice when it is repeated, also after a lost answer', async () => {
    await world.confirm([0]);
    world.sandbox.faults.add({ service: 'states', operation: 'StartExecution', after: true });
    await expect(world.hook(machineArn)).rejects.toThrow();
    const first = await world.hook(machineArn);
    expect(await world.hook(machineArn)).toEqual(first);
    const { stepFunctions } = world.sandbox.services;
    expect(stepFunctions.execution(first.started[0] ?? '').request.input).toContain(machineOf(0));
  });

  it('starts it all the same when what is known has changed since an attempt before', async () => {
    await world.confirm([0]);
    const first = await world.hook(machineArn);
    await world.confirm([0, 1]);
    expect((await world.hook(machineArn)).started).toEqual(first.started);
  });

  it.each([
    ['no state machine is configured', '', {}, {}],
    ['it is a look by hand', undefined, {}, { isFollowed: false }],
    ['with dryRun', undefined, { dryRun: true }, {}],
  ])('starts nothing where %s', async (_, arn, request, watch) => {
    await world.confirm([0]);
    expect(await world.hook(arn ?? machineArn, request, watch)).toEqual({ started: [], instances: 0 });
  });

  it('starts nothing where nothing is confirmed', async () => {
    await world.confirm([]);
    expect(await world.hook(machineArn)).toEqual({ started: [], instances: 0 });
  });

  it('lets through that there is no such state machine', async () => {
    await world.confirm([0]);
    await expect(world.hook(`${machineArn}-gone`)).rejects.toMatchObject({ name: 'StateMachineDoesNotExist' });
  });
});
