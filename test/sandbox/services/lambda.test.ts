import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createFaults } from '../../../sandbox/faults.ts';
import type { FunctionConfiguration } from '../../../sandbox/lambda/configuration.ts';
import { realClock } from '../../../sandbox/real-clock.ts';
import { lambdaService } from '../../../sandbox/services/lambda.ts';
import { turnedClock } from '../../../sandbox/turned-clock.ts';
import type { World } from '../../../sandbox/world.ts';

const code = {
  'echo.mjs': `
    let count = 0;
    export const handler = async (event, context) => {
      count += 1;
      const { getRemainingTimeInMillis, ...plain } = context;
      return { event, count, context: plain, remainingMs: getRemainingTimeInMillis(), env: { ...process.env } };
    };`,
  'talk.mjs': `
    export const handler = async () => {
      console.log('to the %s', 'console');
      process.stdout.write('plain\\npieces ');
      process.stdout.write('joined\\n');
      console.error(new Error('told').message);
    };`,
  'fail.mjs': `
    class OwnError extends Error { name = 'OwnError'; }
    export const handler = async ({ how }) => {
      if (how === 'throw') throw new OwnError('my fault');
      if (how === 'throw text') throw 'just text';
      if (how === 'exit') process.exit(3);
      if (how === 'leave') process.exit(0);
      if (how === 'hang') return new Promise(() => setInterval(() => {}, 1_000));
      if (how === 'reject') { Promise.reject(new Error('forgotten')); return new Promise(() => {}); }
      if (how === 'circle') { const circle = {}; circle.circle = circle; return circle; }
      if (how === 'large') return 'x'.repeat(7_000_000);
      if (how === 'devour') { const all = []; for (;;) all.push(new Array(1_000_000).fill(how + all.length)); }
      return how;
    };`,
  'broken.mjs': `export const handler = (`,
  'imports.mjs': `import './gone.mjs'; export const handler = () => 1;`,
  'throws.mjs': `throw new RangeError('at once');`,
  'common.cjs': `exports.handler = async () => 'common';`,
  'meet.mjs': `
    export const handler = async ({ at }) => {
      const { promise, resolve } = Promise.withResolvers();
      const channel = new BroadcastChannel('meet');
      channel.onmessage = ({ data }) => { if (data === 'both') resolve(at); else { channel.postMessage('both'); setTimeout(() => resolve(at), 20); } };
      const knock = setInterval(() => channel.postMessage('here'), 5);
      try { return await promise; } finally { clearInterval(knock); channel.close(); }
    };`,
};

let codeDirectory = '';
beforeAll(async () => {
  codeDirectory = await mkdtemp(join(tmpdir(), 'functions-'));
  for (const [name, text] of Object.entries(code)) await writeFile(join(codeDirectory, name), text);
});
afterAll(() => rm(codeDirectory, { recursive: true }));

type Lambda = ReturnType<typeof lambdaService>;
const open: Lambda[] = [];
afterAll(() => Promise.all(open.map((lambda) => lambda.close())));

const setUp = (file: string, more: Partial<FunctionConfiguration> = {}, clock = realClock()) => {
  const lines: string[] = [];
  const world: World = {
    accountId: '000000000000',
    region: 'eu-west-1',
    endpointUrl: 'http://127.0.0.1:4566',
    clock,
    faults: createFaults(clock),
  };
  const lambda = lambdaService(world, { putLogs: (_group, _stream, added) => lines.push(...added) });
  open.push(lambda);
  lambda.deploy({
    name: 'step',
    handler: `${file}.handler`,
    codeDirectory,
    environment: { TOPIC: 'results' },
    timeoutSeconds: 20,
    memoryMb: 128,
    runtime: 'nodejs24.x',
    role: 'arn:aws:iam::000000000000:role/step',
    description: 'a step',
    architecture: 'arm64',
    logGroup: '/aws/lambda/step',
    codeSizeBytes: 1_000,
    codeSha256: 'hash',
    ...more,
  });
  const invoke = async (event: unknown, request = {}) => {
    const answer = await lambda.invoke({ functionName: 'step', payload: JSON.stringify(event), ...request });
    return { ...answer, payload: JSON.parse(answer.payload ?? 'null') as Record<string, unknown> };
  };
  return { lambda, lines, world, invoke };
};

