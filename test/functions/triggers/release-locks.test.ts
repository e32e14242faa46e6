import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { releaseLocks } from '../../../functions/triggers/release-locks.ts';
import { type LockWorld, startLockWorld } from '../steps/lock/lock-world.ts';

let world: LockWorld;

beforeAll(async () => {
  world = await startLockWorld();
});
afterAll(() => world.close());

const release = (executionArn: string) =>
  releaseLocks(world.clients, {
    now: '2026-01-01T00:00:00.000Z',
    settings: { REPORTS_BUCKET: 'reports' },
    logger: { info: () => {}, warn: () => {} },
  })({ detail: { executionArn, status: 'ABORTED' } });

const services = (...names: string[]) => ({
  replacement: { services: names.map((service) => ({ cluster: 'prod', service })) },
});

describe('releaseLocks', () => {
  it('releases all locks of the execution and no others, past what is no lock', async () => {
    const first = world.begin();
    const second = world.begin();
    await world.put('locks/a-note.txt', 'no lock');
    await world.lock(first, services('web-1', 'web-3'));
    await world.lock(second, services('web-2'));
    expect(await release(first)).toEqual({ released: ['locks/prod/web-1.json', 'locks/prod/web-3.json'] });
    expect(world.keys()).toEqual(['locks/a-note.txt', 'locks/prod/web-2.json']);
    expect(await release(first)).toEqual({ released: [] });
  });

  it('finds locks beyond the first page of the list', async () => {
    const arn = world.begin();
    await world.lock(arn, services(...Array.from({ length: 3 }, (_, index) => `many-${index}`)));
    const pages = { ...world.clients, s3: pagedByOne(world.clients.s3) };
    const context = { now: '', settings: { REPORTS_BUCKET: 'reports' }, logger: { info: () => {}, warn: () => {} } };
    const { released } = await releaseLocks(pages, context)({ detail: { executionArn: arn, status: 'TIMED_OUT' } });
    expect(released).toHaveLength(3);
  });

  it('lets through what S3 answers, so that Lambda tries again', async () => {
    world.sandbox.faults.add({ service: 's3', operation: 'ListObjectsV2', error: 'SlowDown' });
    await expect(release(world.begin())).rejects.toMatchObject({ name: 'SlowDown' });
  });
});

/** The same client, whose lists have one key a page. */
const pagedByOne = (s3: LockWorld['clients']['s3']): LockWorld['clients']['s3'] => {
  s3.middlewareStack.add(
    (next, { commandName }) =>
      (args) =>
        next(commandName === 'ListObjectsV2Command' ? { ...args, input: { ...args.input, MaxKeys: 1 } } : args),
    { step: 'initialize', name: 'oneKeyAPage', override: true },
  );
  return s3;
};
