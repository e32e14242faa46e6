import { describe, expect, it } from '@jest/globals';
import { turnedClock } from '../../../sandbox/turned-clock.ts';
import { type Lambda, useFunctions } from '../lambda/set-up.ts';

const setUp = useFunctions();

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