describe('a function', () => {
  it('gets its event, its own environment and nothing else', async () => {
    const { invoke } = setUp('echo');
    const { payload } = await invoke({ a: 1 });
    expect(payload['event']).toEqual({ a: 1 });
    expect(Object.keys(payload['env'] as object).sort()).toEqual([
      'AWS_ACCESS_KEY_ID',
      'AWS_DEFAULT_REGION',
      'AWS_ENDPOINT_URL',
      'AWS_EXECUTION_ENV',
      'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
      'AWS_LAMBDA_FUNCTION_NAME',
      'AWS_LAMBDA_FUNCTION_VERSION',
      'AWS_LAMBDA_INITIALIZATION_TYPE',
      'AWS_LAMBDA_LOG_GROUP_NAME',
      'AWS_LAMBDA_LOG_STREAM_NAME',
      'AWS_REGION',
      'AWS_SECRET_ACCESS_KEY',
      'AWS_SESSION_TOKEN',
      'LAMBDA_TASK_ROOT',
      'TOPIC',
      'TZ',
      '_HANDLER',
    ]);
    expect(payload['env']).toMatchObject({
      AWS_REGION: 'eu-west-1',
      AWS_ENDPOINT_URL: 'http://127.0.0.1:4566',
      AWS_LAMBDA_FUNCTION_NAME: 'step',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128',
      TOPIC: 'results',
    });
  });

  it('gets Lambda’s context', async () => {
    const { payload, requestId } = await setUp('echo').invoke({});
    expect(payload['context']).toMatchObject({
      awsRequestId: requestId,
      functionName: 'step',
      functionVersion: '$LATEST',
      invokedFunctionArn: 'arn:aws:lambda:eu-west-1:000000000000:function:step',
      memoryLimitInMB: '128',
      logGroupName: '/aws/lambda/step',
      logStreamName: expect.stringMatching(/^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}$/),
    });
    expect(payload['context']).not.toHaveProperty('clientContext');
    expect(payload['remainingMs']).toBeGreaterThan(10_000);
    expect(payload['remainingMs']).toBeLessThanOrEqual(20_000);
  });

  it('is told the world’s time where that is not the host’s, beside what the caller says', async () => {
    const clock = turnedClock(Date.parse('2030-05-05T00:00:00Z'));
    const { payload } = await setUp('echo', {}, clock).invoke(
      {},
      { clientContext: '{"custom":{"who":"me"},"env":{"x":1}}' },
    );
    expect(payload['context']).toMatchObject({
      clientContext: { custom: { now: '2030-05-05T00:00:00.000Z', who: 'me' }, env: { x: 1 } },
    });
  });

  it('holds a turned clock still', async () => {
    const clock = turnedClock();
    const { invoke } = setUp('echo', {}, clock);
    const order: string[] = [];
    clock.after(1_000_000, () => order.push('timer'));
    await invoke({});
    order.push('function');
    await clock.sleep(1_000_001);
    expect(order).toEqual(['function', 'timer']);
  });

  it('runs in a warm instance again', async () => {
    const { invoke } = setUp('echo');
    const counts = [await invoke({}), await invoke({})].map(({ payload }) => payload['count']);
    expect(counts).toEqual([1, 2]);
  });

  it('runs side by side in instances of its own', async () => {
    const { invoke } = setUp('meet');
    const answers = await Promise.all([invoke({ at: 1 }), invoke({ at: 2 })]);
    expect(answers.map(({ payload }) => payload)).toEqual([1, 2]);
  });

  it('may be CommonJS', async () => {
    expect((await setUp('common').invoke({})).payload).toBe('common');
  });

  it('writes to its log group between START and END, line by line', async () => {
    const { invoke, lines } = setUp('talk');
    const { requestId } = await invoke({});
    expect(lines).toEqual([
      `START RequestId: ${requestId} Version: $LATEST`,
      expect.stringMatching(new RegExp(`^\\d{4}-.*Z\\t${requestId}\\tINFO\\tto the console$`)),
      'plain',
      'pieces joined',
      expect.stringMatching(/\tERROR\ttold$/),
      `END RequestId: ${requestId}`,
      expect.stringMatching(
        new RegExp(
          `^REPORT RequestId: ${requestId}\\tDuration: [\\d.]+ ms\\tBilled Duration: \\d+ ms\\tMemory Size: 128 MB\\tMax Memory Used: \\d+ MB\\tInit Duration: [\\d.]+ ms$`,
        ),
      ),
    ]);
  });
});

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

