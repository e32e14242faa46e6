import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { exampleSpec } from '../../../functions/domain/service/request/example.ts';
import { imageOf, serviceRuns } from '../../support/service-runs.ts';

const { run, there, clear } = serviceRuns();

/** The example under new names, beside the old one. */
const renamed = (spec: typeof exampleSpec): typeof exampleSpec =>
  JSON.parse(JSON.stringify(spec).replaceAll('hello-1', 'hello-2').replaceAll('hello.example.com', 'new.example.com'));

beforeEach(async () => {
  await run('deploy-service');
}, 60_000);

afterEach(async () => {
  await clear();
  await run('teardown-service', { spec: renamed(exampleSpec), allowExisting: true });
}, 60_000);

describe('replace-service', () => {
  it('recreates: tears down, then deploys', async () => {
    const { result, states } = await run('replace-service', { strategy: 'recreate', spec: imageOf('runs:v42') });
    expect(result.summary).toMatch(
      /^replaced demo\/hello-1: demo\/hello-1 deployed: 4 created; demo\/hello-1 torn down:/,
    );
    expect(states.indexOf('TeardownService')).toBeLessThan(states.indexOf('DeployService'));
    expect(await there()).toHaveLength(4);
  });

  it('plans a recreation as though the old service were gone', async () => {
    const before = await there();
    const { result } = await run('replace-service', { strategy: 'recreate', dryRun: true });
    expect(result.summary).toContain('dry run of demo/hello-1: 4 to create');
    expect(await there()).toEqual(before);
  });

  it('deploys beside the old service, then tears that down', async () => {
    const { result, states } = await run('replace-service', {
      strategy: 'parallel',
      spec: renamed(exampleSpec),
      oldSpec: exampleSpec,
    });
    expect(result.summary).toMatch(/^replaced demo\/hello-1 by demo\/hello-2/);
    expect(states.indexOf('DeployService')).toBeLessThan(states.indexOf('TeardownService'));
    expect((await there()).join()).toMatch(/target group hello-2,.*service hello-2 ACTIVE 1/);
    expect((await there()).join()).not.toMatch(/hello-1/);
  });

  it('leaves the old service where the new one fails, and names its error', async () => {
    const ended = await run('replace-service', {
      strategy: 'parallel',
      spec: renamed(imageOf('cannot-pull')),
      oldSpec: exampleSpec,
    });
    expect(ended).toMatchObject({ status: 'FAILED', error: 'ServiceNotStableError' });
    expect(ended.cause).toMatch(
      /CannotPullContainerError.*\(execution arn:.*ended FAILED\); the old service was left as it is$/s,
    );
    expect((await there()).join()).toMatch(/target group hello-1,rule 50000,service hello-1 ACTIVE 1/);
    expect((await there()).join()).not.toMatch(/hello-2|lock/);
  });

  it('says that nothing runs where a recreation cannot deploy any more', async () => {
    const ended = await run('replace-service', {
      strategy: 'recreate',
      spec: imageOf('cannot-pull'),
      oldSpec: exampleSpec,
    });
    expect(ended).toMatchObject({ status: 'FAILED', error: 'ServiceNotStableError' });
    expect(ended.cause).toContain('nothing runs now: the old service was torn down before');
    expect(await there()).toEqual([]);
  });
});
