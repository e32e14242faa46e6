import { describe, expect, it } from '@jest/globals';
import { invokeTask, machineOf } from '../../engine/run.ts';
import { arnOf, setUp } from './set-up.ts';

describe('task tokens', () => {
  const asking = machineOf({
    Ask: invokeTask({
      Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
      Parameters: { FunctionName: 'f', Payload: { 'token.$': '$$.Task.Token' } },
    }),
  });
  const asked = async () => {
    const { promise, resolve } = Promise.withResolvers<string>();
    const sandbox = await setUp({ asking }, (event) => {
      resolve((event as { token: string }).token);
      return null;
    });
    const execution = sandbox.startExecution({ stateMachineArn: arnOf('asking') });
    return { ...sandbox, execution, taskToken: await promise };
  };

  it('end a Task with success', async () => {
    const { ask, execution, taskToken } = await asked();
    await ask('SendTaskHeartbeat', { taskToken });
    await ask('SendTaskSuccess', { taskToken, output: '{"ok":true}' });
    await execution.ended;
    expect(execution).toMatchObject({ status: 'SUCCEEDED', output: '{"ok":true}' });
    await expect(ask('SendTaskSuccess', { taskToken, output: '1' })).rejects.toMatchObject({
      code: 'TaskTimedOut',
      message: "Task Timed Out: 'Provided task does not exist anymore'",
    });
  });

  it('end a Task with failure', async () => {
    const { ask, execution, taskToken } = await asked();
    await ask('SendTaskFailure', { taskToken, error: 'No', cause: 'not now' });
    await execution.ended;
    expect(execution).toMatchObject({ status: 'FAILED', error: 'No', cause: 'not now' });
  });

  it.each([
    ['SendTaskSuccess', { taskToken: 'x', output: '{' }, 'InvalidOutput'],
    ['SendTaskSuccess', { taskToken: 'x', output: '1' }, 'InvalidToken'],
    ['SendTaskFailure', { taskToken: 'x' }, 'InvalidToken'],
    ['SendTaskHeartbeat', { taskToken: `AQ${'x'.repeat(80)}` }, 'TaskDoesNotExist'],
  ])('are checked by %s: %j gives %s', async (operation, input, code) => {
    const { ask } = await setUp();
    await expect(ask(operation, input)).rejects.toMatchObject({ code });
  });
});
