import { describe, expect, it } from '@jest/globals';
import { built, changingCalls, type SeedRun, seedRuns } from '../../support/seed-runs.ts';

const { world, run, watch, snapshot } = seedRuns();

describe.each(['prestaging', 'staging'])('the seed’s block for %s', (environment) => {
  it('deploys, and is verified over HTTPS', async () => {
    const { status, result } = await run('deploy-service', { environment, ...built });
    expect(status).toBe('SUCCEEDED');
    expect(result).toMatchObject({ outcome: 'PASS', summary: 'testing-prestaging/example1 deployed: 6 created' });
    expect(result.findings).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          check: `GET https://frontend.${environment}.example.com/`,
          status: 'PASS',
          detail: `answered with HTTP/2 as example1.${environment}.example.com`,
        }),
        expect.objectContaining({ check: 'verification body', status: 'PASS' }),
      ]),
    );
    expect(result.data).toMatchObject({
      taskDefinitionArn: expect.stringMatching(/:task-definition\/example:\d+$/),
      serviceArn: 'arn:aws:ecs:us-east-1:111122223333:service/testing-prestaging/example1',
      targetGroups: [{ name: `example-${environment}-111`, arn: expect.any(String) }],
      rules: [{ arn: expect.stringContaining(`/example-lb-int-${environment}/`) }],
      scaling: { resourceId: 'service/testing-prestaging/example1' },
    });
  });

  it('plans nothing and changes nothing a second time', async () => {
    const before = await snapshot();
    const { result, calls } = await run('deploy-service', { environment, ...built });
    expect(result).toMatchObject({ outcome: 'PASS', data: { plan: { status: 'NOTHING' } } });
    expect(changingCalls(calls)).toEqual([]);
    expect(await snapshot()).toEqual(before);
  });

  it('is deployed, but not verified, where nobody says which build it is', async () => {
    const { status, result } = await run('deploy-service', { environment });
    expect(status).toBe('SUCCEEDED');
    expect(result.outcome).toBe('WARN');
    expect(result.findings).toContainEqual(
      expect.objectContaining({ status: 'WARN', detail: 'not verified: BUILD_VERSION not given' }),
    );
  });

  it('is torn down, and nothing is left', async () => {
    const { status, result } = await run('teardown-service', { environment });
    expect({ status, outcome: result.outcome }).toEqual({ status: 'SUCCEEDED', outcome: 'PASS' });
    expect(await snapshot()).toEqual(world.empty);
  });

  it('has nothing to tear down a second time', async () => {
    const { status, result, calls } = await run('teardown-service', { environment });
    expect({ status, outcome: result.outcome }).toEqual({ status: 'SUCCEEDED', outcome: 'PASS' });
    expect(result.summary).toBe('testing-prestaging/example1: nothing to tear down');
    expect(changingCalls(calls)).toEqual([]);
    expect(await snapshot()).toEqual(world.empty);
  });
});

describe('the seed’s block for one environment after the other, on the service that both name,', () => {
  it('names the policy in the way before anything is changed, and goes on when that is gone', async () => {
    await run('deploy-service', built);
    const before = await snapshot();
    const refused = await run('deploy-service', { environment: 'staging', ...built });
    expect(refused).toMatchObject({
      status: 'FAILED',
      error: 'PreconditionsNotMetError',
      cause: expect.stringContaining('aws application-autoscaling delete-scaling-policy'),
    });
    expect(await snapshot()).toEqual(before);
    await world.sandbox.services.autoScaling.operations.DeleteScalingPolicy({
      PolicyName: 'example-prestaging-1',
      ResourceId: 'service/testing-prestaging/example1',
      ServiceNamespace: 'ecs',
      ScalableDimension: 'ecs:service:DesiredCount',
    });
    const moved = await run('deploy-service', { environment: 'staging', ...built });
    expect(moved).toMatchObject({ status: 'SUCCEEDED', output: { outcome: 'PASS' } });
    expect(await run('teardown-service', { environment: 'staging' })).toMatchObject({ status: 'SUCCEEDED' });
    expect(await run('teardown-service', { environment: 'prestaging' })).toMatchObject({ status: 'SUCCEEDED' });
    expect(await snapshot()).toEqual(world.empty);
  });
});

describe('two runs of the seed’s block at once', () => {
  it('let the first through, and tell the second which that is', async () => {
    const { promise: second, resolve } = Promise.withResolvers<SeedRun>();
    let waits = 0;
    const first = watch('deploy-service', built, (state) => {
      if (state === 'WaitForServiceStable' && waits++ === 0) void run('deploy-service', built).then(resolve);
    });
    const busy = await second;
    expect(busy).toMatchObject({
      status: 'FAILED',
      error: 'RunbookBusyError',
      cause: expect.stringContaining(first.request.executionArn),
    });
    expect(busy.states).not.toContain('UndoChanges');
    await first.ended;
    expect(first.status).toBe('SUCCEEDED');
    expect(await run('teardown-service')).toMatchObject({ status: 'SUCCEEDED' });
    expect(await snapshot()).toEqual(world.empty);
  });
});
