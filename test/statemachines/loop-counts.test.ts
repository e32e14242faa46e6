import { afterEach, describe, expect, it } from '@jest/globals';
import { exampleSpec } from '../../functions/domain/service/request/example.ts';
import deploy from '../../statemachines/deploy-service/definition.asl.json' with { type: 'json' };
import teardown from '../../statemachines/teardown-service/definition.asl.json' with { type: 'json' };
import { imageOf, serviceRuns, specWith } from '../support/service-runs.ts';

const { world, run, there, clear } = serviceRuns();

afterEach(clear, 60_000);

/** Runs a machine whose loop ends at the first look of which the Choice is not satisfied. */
const runLimited = async (definition: object, state: string, request: object = {}) => {
  const { stepFunctions, lambda } = world.sandbox.services;
  const copy = structuredClone(definition) as { States: Record<string, { Choices?: Record<string, unknown>[] }> };
  for (const rule of copy.States[state]?.Choices ?? []) {
    if ('NumericGreaterThanEquals' in rule) rule['NumericGreaterThanEquals'] = 0;
  }
  const text = JSON.stringify(copy).replaceAll(/\$\{(\w+)LambdaFunction\.Arn\}/g, (_all, name: string) =>
    lambda.arnOf(`ecs-runbooks-sandbox-${name.replaceAll(/(?<!^)[A-Z]/g, (letter) => `-${letter}`).toLowerCase()}`),
  );
  const { stateMachineArn } = await stepFunctions.createStateMachine({
    name: `ecs-runbooks-sandbox-limited-${state}`,
    definition: text,
    roleArn: 'arn:aws:iam::000000000000:role/limited',
  });
  const input = JSON.stringify({ spec: exampleSpec, environment: 'demo', ...request });
  const execution = stepFunctions.startExecution({ stateMachineArn, input });
  await execution.ended;
  const { status, error, cause = '' } = execution;
  return { status, error, cause };
};

describe('the counts that end the loops', () => {
  it('of a deployment that does not become stable', async () => {
    const ended = await runLimited(deploy, 'IsServiceStable', { spec: imageOf('pulls') });
    expect(ended).toMatchObject({ status: 'FAILED', error: 'ServiceTimedOutError' });
    expect(await there()).toEqual([]);
  });

  it('of a verification', async () => {
    const spec = { ...specWith(), verification: { request: { url: 'http://127.0.0.1:1/', headers: [] } } };
    const ended = await runLimited(deploy, 'IsServiceVerified', { spec });
    expect(ended).toMatchObject({
      status: 'FAILED',
      error: 'VerificationFailedError',
      cause: expect.stringMatching(/^the verification did not pass: .*undone: deleted service/s),
    });
    expect(await there()).toEqual([]);
  });

  it('of undoing, which says that it did not come to its end', async () => {
    const ended = await runLimited(deploy, 'IsUndone', { spec: imageOf('cannot-pull') });
    expect(ended).toMatchObject({
      error: 'ServiceNotStableError',
      cause: expect.stringMatching(/undone: deleted service demo\/hello-1; undoing did not come to its end$/),
    });
    expect((await there()).join()).not.toContain('lock');
  });

  it('of a teardown that waits for tasks', async () => {
    await run('deploy-service');
    const ended = await runLimited(teardown, 'IsServiceDrained', { pollSeconds: 1 });
    expect(ended).toMatchObject({
      status: 'FAILED',
      error: 'ServiceNotDrainedError',
      cause: expect.stringContaining('start the teardown again, it goes on where it stopped'),
    });
  });

  it('of a teardown that waits for ECS to let go of the service', async () => {
    await run('deploy-service');
    const ended = await runLimited(teardown, 'IsServiceInactive', { pollSeconds: 1 });
    expect(ended).toMatchObject({ status: 'FAILED', error: 'ServiceNotInactiveError' });
  });
});
