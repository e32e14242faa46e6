import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ActionWorld, idOf, machineOf, startActionWorld } from './action-world.ts';

let world: ActionWorld;

beforeAll(async () => {
  world = await startActionWorld();
});
afterAll(() => world.close());

const calls = async (service: string, work: () => Promise<unknown>): Promise<string[]> => {
  const met: string[] = [];
  const stop = world.sandbox.faults.observe((call) => {
    if (call.service === service) met.push(call.operation);
  });
  await work().finally(stop);
  return met;
};

const numbers = (from: number, count: number): number[] => Array.from({ length: count }, (_, index) => from + index);

describe('actOnInstances that drains', () => {
  it('sets confirmed instances DRAINING, ten a call, and says so in the ledger', async () => {
    const drained = numbers(8, 12);
    await world.confirm(drained);
    let acted: unknown;
    const made = await calls('ecs', async () => {
      acted = await world.act({ actions: ['drain'] });
    });
    expect(acted).toEqual({ held: null, started: 0, done: 12, failed: 0, skipped: 0 });
    expect(made).toEqual(['UpdateContainerInstancesState', 'UpdateContainerInstancesState']);
    expect(await Promise.all(drained.map(world.statusOf))).toEqual(drained.map(() => 'DRAINING'));
    expect(await world.actionsOf(8)).toEqual({ drain: 'DONE: set to DRAINING' });
  });

  it('does nothing again when it is repeated, and says the same', async () => {
    await world.confirm([20]);
    const first = await world.act({ actions: ['drain'] });
    const again = await calls('ecs', async () => {
      expect(await world.act({ actions: ['drain'] })).toEqual(first);
    });
    expect(again).toEqual([]);
    expect((await world.ledger()).recentActions).toHaveLength(1);
  });

  it('notes an instance that ECS does not know any more, and drains the others', async () => {
    await world.confirm([22], (ledger) => ({
      ...ledger,
      outages: { ...ledger.outages, [idOf(999)]: { ...ledger.outages[idOf(22)] } as never },
    }));
    expect(await world.act({ actions: ['drain'] })).toMatchObject({ done: 1, failed: 1 });
    expect(await world.actionsOf(999)).toEqual({ drain: expect.stringMatching(/^FAILED: MISSING/) });
  });

  it('tries one by one what ECS refuses together, and notes the refusal in words', async () => {
    await world.confirm([23, 24]);
    world.sandbox.faults.add({
      ...{ service: 'ecs', operation: 'UpdateContainerInstancesState', times: 2 },
      ...{ error: 'InvalidParameterException', message: 'cannot be changed now' },
    });
    expect(await world.act({ actions: ['drain'] })).toMatchObject({ done: 1, failed: 1 });
    expect(await world.actionsOf(23)).toEqual({ drain: 'FAILED: InvalidParameterException: cannot be changed now' });
    expect(await world.statusOf(24)).toBe('DRAINING');
  });

  it('asks once where a permission is missing', async () => {
    await world.confirm([64, 68]);
    world.sandbox.faults.add({
      ...{ service: 'ecs', operation: 'UpdateContainerInstancesState', times: 9 },
      ...{ error: 'AccessDeniedException', message: 'not authorized to perform it' },
    });
    const made = await calls('ecs', async () => {
      expect(await world.act({ actions: ['drain'] })).toMatchObject({ done: 0, failed: 2 });
    });
    expect(made).toHaveLength(1);
    expect(await world.actionsOf(68)).toEqual({ drain: 'FAILED: AccessDeniedException: not authorized to perform it' });
  });

  it('throws what passes by itself when it has noted what was done, and goes on when it is retried', async () => {
    const two = numbers(25, 12);
    await world.confirm(two);
    world.sandbox.faults.add({
      ...{ service: 'ecs', operation: 'UpdateContainerInstancesState', call: 2, error: 'ThrottlingException' },
    });
    await expect(world.act({ actions: ['drain'] })).rejects.toMatchObject({ name: 'ThrottlingException' });
    const entries = await Promise.all(two.map(world.actionsOf));
    expect(entries.filter(({ drain }) => drain?.startsWith('DONE'))).toHaveLength(10);
    expect(entries.filter(({ drain }) => drain?.startsWith('STARTED'))).toHaveLength(2);
    expect(await world.act({ actions: ['drain'], maxActionsPerHour: 12 })).toEqual({
      ...{ held: null, started: 0, done: 12, failed: 0, skipped: 0 },
    });
    expect((await world.ledger()).recentActions).toHaveLength(12);
  });

  it('drains again after a lost answer', async () => {
    await world.confirm([40]);
    world.sandbox.faults.add({ service: 'ecs', operation: 'UpdateContainerInstancesState', after: true });
    await expect(world.act({ actions: ['drain'] })).rejects.toThrow();
    expect(await world.act({ actions: ['drain'] })).toMatchObject({ done: 1, started: 0 });
  });

  it('does nothing in a storm', async () => {
    await world.confirm(numbers(41, 21));
    const made = await calls('ecs', async () => {
      expect(await world.act({ actions: ['drain', 'restart-agent'] })).toEqual({
        ...{ held: 'STORM', started: 0, done: 0, failed: 0, skipped: 0 },
      });
    });
    expect(made).toEqual([]);
  });

  it('only says with dryRun what it would do', async () => {
    await world.confirm([62]);
    expect(await world.act({ actions: ['drain'], dryRun: true })).toMatchObject({ held: 'DRY_RUN', done: 0 });
    expect(await world.statusOf(62)).toBe('ACTIVE');
    expect(await world.actionsOf(62)).toEqual({ drain: 'PLANNED: dryRun: would be done' });
  });

  it('acts by hand on outages that another run follows', async () => {
    await world.confirm([63], (ledger) => ({
      ...ledger,
      outages: { [idOf(63)]: { ...ledger.outages[idOf(63)], owner: 'arn:aws:states:::execution:other' } as never },
    }));
    expect(await world.act({ actions: ['drain'] })).toMatchObject({ held: 'NONE_WANTED' });
    expect(await world.act({ actions: ['drain'] }, { isFollowed: false })).toMatchObject({ held: null, done: 1 });
  });
});

