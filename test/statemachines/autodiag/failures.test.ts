import { describe, expect, it } from '@jest/globals';
import definition from '../../../statemachines/autodiag/definition.asl.json' with { type: 'json' };
import { autodiagWorld, failurePath, happyStates } from '../../support/autodiag-world.ts';

const { world, connectivity, run, registered, instanceOf } = autodiagWorld();

describe('autodiag fails by name', () => {
  it.each([[[]], [{}], [{ mode: 'GENERAL' }]])('and starts nothing for the input %j', async (input) => {
    const ended = await world.sandbox.run('autodiag', input);
    expect(ended).toMatchObject({ status: 'FAILED', error: 'InvalidRequestError' });
    expect(ended.states).toEqual(['ValidateRequest', ...failurePath]);
  });

  it.each([
    ['ClusterNotFoundException', () => ({ ...connectivity(), cluster: 'nowhere' })],
    ['ServiceNotFoundError', () => ({ ...connectivity(), service: 'ghost' })],
    ['ContainerInstanceNotFoundError', () => ({ mode: 'GENERAL', containerInstance: 'f'.repeat(32) })],
    ['AgentDisconnectedError', () => ({ mode: 'GENERAL', containerInstance: instanceOf('EC2', false) })],
    ['TaskNotFoundError', () => ({ mode: 'TASK', taskId: 'f'.repeat(32) })],
    ['ClientException', () => ({ ...connectivity(), taskDefinition: 'ghost' })],
  ])('%s, before a task is started', async (error, request) => {
    const ended = await run(request());
    expect(ended).toMatchObject({ status: 'FAILED', error });
    expect(ended.states).toEqual(['ValidateRequest', 'StartDiagnosticTask', ...failurePath]);
  });

  it('when the task can be followed no more, and stops it', async () => {
    world.sandbox.faults.add({ service: 'ecs', operation: 'DescribeTasks', error: 'AccessDeniedException', times: 99 });
    const ended = await run({ ...connectivity(), taskDefinition: await registered('runs') });
    expect(ended).toMatchObject({ status: 'FAILED', error: 'AccessDeniedException' });
    expect(ended.states.slice(-5)).toEqual([
      'CheckDiagnosticTask',
      'StopDiagnosticTask',
      'IsRunbookFailing',
      ...failurePath,
    ]);
  });

  it('when the task cannot be stopped, and names the first failure', async () => {
    world.sandbox.faults.add({ service: 'ecs', operation: 'DescribeTasks', error: 'AccessDeniedException', times: 99 });
    world.sandbox.faults.add({ service: 'ecs', operation: 'StopTask', error: 'InvalidParameterException', times: 99 });
    const ended = await run({ ...connectivity(), taskDefinition: await registered('exits:0') });
    expect(ended).toMatchObject({ status: 'FAILED', error: 'AccessDeniedException' });
    expect(ended.states.slice(-4)).toEqual(['CheckDiagnosticTask', 'StopDiagnosticTask', ...failurePath]);
  });

  it('when the log may not be read', async () => {
    world.sandbox.faults.add({ service: 'logs', operation: 'GetLogEvents', error: 'AccessDeniedException', times: 99 });
    const ended = await run(connectivity());
    expect(ended).toMatchObject({ status: 'FAILED', error: 'AccessDeniedException' });
    expect(ended.states.slice(-3)).toEqual(['FetchDiagnosticLog', ...failurePath]);
  });

  it('when the result cannot be told by NotifyResult', async () => {
    world.sandbox.faults.add({ service: 'lambda', operation: 'Invoke', call: 5, error: 'ResourceNotFoundException' });
    const ended = await run(connectivity());
    expect(ended).toMatchObject({ status: 'FAILED', error: 'Lambda.ResourceNotFoundException' });
    expect(ended.states).toEqual([...happyStates, ...failurePath]);
  });

  it('when not even NotifyFailure can run', async () => {
    world.sandbox.faults.add({ service: 'lambda', operation: 'Invoke', times: 99, error: 'ResourceNotFoundException' });
    const ended = await run(connectivity());
    expect(ended).toMatchObject({ status: 'FAILED', error: 'Lambda.ResourceNotFoundException' });
    expect(ended.states).toEqual(['ValidateRequest', ...failurePath]);
  });
});

