import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type LockWorld, startLockWorld } from './lock-world.ts';

let world: LockWorld;
let count = 0;
let service = '';
let key = '';
let resolved = { cluster: 'prod', service };

beforeAll(async () => {
  world = await startLockWorld();
});
beforeEach(() => {
  count += 1;
  service = `web-${count}`;
  resolved = { cluster: 'prod', service };
  key = `locks/prod/${service}.json`;
  world.sandbox.faults.clear();
});
afterAll(() => world.close());

const unknownArn = 'arn:aws:states:us-east-1:000000000000:execution:ecs-runbooks-prod-deploy-service:unknown';
const inAnHour = () => world.sandbox.clock.now() + 3_600_000;

describe('LockService', () => {
  it('takes a lock that says whose it is and how long', async () => {
    const arn = world.begin();
    const now = Date.parse('2026-01-01T10:00:00.000Z');
    expect(await world.lock(arn, { resolved }, now)).toEqual({
      keys: [{ key, etag: expect.stringMatching(/^"[0-9a-f]{32}"$/) }],
      inherited: false,
    });
    expect(await world.stored(key)).toEqual({
      owner: arn,
      runbook: 'deploy-service',
      acquiredAt: '2026-01-01T10:00:00.000Z',
      expiresAt: '2026-01-01T11:00:00.000Z',
    });
  });

  it('fails with RunbookBusyError that names the first run and how to go on', async () => {
    const first = world.begin();
    await world.lock(first, { resolved });
    const { acquiredAt, expiresAt } = await world.stored(key);
    await expect(world.lock(world.begin(), { resolved })).rejects.toMatchObject({
      name: 'RunbookBusyError',
      message:
        `service prod/${service} is locked by deploy-service since ${acquiredAt}, until ${expiresAt} at the latest: ` +
        `wait for ${first} to end, or stop it with: aws stepfunctions stop-execution --execution-arn ${first}; ` +
        `to go on beside it, start again with breakLock=${first}`,
    });
    expect(await world.ownerOf(key)).toBe(first);
  });

  it('gives one of two runs at the same moment the lock, and the other an error', async () => {
    const outcomes = await Promise.allSettled([
      world.lock(world.begin(), { resolved }),
      world.lock(world.begin(), { resolved }),
    ]);
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  });

  it('finds its own lock when it is retried', async () => {
    const arn = world.begin();
    const first = await world.lock(arn, { resolved });
    expect(await world.lock(arn, { resolved }, world.sandbox.clock.now() + 5_000)).toEqual(first);
  });

  it.each([
    ['whose owner has ended', () => world.begin(), (arn: string) => world.end(arn), () => world.sandbox.clock.now()],
    ['that has expired', () => world.begin(), () => {}, inAnHour],
    ['whose owner nobody knows', () => unknownArn, () => {}, () => world.sandbox.clock.now() + 60_000],
  ])('takes over a lock %s', async (_, begin, end, now) => {
    const former = begin();
    await world.lock(former, { resolved });
    end(former);
    const arn = world.begin();
    expect(await world.lock(arn, { resolved }, now())).toMatchObject({ keys: [{ key }], inherited: false });
    expect(await world.ownerOf(key)).toBe(arn);
  });

  it.each([
    ['an execution that has just started', unknownArn],
    ['something that is no execution', 'arn:aws:iam::000000000000:user/operator'],
  ])('leaves the lock of %s', async (_, owner) => {
    await world.lock(owner, { resolved });
    await expect(world.lock(world.begin(), { resolved })).rejects.toMatchObject({ name: 'RunbookBusyError' });
  });

  it('breaks the lock of the run that the request names, and of no other', async () => {
    const first = world.begin();
    await world.lock(first, { resolved });
    const second = world.begin();
    await expect(world.lock(second, { resolved, request: { breakLock: unknownArn } })).rejects.toMatchObject({
      name: 'RunbookBusyError',
    });
    await world.lock(second, { resolved, request: { breakLock: first } });
    expect(await world.ownerOf(key)).toBe(second);
  });

  it('works under the lock of its parent without holding it', async () => {
    const parent = world.begin();
    await world.lock(parent, { resolved });
    const child = await world.lock(world.begin(), { resolved, request: { lockedBy: parent } });
    expect(child).toEqual({ keys: [], inherited: true });
    expect(await world.ownerOf(key)).toBe(parent);
  });

  it('takes the lock itself where its parent holds none', async () => {
    const arn = world.begin();
    const locked = await world.lock(arn, { resolved, request: { lockedBy: unknownArn } });
    expect(locked).toMatchObject({ keys: [{ key }], inherited: false });
  });

  it('takes all locks of several services or none', async () => {
    const other = { cluster: 'prod', service: `${service}-b` };
    const first = world.begin();
    await world.lock(first, { resolved: other });
    const second = world.begin();
    await expect(world.lock(second, { replacement: { services: [other, resolved] } })).rejects.toMatchObject({
      name: 'RunbookBusyError',
      message: expect.stringContaining(`prod/${service}-b`),
    });
    expect(world.keys()).not.toContain(key);
    world.end(first);
    const { keys } = await world.lock(second, { replacement: { services: [other, resolved] } });
    expect(keys.map((held) => held.key)).toEqual([key, `locks/prod/${service}-b.json`]);
  });

  it('names the running owner even where what it took before cannot be given back', async () => {
    const other = { cluster: 'prod', service: `${service}-b` };
    await world.lock(world.begin(), { resolved: other });
    world.sandbox.faults.add({ service: 's3', operation: 'DeleteObject', error: 'AccessDenied' });
    await expect(
      world.lock(world.begin(), { replacement: { services: [{ ...resolved, service: `${service}-a` }, other] } }),
    ).rejects.toMatchObject({ name: 'RunbookBusyError' });
    expect(world.keys()).toContain(`locks/prod/${service}-a.json`);
  });

  it.each(['ConditionalRequestConflict', 'OperationAborted'])(
    'takes the lock when S3 tells of a conflict (%s) and nobody has it',
    async (error) => {
      world.sandbox.faults.add({ service: 's3', operation: 'PutObject', error, status: 409 });
      expect(await world.lock(world.begin(), { resolved })).toMatchObject({ keys: [{ key }] });
    },
  );

  it('fails with LockContendedError when it is never the first', async () => {
    world.sandbox.faults.add({
      service: 's3',
      operation: 'PutObject',
      error: 'PreconditionFailed',
      status: 412,
      times: 5,
    });
    await expect(world.lock(world.begin(), { resolved })).rejects.toMatchObject({
      name: 'LockContendedError',
      message: `several runs are taking the lock of service prod/${service} at this moment; start again when they have ended`,
    });
  });

  it('leaves a conflict that lasts to the machine, by its own name', async () => {
    const conflict = { error: 'OperationAborted', status: 409, times: 5 };
    world.sandbox.faults.add({ service: 's3', operation: 'PutObject', ...conflict });
    await expect(world.lock(world.begin(), { resolved })).rejects.toMatchObject({ name: 'OperationAborted' });
    expect(world.keys()).not.toContain(key);
  });

  it('fails with LockUnreadableError when something else lies there', async () => {
    await world.put(key, 'hands off');
    const uri = `s3://reports/${key}`;
    await expect(world.lock(world.begin(), { resolved })).rejects.toMatchObject({
      name: 'LockUnreadableError',
      message: `${uri} is no lock that this suite wrote: look at it with: aws s3 cp ${uri} -; if no run works on the service, remove it with: aws s3 rm ${uri}`,
    });
  });

  it('lets through what Step Functions answers about the owner', async () => {
    await world.lock(world.begin(), { resolved });
    world.sandbox.faults.add({ service: 'states', operation: 'DescribeExecution', error: 'ThrottlingException' });
    await expect(world.lock(world.begin(), { resolved })).rejects.toMatchObject({ name: 'ThrottlingException' });
  });

  it('refuses a state that names no service', async () => {
    await expect(world.lock(world.begin(), {})).rejects.toMatchObject({ name: 'InvalidStepInputError' });
  });
});
