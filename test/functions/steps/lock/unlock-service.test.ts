import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type LockWorld, startLockWorld } from './lock-world.ts';

let world: LockWorld;
let count = 0;
let key = '';
let resolved = { cluster: 'prod', service: '' };

beforeAll(async () => {
  world = await startLockWorld();
});
beforeEach(() => {
  count += 1;
  resolved = { cluster: 'prod', service: `web-${count}` };
  key = `locks/prod/web-${count}.json`;
  world.sandbox.faults.clear();
});
afterAll(() => world.close());

describe('UnlockService', () => {
  it('releases what the run locked, and says so again when it is repeated', async () => {
    const arn = world.begin();
    const locked = await world.lock(arn, { resolved });
    expect(await world.unlock(arn, { resolved, locked })).toEqual({ released: [key], kept: [] });
    expect(world.keys()).not.toContain(key);
    expect(await world.unlock(arn, { resolved, locked })).toEqual({ released: [key], kept: [] });
  });

  it("leaves the parent's lock", async () => {
    const parent = world.begin();
    await world.lock(parent, { resolved });
    const child = world.begin();
    const locked = await world.lock(child, { resolved, request: { lockedBy: parent } });
    expect(await world.unlock(child, { resolved, locked })).toEqual({ released: [], kept: [] });
    expect(await world.ownerOf(key)).toBe(parent);
  });

  it('releases its lock on the failure path, where the answer of LockService was lost', async () => {
    const arn = world.begin();
    await world.lock(arn, { resolved });
    expect(await world.unlock(arn, { resolved })).toEqual({ released: [key], kept: [] });
    expect(world.keys()).not.toContain(key);
  });

  it('leaves the lock of the run that was found busy', async () => {
    const first = world.begin();
    await world.lock(first, { resolved });
    expect(await world.unlock(world.begin(), { resolved })).toEqual({ released: [], kept: [] });
    expect(await world.ownerOf(key)).toBe(first);
  });

  it('keeps, and does not fail for, a lock that somebody broke', async () => {
    const first = world.begin();
    const locked = await world.lock(first, { resolved });
    const second = world.begin();
    await world.lock(second, { resolved, request: { breakLock: first } });
    expect(await world.unlock(first, { resolved, locked })).toEqual({ released: [], kept: [key] });
    expect(await world.ownerOf(key)).toBe(second);
  });

  it('looks again when S3 tells of a conflict', async () => {
    const arn = world.begin();
    const locked = await world.lock(arn, { resolved });
    const conflict = { error: 'ConditionalRequestConflict', status: 409 };
    world.sandbox.faults.add({ service: 's3', operation: 'DeleteObject', ...conflict });
    expect(await world.unlock(arn, { resolved, locked })).toEqual({ released: [key], kept: [] });
  });

  it('leaves a conflict that lasts to the machine, by its own name', async () => {
    const arn = world.begin();
    const locked = await world.lock(arn, { resolved });
    const conflict = { error: 'ConditionalRequestConflict', status: 409, times: 3 };
    world.sandbox.faults.add({ service: 's3', operation: 'DeleteObject', ...conflict });
    await expect(world.unlock(arn, { resolved, locked })).rejects.toMatchObject({ name: conflict.error });
  });

  it('has nothing to do where the state names no service', async () => {
    expect(await world.unlock(world.begin(), {})).toEqual({ released: [], kept: [] });
  });

  it('lets through what S3 answers otherwise', async () => {
    const arn = world.begin();
    const locked = await world.lock(arn, { resolved });
    world.sandbox.faults.add({ service: 's3', operation: 'DeleteObject', error: 'AccessDenied' });
    await expect(world.unlock(arn, { resolved, locked })).rejects.toMatchObject({ name: 'AccessDenied' });
  });
});
