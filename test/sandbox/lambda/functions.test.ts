import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { turnedClock } from '../../../sandbox/turned-clock.ts';
import { useFunctions } from './set-up.ts';

const setUp = useFunctions();

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

  it('leaves its compiled code to the next of its instances, and is not told', async () => {
    const compiledDirectory = await mkdtemp(join(tmpdir(), 'compiled-'));
    const { invoke, lambda } = setUp('echo', { compiledDirectory });
    expect((await invoke({})).payload['env']).not.toHaveProperty('NODE_COMPILE_CACHE');
    await lambda.close();
    expect((await readdir(compiledDirectory, { recursive: true })).length).toBeGreaterThan(1);
    expect((await invoke({})).payload['count']).toBe(1);
    await lambda.close();
    await rm(compiledDirectory, { recursive: true });
  });

  it('loads Node’s fetch when it uses it, not when it imports node:http', async () => {
    expect((await setUp('fetching').invoke({})).payload).toEqual({
      before: false,
      isSame: true,
      after: true,
      hasRequest: true,
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

  it('has no chance where the world’s time is turned, so that its clients’ back-off takes none', async () => {
    expect((await setUp('chance', {}, turnedClock()).invoke({})).payload).toBe(0);
    expect((await setUp('chance').invoke({})).payload).toBeGreaterThan(0);
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

  it('has new variables from its next invocation on, however warm it is', async () => {
    const { lambda, invoke } = setUp('echo');
    await invoke({});
    lambda.setEnvironment('step', { TOPIC: 'alerts' });
    expect((await invoke({})).payload).toMatchObject({ count: 1, env: { TOPIC: 'alerts' } });
    expect((await invoke({})).payload).toMatchObject({ count: 2, env: { TOPIC: 'alerts' } });
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
