import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { changingCalls, renamed, seedRuns } from '../../support/seed-runs.ts';

const { world, run, snapshot } = seedRuns();
const service = 'testing-prestaging/example1';

beforeEach(async () => {
  await run('deploy-service');
}, 60_000);

afterEach(async () => {
  await run('teardown-service', renamed);
  await run('teardown-service');
}, 60_000);

const scale = async (fields: object): Promise<string> => {
  const { status, error, result } = await run('scale-service', fields);
  return status === 'SUCCEEDED' ? result.summary : `${status} ${error}`;
};

const boundsNow = (): string[] => {
  const { ScalableTargets = [] } = world.sandbox.services.autoScaling.operations.DescribeScalableTargets({
    ServiceNamespace: 'ecs',
  }) as { ScalableTargets?: { MinCapacity?: number; MaxCapacity?: number }[] };
  return ScalableTargets.map(({ MinCapacity, MaxCapacity }) => `${MinCapacity}–${MaxCapacity}`);
};

describe('scale-service, with the seed’s block,', () => {
  it('scales up and down again, by requests that differ in nothing but what they ask for', async () => {
    const said = [];
    for (const desiredCount of [3, 5, 3, 3]) said.push(await scale({ desiredCount }));
    expect(said).toEqual([
      `${service} scaled from 1 to 3`,
      `${service} scaled from 3 to 5`,
      `${service} scaled from 5 to 3`,
      `${service} has 3 tasks, as it is to have`,
    ]);
  });

  it('says in a dry run what it would do, and changes nothing', async () => {
    const before = await snapshot();
    const { result, calls } = await run('scale-service', { desiredCount: 3, dryRun: true });
    expect(result.summary).toBe(`dry run: ${service} would be scaled to 3`);
    expect(changingCalls(calls)).toEqual([]);
    expect(await snapshot()).toEqual(before);
  });

  it.each(['auto', 'match'])('gives it as many tasks as the active service has, by %s', async (desiredCount) => {
    expect(await scale({ desiredCount: 4 })).toBe(`${service} scaled from 1 to 4`);
    await run('deploy-service', renamed);
    expect(await scale({ ...renamed, desiredCount, activeService: 'example1' })).toBe(
      'testing-prestaging/example2 scaled from 1 to 4',
    );
    expect(await scale({ desiredCount })).toBe(`${service} has 4 tasks, as it is to have`);
  });

  it('refuses a count that autoscaling would take back, and moves its bounds when it is told to', async () => {
    const before = await snapshot();
    expect(await scale({ desiredCount: 60 })).toBe('FAILED ScalingOutOfBoundsError');
    expect(await snapshot()).toEqual(before);
    expect(await scale({ desiredCount: 60, moveBounds: true })).toBe(`${service} scaled from 1 to 60`);
    expect(boundsNow()).toEqual(['1–60']);
    expect(await scale({ desiredCount: 0, moveBounds: true })).toBe(`${service} scaled from 60 to 0`);
    expect(boundsNow()).toEqual(['0–60']);
  });

  it('leaves the count to autoscaling when it is deployed again', async () => {
    await scale({ desiredCount: 3 });
    const { result } = await run('deploy-service');
    expect(result.data).toMatchObject({ plan: { status: 'NOTHING' } });
  });
});
