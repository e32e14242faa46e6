import { beforeAll, describe, expect, it } from '@jest/globals';
import { built, changingCalls, type SeedRun, seedRuns } from '../../support/seed-runs.ts';

const { world, run, watch, snapshot } = seedRuns();

type Snapshot = Record<string, string[]>;

describe.each(['prestaging', 'staging'])('the seed’s block for %s', (environment) => {
  const runs = {} as Record<'deployed' | 'again' | 'unverified' | 'down' | 'gone', SeedRun>;
  const found = {} as Record<'deployed' | 'again' | 'down' | 'gone', Snapshot>;

  beforeAll(async () => {
    runs.deployed = await run('deploy-service', { environment, ...built });
    found.deployed = await snapshot();
    runs.again = await run('deploy-service', { environment, ...built });
    found.again = await snapshot();
    runs.unverified = await run('deploy-service', { environment });
    runs.down = await run('teardown-service', { environment });
    found.down = await snapshot();
    runs.gone = await run('teardown-service', { environment });
    found.gone = await snapshot();
  }, 60_000);

  it('deploys, and is verified over HTTPS', () => {
    const { status, result } = runs.deployed;
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

  it('plans nothing and changes nothing a second time', () => {
    expect(runs.again.result).toMatchObject({ outcome: 'PASS', data: { plan: { status: 'NOTHING' } } });
    expect(changingCalls(runs.again.calls)).toEqual([]);
    expect(found.again).toEqual(found.deployed);
  });

  it('is deployed, but not verified, where nobody says which build it is', () => {
    const { status, result } = runs.unverified;
    expect({ status, outcome: result.outcome }).toEqual({ status: 'SUCCEEDED', outcome: 'WARN' });
    expect(result.findings).toContainEqual(
      expect.objectContaining({ status: 'WARN', detail: 'not verified: BUILD_VERSION not given' }),
    );
  });

  it('is torn down, and nothing is left', () => {
    expect(runs.down).toMatchObject({ status: 'SUCCEEDED', output: { outcome: 'PASS' } });
    expect(found.down).toEqual(world.empty);
  });

  it('has nothing to tear down a second time', () => {
    expect(runs.gone).toMatchObject({
      status: 'SUCCEEDED',
      output: { outcome: 'PASS', summary: 'testing-prestaging/example1: nothing to tear down' },
    });
    expect(changingCalls(runs.gone.calls)).toEqual([]);
    expect(found.gone).toEqual(world.empty);
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