describe('autodiag goes on', () => {
  it('through throttling, in every step', async () => {
    for (const [service, operation] of [
      ['lambda', 'Invoke'],
      ['ecs', 'RunTask'],
      ['ecs', 'DescribeTasks'],
      ['logs', 'GetLogEvents'],
    ] as const) {
      const error = service === 'lambda' ? 'TooManyRequestsException' : 'ThrottlingException';
      world.sandbox.faults.add({ service, operation, error, times: 2 });
    }
    expect((await run(connectivity())).result.outcome).toBe('PASS');
  });

  it('with one task when RunTask fails after it has started it', async () => {
    world.sandbox.faults.add({ service: 'ecs', operation: 'RunTask', error: 'ServerException', status: 500 });
    const { result } = await run(connectivity());
    expect(result.outcome).toBe('PASS');
  });

  it('with a warning when the topic is gone', async () => {
    world.sandbox.faults.add({ service: 'sns', operation: 'Publish', error: 'NotFoundException', status: 404 });
    const { result } = await run(connectivity());
    expect(result).toMatchObject({ outcome: 'WARN', findings: [{ check: 'notification' }, {}, {}] });
  });
});

describe('autodiag starts on an instance', () => {
  const general = () => ({ mode: 'TASK', taskId: 'level=', containerInstance: instanceOf('EC2') });

  it('one task for each of two runs at once', async () => {
    const [first, second] = await Promise.all([run(general()), run(general())]);
    expect([first.status, second.status]).toEqual(['SUCCEEDED', 'SUCCEEDED']);
    expect(first.result.data?.['taskArn']).not.toBe(second.result.data?.['taskArn']);
  });

  it('nothing twice when StartTask fails without saying whether it started anything', async () => {
    world.sandbox.faults.add({ service: 'ecs', operation: 'StartTask', error: 'ServerException', status: 500 });
    const ended = await run(general());
    expect(ended).toMatchObject({ status: 'FAILED', error: 'TaskMayAlreadyHaveRunError' });
    expect(ended.states).toEqual(['ValidateRequest', 'StartDiagnosticTask', ...failurePath]);
  });
});

describe('the counts that end the loops', () => {
  const limited = async (
    state: 'IsDiagnosticTaskStopped' | 'IsDiagnosticLogComplete',
    limit: number,
  ): Promise<string> => {
    const copy = structuredClone(definition) as { States: Record<string, { Choices?: object[] }> };
    for (const rule of copy.States[state]?.Choices ?? []) {
      if ('NumericGreaterThanEquals' in rule) rule.NumericGreaterThanEquals = limit;
    }
    const { stepFunctions, lambda } = world.sandbox.services;
    const text = JSON.stringify(copy).replaceAll(/\$\{(\w+)LambdaFunction\.Arn\}/g, (_all, name: string) =>
      lambda.arnOf(`ecs-runbooks-sandbox-${name.replaceAll(/(?<!^)[A-Z]/g, (letter) => `-${letter}`).toLowerCase()}`),
    );
    const created = await stepFunctions.createStateMachine({
      name: `limited-${state}`,
      definition: text,
      roleArn: 'arn:aws:iam::000000000000:role/limited',
    });
    return created.stateMachineArn;
  };

  it('stop a task that is checked too often', async () => {
    const stateMachineArn = await limited('IsDiagnosticTaskStopped', 1);
    const input = JSON.stringify({ ...connectivity(), taskDefinition: await registered('runs') });
    const execution = world.sandbox.services.stepFunctions.startExecution({ stateMachineArn, input });
    await execution.ended;
    expect(execution.status).toBe('SUCCEEDED');
    expect(JSON.parse(`${execution.output}`)).toMatchObject({ outcome: 'WARN' });
  });

  it('end the wait for a report', async () => {
    const stateMachineArn = await limited('IsDiagnosticLogComplete', 1);
    const input = JSON.stringify({ ...connectivity(), taskDefinition: await registered('exits:1') });
    const execution = world.sandbox.services.stepFunctions.startExecution({ stateMachineArn, input });
    await execution.ended;
    expect(JSON.parse(`${execution.output}`)).toMatchObject({ outcome: 'WARN' });
  });
});
