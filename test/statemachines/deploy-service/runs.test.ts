import { afterEach, describe, expect, it } from '@jest/globals';
import { imageOf, serviceRuns, specWith } from '../../support/service-runs.ts';

const { world, run, there, clear } = serviceRuns();

afterEach(clear, 60_000);

const deployed = [/^task definition hello:\d+$/, 'target group hello-1', 'rule 50000', /^service hello-1 ACTIVE 1/].map(
  (one) => (typeof one === 'string' ? one : expect.stringMatching(one)),
);

/** The example with everything that can be planned: autoscaling, a record and a task that are not deployed. */
const whole = () => {
  const spec = specWith();
  const scalable = {
    ServiceNamespace: 'ecs',
    ScalableDimension: 'ecs:service:DesiredCount',
    ResourceId: 'service/demo/hello-1',
  };
  const PredefinedMetricSpecification = { PredefinedMetricType: 'ECSServiceAverageCPUUtilization' };
  const service = {
    ...spec.aws.ecs.service,
    scalableTarget: { ...scalable, MinCapacity: 1, MaxCapacity: 4 },
    scalingPolicy: {
      ...scalable,
      PolicyName: 'hello-1',
      PolicyType: 'TargetTrackingScaling',
      TargetTrackingScalingPolicyConfiguration: { TargetValue: 50, PredefinedMetricSpecification },
    },
  };
  return { ...spec, aws: { ...spec.aws, ecs: { ...spec.aws.ecs, service } } };
};

describe('deploy-service', () => {
  it('plans alone in a dry run, without a lock', async () => {
    const { result, states } = await run('deploy-service', { dryRun: true });
    expect(result).toMatchObject({ outcome: 'PASS', summary: 'dry run of demo/hello-1: 4 to create' });
    expect(states.slice(-5)).toEqual([
      'IsPlanToBeCarriedOut',
      'ReportDeployment',
      'IsLockToBeReleased',
      'IsRunbookDone',
      'NotifyResult',
    ]);
    expect(await there()).toEqual([]);
  });

  it('says in a dry run all that stands in the way', async () => {
    const spec = specWith(({ aws }) => {
      aws.ecs.service.cluster = 'nowhere';
    });
    const { status, result } = await run('deploy-service', { spec, dryRun: true });
    expect({ status, outcome: result.outcome }).toEqual({ status: 'SUCCEEDED', outcome: 'FAIL' });
    expect(result.summary).toMatch(/^nowhere\/hello-1 cannot be deployed: \d+ of the checks failed$/);
  });

  it('does what the dry run has planned, and nothing a second time', async () => {
    const { data } = await run('deploy-service', { dryRun: true });
    const { hash } = data['plan'] as { hash: string };
    const { result } = await run('deploy-service', { approvedPlan: hash });
    expect(result).toMatchObject({
      summary: 'demo/hello-1 deployed: 4 created',
      data: {
        serviceArn: expect.stringContaining('service/demo/hello-1'),
        taskDefinitionArn: expect.stringMatching(/task-definition\/hello:\d+$/),
        targetGroups: [{ name: 'hello-1' }],
        rules: [{ priority: 50_000, targetGroup: 'hello-1' }],
      },
      links: { service: expect.stringContaining('/ecs/v2/clusters/demo/services/hello-1/') },
    });
    expect(await there()).toEqual(deployed);
    const again = await run('deploy-service');
    expect(again.result).toMatchObject({
      summary: 'demo/hello-1: nothing to do, all is as the spec says',
      data: { targetGroups: [{ name: 'hello-1', arn: expect.any(String) }], rules: [{ arn: expect.any(String) }] },
    });
    expect(again.states.filter((name) => /^(Register|Create|Update)/.test(name))).toEqual(['CreateService']);
  });

  it('changes what differs, field by field', async () => {
    await run('deploy-service');
    const { result, data } = await run('deploy-service', { spec: imageOf('runs:v42') });
    expect(result.summary).toBe('demo/hello-1 deployed: 1 created, 1 changed, 2 kept');
    const { actions } = data['plan'] as { actions: { type: string; changes: object[] }[] };
    expect(actions.find(({ type }) => type === 'task definition')?.changes).toEqual([
      {
        field: 'containerDefinitions.hello.image',
        from: 'registry.example.com/sandbox/runs:v41',
        to: 'registry.example.com/sandbox/runs:v42',
      },
    ]);
  });

  it('registers the scalable target when the service is stable', async () => {
    const { result, states } = await run('deploy-service', { spec: whole() });
    expect(result.data).toMatchObject({
      scaling: { resourceId: 'service/demo/hello-1', policyArn: expect.any(String) },
    });
    expect(states.indexOf('RegisterScalableTarget')).toBeGreaterThan(states.lastIndexOf('CheckServiceStable'));
    expect(await there()).toContain('service/demo/hello-1 1–4');
    expect((await run('deploy-service', { spec: whole() })).states).not.toContain('RegisterScalableTarget');
    await run('teardown-service', { spec: whole() });
    expect(await there()).toEqual([]);
  });

  it('only validates', async () => {
    const { result, states } = await run('deploy-service', { only: 'validate' });
    expect(result.summary).toBe('demo/hello-1 can be deployed');
    expect(states).not.toContain('PlanDeployment');
  });

  it('only verifies', async () => {
    await run('deploy-service');
    const { result, states } = await run('deploy-service', { only: 'verify' });
    expect(result.summary).toBe('demo/hello-1 was verified');
    expect(states).toEqual(expect.arrayContaining(['StartVerifying', 'VerifyService']));
    expect(states).not.toContain('LockService');
  });

  it('does one step after another, each by itself', async () => {
    for (const [only, count] of [
      ['register-task-definition', 1],
      ['create-target-groups', 2],
      ['update-listeners', 3],
      ['create-service', 4],
    ] as const) {
      const { result } = await run('deploy-service', { only });
      expect(result.summary).toBe(`${only} of demo/hello-1 deployed: 1 created`);
      expect(await there()).toHaveLength(count);
    }
    expect(await there()).toEqual(deployed);
  });

  it('names the step that must come before one that is run by itself', async () => {
    const ended = await run('deploy-service', { only: 'create-service' });
    expect(ended).toMatchObject({ error: 'PreconditionsNotMetError' });
    expect(ended.cause).toContain(
      'target group hello-1: does not exist yet, and the step that is run by itself needs it',
    );
    expect(ended.cause).toContain('run only=create-target-groups first');
  });

  it('is finished by a second run where the first was stopped in the middle', async () => {
    const { stepFunctions } = world.sandbox.services;
    const started = run('deploy-service', {}, { name: 'stopped' });
    const stop = async (): Promise<void> => {
      const execution = stepFunctions.execution(
        `arn:aws:states:us-east-1:000000000000:execution:ecs-runbooks-sandbox-deploy-service:stopped`,
      );
      const entered = execution.history.events.some(
        ({ stateEnteredEventDetails: at }) => at?.name === 'CheckServiceStable',
      );
      if (entered) return execution.stop('Stopped', 'by a person');
      await new Promise((resolve) => setImmediate(resolve));
      return stop();
    };
    await stop();
    expect(await started).toMatchObject({ status: 'ABORTED' });
    const { status, result } = await run('deploy-service');
    expect({ status, summary: result.summary }).toEqual({
      status: 'SUCCEEDED',
      summary: expect.stringContaining('nothing to do'),
    });
    expect(await there()).toEqual(deployed);
  });
});