describe('actOnInstances that restarts agents', () => {
  const sent = () => world.sandbox.services.ssm.commands();

  it('sends a command by the platform of each, in words that say where it is seen', async () => {
    await world.confirm([0, 1, 5]);
    const before = sent().length;
    expect(await world.act({ actions: ['restart-agent'] })).toMatchObject({ held: null, done: 3, failed: 0 });
    expect(
      sent()
        .slice(before)
        .map(({ documentName, instanceIds, comment }) => ({ documentName, instanceIds, comment })),
    ).toEqual([
      {
        documentName: 'AWS-RunShellScript',
        instanceIds: [machineOf(0), machineOf(5)],
        comment: 'agent-disconnect: restart the ECS agent',
      },
      {
        documentName: 'AWS-RunPowerShellScript',
        instanceIds: [machineOf(1)],
        comment: 'agent-disconnect: restart the ECS agent',
      },
    ]);
    expect(await world.actionsOf(1)).toEqual({
      'restart-agent': expect.stringMatching(
        /^DONE: command sent; see: aws ssm get-command-invocation --command-id [0-9a-f-]{36} --instance-id i-[0-9a-f]{17}$/,
      ),
    });
  });

  it('skips machines that Systems Manager does not know or hear from, and says why', async () => {
    const { hosts } = world.sandbox.services.ssm;
    await world.confirm([2, 3, 6]);
    hosts.change(machineOf(2), { ping: 'ConnectionLost' });
    hosts.change(machineOf(3), { ping: null });
    expect(await world.act({ actions: ['restart-agent'] })).toMatchObject({ done: 1, skipped: 2 });
    expect(await world.actionsOf(2)).toEqual({
      'restart-agent': `SKIPPED: Systems Manager does not hear from ${machineOf(2)} (ConnectionLost)`,
    });
    expect(await world.actionsOf(3)).toEqual({
      'restart-agent': expect.stringContaining(`${machineOf(3)} is no managed node of Systems Manager`),
    });
  });

  it('restarts the others where one is gone since it was looked at', async () => {
    await world.confirm([65, 66]);
    world.sandbox.faults.add({
      ...{ service: 'ssm', operation: 'SendCommand', times: 2, error: 'InvalidInstanceId' },
      message: `Instances [[${machineOf(65)}]] not in a valid state for account 000000000000`,
    });
    expect(await world.act({ actions: ['restart-agent'] })).toMatchObject({ done: 1, failed: 1 });
    expect(await world.actionsOf(65)).toEqual({
      'restart-agent': `FAILED: InvalidInstanceId: Instances [[${machineOf(65)}]] not in a valid state for account 000000000000`,
    });
  });

  it('skips all where Systems Manager refuses to say, and drains all the same', async () => {
    await world.confirm([67]);
    world.sandbox.faults.add({
      ...{ service: 'ssm', operation: 'DescribeInstanceInformation', error: 'AccessDeniedException', message: 'no' },
    });
    expect(await world.act({ actions: ['drain', 'restart-agent'] })).toMatchObject({ done: 1, skipped: 1 });
    expect(await world.actionsOf(67)).toEqual({
      drain: 'DONE: set to DRAINING',
      'restart-agent': `SKIPPED: Systems Manager does not say whether it hears from ${machineOf(67)}: AccessDeniedException: no`,
    });
  });

  it.each([
    ['DescribeInstanceInformation', {}],
    ['SendCommand', { 'restart-agent': 'STARTED: begun; what came of it is not known' }],
  ])('is retried where %s is throttled', async (operation, entries) => {
    await world.confirm([1]);
    world.sandbox.faults.add({ service: 'ssm', operation, error: 'ThrottlingException' });
    await expect(world.act({ actions: ['restart-agent'] })).rejects.toMatchObject({ name: 'ThrottlingException' });
    expect(await world.actionsOf(1)).toEqual(entries);
    expect(await world.act({ actions: ['restart-agent'] })).toMatchObject({ done: 1 });
  });
});
