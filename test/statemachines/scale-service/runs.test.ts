import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { serviceRuns } from '../../support/service-runs.ts';

const { world, run, there, clear } = serviceRuns();

beforeEach(async () => {
  await run('deploy-service');
}, 60_000);
afterEach(clear, 60_000);

describe('scale-service', () => {
  it('says in a dry run what it would do', async () => {
    const { result } = await run('scale-service', { desiredCount: 3, dryRun: true });
    expect(result.summary).toBe('dry run: demo/hello-1 would be scaled to 3');
    expect((await there()).join()).toContain('ACTIVE 1 ×');
  });

  it('scales by spec, and has nothing to do a second time', async () => {
    const { result } = await run('scale-service', { desiredCount: 2 });
    expect(result).toMatchObject({
      outcome: 'PASS',
      summary: 'demo/hello-1 scaled from 1 to 2',
      data: { previousCount: 1, desiredCount: 2 },
    });
    expect((await there()).join()).toContain('ACTIVE 2 ×');
    const again = await run('scale-service', { desiredCount: 2 });
    expect(again.result.summary).toBe('demo/hello-1 has 2 tasks, as it is to have');
  });

  it('scales by cluster and service, without a spec', async () => {
    const request = { cluster: 'demo', service: 'hello-1', desiredCount: 2 };
    const ended = await world.sandbox.run('scale-service', request);
    expect(ended).toMatchObject({ status: 'SUCCEEDED', output: { summary: 'demo/hello-1 scaled from 1 to 2' } });
    expect(ended.states).not.toContain('ResolveServiceSpec');
  });

  it('puts the count back where the service does not become stable', async () => {
    world.sandbox.faults.add({
      service: 'ecs',
      operation: 'DescribeServices',
      call: 3,
      error: 'AccessDeniedException',
      times: 1,
    });
    const ended = await run('scale-service', { desiredCount: 2 });
    expect(ended).toMatchObject({ status: 'FAILED', error: 'AccessDeniedException' });
    expect(ended.cause).toMatch(/undone: restored service demo\/hello-1$/);
    expect((await there()).join()).toContain('ACTIVE 1 ×');
  });

  it('fails by name where there is no such service', async () => {
    const ended = await world.sandbox.run('scale-service', { cluster: 'demo', service: 'ghost', desiredCount: 2 });
    expect(ended).toMatchObject({ status: 'FAILED', error: 'ServiceNotFoundError' });
    expect((await there()).join()).not.toContain('lock');
  });
});