describe('Lambda', () => {
  it('refuses a client context that is no object', async () => {
    const { lambda } = setUp('common');
    const request = { functionName: 'step', payload: '{}', clientContext: '1' };
    await expect(lambda.invoke(request)).rejects.toMatchObject({ code: 'InvalidRequestContentException' });
  });

  it('finds a function by name, qualified name, partial ARN and ARN', async () => {
    const { lambda } = setUp('common');
    for (const functionName of [
      'step',
      'step:$LATEST',
      '000000000000:function:step',
      'arn:aws:lambda:eu-west-1:000000000000:function:step',
      'arn:aws:lambda:eu-west-1:000000000000:function:step:$LATEST',
    ]) {
      expect((await lambda.invoke({ functionName, payload: '{}' })).payload).toBe('"common"');
    }
  });

  it('refuses an unknown function, a body that is no JSON and one that is too large', async () => {
    const { lambda } = setUp('common');
    await expect(lambda.invoke({ functionName: 'gone', payload: '{}' })).rejects.toMatchObject({
      code: 'ResourceNotFoundException',
      status: 404,
      message: 'Function not found: arn:aws:lambda:eu-west-1:000000000000:function:gone',
    });
    await expect(lambda.invoke({ functionName: 'step', payload: '{' })).rejects.toMatchObject({
      code: 'InvalidRequestContentException',
    });
    const payload = JSON.stringify('x'.repeat(6_291_456));
    await expect(lambda.invoke({ functionName: 'step', payload })).rejects.toMatchObject({
      code: 'RequestTooLargeException',
      status: 413,
    });
  });

  it('only checks on DryRun', async () => {
    const { lambda, lines } = setUp('common');
    const answer = await lambda.invoke({ functionName: 'step', payload: '{}', invocationType: 'DryRun' });
    expect(answer).toMatchObject({ statusCode: 204 });
    expect(lines).toEqual([]);
  });

  it('answers an event at once and tries a failing function three times on the clock', async () => {
    const clock = turnedClock();
    const startedAt = clock.now();
    const { lambda, lines } = setUp('fail', {}, clock);
    const { promise: ended, resolve } = Promise.withResolvers<void>();
    const { push } = lines;
    lines.push = (...added) => {
      if (lines.filter((line) => line.startsWith('END')).length === 3) resolve();
      return push.apply(lines, added);
    };
    const request = { functionName: 'step', payload: '{"how":"throw"}', invocationType: 'Event' };
    expect(await lambda.invoke(request)).toMatchObject({ statusCode: 202 });
    await ended;
    expect(clock.now() - startedAt).toBe(180_000);
  });

  it('meets scripted faults', async () => {
    const { lambda, world } = setUp('common');
    world.faults.add({ service: 'lambda', operation: 'Invoke', error: 'TooManyRequestsException' });
    await expect(lambda.invoke({ functionName: 'step', payload: '{}' })).rejects.toMatchObject({ status: 429 });
  });
});

describe('its operations', () => {
  const callOf = async (lambda: Lambda, operation: string, input: object) => {
    const operations = lambda.service.operations as Record<string, (input: object) => Promise<Record<string, unknown>>>;
    return operations[operation]?.(input);
  };

  it('Invoke gives payload, function error and the log’s tail', async () => {
    const { lambda } = setUp('fail');
    const Payload = new TextEncoder().encode('{"how":"throw"}');
    const answer = await callOf(lambda, 'Invoke', { FunctionName: 'step', Payload, LogType: 'Tail' });
    expect(answer).toMatchObject({ StatusCode: 200, ExecutedVersion: '$LATEST', FunctionError: 'Unhandled' });
    expect(Buffer.from(String(answer?.['LogResult']), 'base64').toString()).toMatch(
      /^START RequestId.*\nEND.*\nREPORT.*\n$/s,
    );
    expect(JSON.parse(Buffer.from(answer?.['Payload'] as Uint8Array).toString())).toMatchObject({
      errorType: 'OwnError',
    });
  });

  it('GetFunction, GetFunctionConfiguration and ListFunctions describe', async () => {
    const { lambda } = setUp('echo');
    const description = {
      FunctionName: 'step',
      FunctionArn: 'arn:aws:lambda:eu-west-1:000000000000:function:step',
      Runtime: 'nodejs24.x',
      Timeout: 20,
      MemorySize: 128,
      Environment: { Variables: { TOPIC: 'results' } },
      State: 'Active',
    };
    expect(await callOf(lambda, 'GetFunction', { FunctionName: 'step' })).toMatchObject({ Configuration: description });
    expect(await callOf(lambda, 'GetFunctionConfiguration', { FunctionName: 'step' })).toMatchObject(description);
    expect(await callOf(lambda, 'ListFunctions', {})).toEqual({ Functions: [expect.objectContaining(description)] });
  });
});
