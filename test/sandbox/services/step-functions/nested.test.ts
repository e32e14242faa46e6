import { describe, expect, it } from '@jest/globals';
import type { MachineDefinition } from '../../../../sandbox/engine/definition.ts';
import { machineOf } from '../../engine/run.ts';
import { arnOf, executionArnOf, pass, setUp, waiting } from './set-up.ts';

describe('one machine running another', () => {
  const child = (arn = arnOf('child')) =>
    machineOf({
      Run: {
        Type: 'Task',
        Resource: 'arn:aws:states:::states:startExecution.sync:2',
        Parameters: { StateMachineArn: arn, Name: 'inner', 'Input.$': '$' },
        End: true,
      },
    });
  const runParent = async (definition: MachineDefinition, parent = child()) => {
    const sandbox = await setUp({ parent, child: definition });
    const execution = sandbox.startExecution({ stateMachineArn: arnOf('parent'), input: '{"a":1}' });
    return { ...sandbox, execution };
  };

  it('waits for it and gets its output as JSON', async () => {
    const { execution } = await runParent(machineOf({ Wait: { Type: 'Wait', Seconds: 60, End: true } }));
    await execution.ended;
    expect(JSON.parse(execution.output ?? '')).toMatchObject({
      ExecutionArn: executionArnOf('child', 'inner'),
      StateMachineArn: arnOf('child'),
      Status: 'SUCCEEDED',
      Name: 'inner',
      Input: { a: 1 },
      Output: { a: 1 },
      StartDate: Date.parse('2026-01-01T00:00:00Z'),
      StopDate: Date.parse('2026-01-01T00:01:00Z'),
    });
    expect(execution.history.events.map(({ type }) => type)).toContain('TaskSubmitted');
  });

  it('fails with States.TaskFailed and the child’s description when the child does', async () => {
    const { execution } = await runParent(machineOf({ Fail: { Type: 'Fail', Error: 'Bad', Cause: 'very' } }));
    await execution.ended;
    expect(execution).toMatchObject({ status: 'FAILED', error: 'States.TaskFailed' });
    expect(JSON.parse(execution.cause ?? '')).toMatchObject({
      Status: 'FAILED',
      Error: 'Bad',
      Cause: 'very',
      Input: '{"a":1}',
    });
  });

  it('stops it when it is stopped itself, and when its Task times out', async () => {
    const stopped = await runParent(waiting);
    await stopped.world.clock.sleep(10);
    stopped.execution.stop(undefined, undefined);
    expect((await stopped.ask('DescribeExecution', { executionArn: executionArnOf('child', 'inner') }))['status']).toBe(
      'ABORTED',
    );

    const definition = child();
    Object.assign(definition.States['Run'] ?? {}, { TimeoutSeconds: 5 });
    const late = await runParent(waiting, definition);
    await late.execution.ended;
    expect(late.execution).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
    expect((await late.ask('DescribeExecution', { executionArn: executionArnOf('child', 'inner') }))['status']).toBe(
      'ABORTED',
    );
  });

  it('fails with StepFunctions’ own error when it cannot start', async () => {
    const { execution } = await runParent(pass, child(arnOf('gone')));
    await execution.ended;
    expect(execution).toMatchObject({
      error: 'StepFunctions.StateMachineDoesNotExistException',
      cause: expect.stringMatching(
        /^State Machine Does Not Exist: '.*gone' \(Service: AWSStepFunctions; Status Code: 400;/,
      ),
    });
  });

  it('meets scripted faults', async () => {
    const { world, execution } = await runParent(pass);
    world.faults.add({ service: 'states', operation: 'StartExecution', error: 'ThrottlingException' });
    await execution.ended;
    expect(execution.error).toBe('StepFunctions.ThrottlingException');
  });
});
