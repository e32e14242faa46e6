import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { built, changingCalls, renamed, seedBlock, seedRuns } from '../../support/seed-runs.ts';

const { world, run, snapshot } = seedRuns();
const oldSpec = JSON.parse(seedBlock.cloud_spec_json) as object;

beforeEach(async () => {
  await run('deploy-service');
}, 60_000);

afterEach(async () => {
  await run('teardown-service', renamed);
  await run('teardown-service');
  expect(await snapshot()).toEqual(world.empty);
}, 60_000);

const names = (): string[] => {
  const { services = [] } = world.sandbox.services.ecs.operations.DescribeServices({
    cluster: 'testing-prestaging',
    services: ['example1', 'example2'],
  });
  return services.filter(({ status }) => status === 'ACTIVE').map(({ serviceName }) => serviceName ?? '');
};

/** The new spec with an image that nobody can pull. */
const broken = { cloud_spec_json: renamed.cloud_spec_json.replaceAll('nginxdemos/hello', 'nginxdemos/gone') };

describe('replace-service, with the seed’s block,', () => {
  it('recreates the service', async () => {
    const before = await snapshot();
    const { status, states, result } = await run('replace-service', { strategy: 'recreate', ...built });
    expect([status, result.outcome]).toEqual(['SUCCEEDED', 'PASS']);
    expect(states.indexOf('TeardownService')).toBeLessThan(states.indexOf('DeployService'));
    expect(await snapshot()).toEqual(before);
  });

  it('deploys the new service beside the old one, verifies it, and tears the old one down', async () => {
    const { status, states, result } = await run('replace-service', {
      strategy: 'parallel',
      oldSpec,
      ...renamed,
      ...built,
    });
    expect([status, result.outcome]).toEqual(['SUCCEEDED', 'PASS']);
    expect(states.indexOf('DeployService')).toBeLessThan(states.indexOf('TeardownService'));
    expect(names()).toEqual(['example2']);
  });

  it('leaves the old service as it is where the new one fails', async () => {
    const before = await snapshot();
    const ended = await run('replace-service', { strategy: 'parallel', oldSpec, ...broken });
    expect(ended).toMatchObject({
      status: 'FAILED',
      error: 'ServiceNotStableError',
      cause: expect.stringContaining('the old service was left as it is'),
    });
    expect(ended.states).not.toContain('TeardownService');
    expect(await snapshot()).toEqual(before);
  });

  it.each([
    ['recreate', {}],
    ['parallel', { oldSpec, ...renamed }],
  ])('says in a dry run of %s what it would do, and changes nothing', async (strategy, fields) => {
    const before = await snapshot();
    const { status, calls } = await run('replace-service', { strategy, dryRun: true, ...fields });
    expect(status).toBe('SUCCEEDED');
    expect(changingCalls(calls)).toEqual(['states:StartExecution', 'states:StartExecution']);
    expect(await snapshot()).toEqual(before);
  });
});
