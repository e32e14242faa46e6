import { describe, expect, it } from '@jest/globals';
import { useFunctions } from './set-up.ts';

const setUp = useFunctions();

describe('a function that fails', () => {
  it.each([
    [
      'throws',
      'throw',
      {
        errorType: 'OwnError',
        errorMessage: 'my fault',
        trace: expect.arrayContaining([expect.stringContaining('OwnError: my fault')]),
      },
    ],
    ['throws no error', 'throw text', { errorType: 'string', errorMessage: 'just text', trace: [] }],
    [
      'exits with a code',
      'exit',
      {
        errorType: 'Runtime.ExitError',
        errorMessage: expect.stringMatching(/^RequestId: [\w-]+ Error: Runtime exited with error: exit status 3$/),
      },
    ],
    [
      'exits without one',
      'leave',
      {
        errorType: 'Runtime.ExitError',
        errorMessage: expect.stringMatching(/Error: Runtime exited without providing a reason$/),
      },
    ],
    [
      'forgets a rejection',
      'reject',
      { errorType: 'Runtime.UnhandledPromiseRejection', errorMessage: 'Error: forgotten' },
    ],
    [
      'answers what is no JSON',
      'circle',
      { errorType: 'Runtime.MarshalError', errorMessage: 'Unable to stringify response body' },
    ],
    [
      'answers more than 6 MB',
      'large',
      {
        errorType: 'Function.ResponseSizeTooLarge',
        errorMessage: 'Response payload size exceeded maximum allowed payload size (6291556 bytes).',
      },
    ],
    [
      'takes more memory than it has',
      'devour',
      { errorType: 'Runtime.ExitError', errorMessage: expect.stringContaining('signal: killed') },
    ],
  ])('because it %s says so as Lambda does', async (_, how, payload) => {
    const answer = await setUp('fail').invoke({ how });
    expect(answer).toMatchObject({ statusCode: 200, functionError: 'Unhandled' });
    expect(answer.payload).toMatchObject(payload);
  });

  it('by taking too long is ended after its time-out', async () => {
    const { invoke } = setUp('fail', { timeoutSeconds: 0.3 });
    const { payload, requestId } = await invoke({ how: 'hang' });
    expect(payload).toEqual({
      errorType: 'Sandbox.Timedout',
      errorMessage: `RequestId: ${requestId} Error: Task timed out after 0.30 seconds`,
    });
  });

  it('because it is ended in the middle of what it does says so, and an idle one is not ended', async () => {
    const { invoke, lambda, lines } = setUp('fail');
    await invoke({ how: 'fine' });
    lambda.crash('step');
    expect((await invoke({ how: 'fine' })).payload).toBe('fine');
    const started = lines.length;
    const ended = invoke({ how: 'hang' });
    while (lines.length === started) await new Promise((resolve) => setImmediate(resolve));
    lambda.crash('step');
    expect((await ended).payload).toMatchObject({ errorType: 'Runtime.ExitError' });
    expect((await invoke({ how: 'fine' })).payload).toBe('fine');
  });

  it('runs again in a new instance after a crash', async () => {
    const { invoke } = setUp('fail');
    await invoke({ how: 'exit' });
    expect((await invoke({ how: 'fine' })).payload).toBe('fine');
  });

  it.each([
    ['is not in the package', 'gone', 'Runtime.ImportModuleError', /^Error: Cannot find module 'gone'$/],
    ['imports what is not there', 'imports', 'Runtime.ImportModuleError', /Cannot find module/],
    ['is no JavaScript', 'broken', 'Runtime.UserCodeSyntaxError', /Unexpected/],
    ['throws while it loads', 'throws', 'RangeError', /^at once$/],
  ])('because its module %s says so', async (_, file, errorType, message) => {
    const { payload } = await setUp(file).invoke({});
    expect(payload).toMatchObject({ errorType, errorMessage: expect.stringMatching(message) });
  });

  it('because its handler is not exported says so', async () => {
    const { payload } = await setUp('echo', { handler: 'echo.start' }).invoke({});
    expect(payload).toMatchObject({
      errorType: 'Runtime.HandlerNotFound',
      errorMessage: 'echo.start is undefined or not exported',
    });
  });
});
