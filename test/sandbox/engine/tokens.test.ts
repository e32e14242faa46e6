import { describe, expect, it } from '@jest/globals';
import type { StateDefinition } from '../../../sandbox/engine/definition.ts';
import { isObject } from '../../../sandbox/engine/json.ts';
import { eventOf, fakePorts, functionArn, invokeTask, machineOf, resultOf, runToEnd, start, typesOf } from './run.ts';

const waiting = (more: Partial<StateDefinition> = {}) =>
  machineOf({
    Ask: invokeTask({
      Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
      Parameters: { FunctionName: functionArn, Payload: { 'token.$': '$$.Task.Token' } },
      ...more,
    }),
  });

/** Starts a machine and gives the token its function was handed. */
const startAndGetToken = async (definition = waiting()) => {
  const { promise, resolve } = Promise.withResolvers<string>();
  const ports = fakePorts((event) => {
    resolve(isObject(event) ? String(event['token']) : '');
    return 'asked';
  });
  const execution = start(definition, {}, ports);
  const token = await promise;
  await new Promise((done) => setImmediate(done));
  return { execution, token, ports };
};

describe('a Task with a token', () => {
  it('ends with what SendTaskSuccess gives', async () => {
    const { execution, token, ports } = await startAndGetToken();
    expect(execution.status).toBe('RUNNING');
    ports.tokens.succeed(token, { approved: true });
    await execution.ended;
    expect(resultOf(execution)).toMatchObject({ status: 'SUCCEEDED', output: { approved: true } });
    expect(typesOf(execution)).toEqual([
      'ExecutionStarted',
      'TaskStateEntered',
      'TaskScheduled',
      'TaskStarted',
      'TaskSubmitted',
      'TaskSucceeded',
      'TaskStateExited',
      'ExecutionSucceeded',
    ]);
    expect(eventOf(execution, 'TaskSubmitted')?.taskSubmittedEventDetails).toMatchObject({
      resourceType: 'lambda',
      resource: 'invoke.waitForTaskToken',
      output: expect.stringContaining('"asked"'),
    });
    expect(ports.tokens.status(token)).toBe('spent');
  });

  it('fails with what SendTaskFailure gives', async () => {
    const { execution, token, ports } = await startAndGetToken();
    ports.tokens.fail(token, 'Denied', 'not today');
    await execution.ended;
    expect(resultOf(execution)).toMatchObject({ status: 'FAILED', error: 'Denied', cause: 'not today' });
  });

  it('fails at once when the function itself does', async () => {
    const ports = fakePorts(() => {
      throw new TypeError('no');
    });
    expect(await runToEnd(waiting(), {}, ports)).toMatchObject({ status: 'FAILED', error: 'TypeError' });
  });

  it('times out when no heartbeat comes in time, and its token is spent', async () => {
    const { execution, token, ports } = await startAndGetToken(waiting({ HeartbeatSeconds: 10, TimeoutSeconds: 100 }));
    await execution.ended;
    expect(resultOf(execution)).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
    expect(ports.clock.now() - execution.startedAt).toBe(10_000);
    expect(ports.tokens.status(token)).toBe('spent');
    expect(eventOf(execution, 'TaskScheduled')?.taskScheduledEventDetails).toMatchObject({
      heartbeatInSeconds: 10,
      timeoutInSeconds: 100,
    });
  });

  it('goes on as long as heartbeats come, up to its time limit', async () => {
    const { promise, resolve } = Promise.withResolvers<string>();
    const ports = fakePorts((event) => {
      resolve(isObject(event) ? String(event['token']) : '');
      return null;
    });
    const execution = start(waiting({ HeartbeatSecondsPath: '$.beat', TimeoutSeconds: 35 }), { beat: 10 }, ports);
    const token = await promise;
    const beat = () => {
      ports.tokens.heartbeat(token);
      if (execution.status === 'RUNNING') ports.clock.after(9_000, beat);
    };
    beat();
    await execution.ended;
    expect(ports.clock.now() - execution.startedAt).toBe(35_000);
  });

  it('is matched by States.HeartbeatTimeout too', async () => {
    const definition = waiting({
      HeartbeatSeconds: 1,
      Catch: [{ ErrorEquals: ['States.HeartbeatTimeout'], Next: 'Late' }],
    });
    definition.States['Late'] = { Type: 'Succeed' };
    expect((await runToEnd(definition)).status).toBe('SUCCEEDED');
  });

  it('gets another token at each attempt', async () => {
    const tokens: unknown[] = [];
    const ports = fakePorts((event) => {
      const token = isObject(event) ? String(event['token']) : '';
      tokens.push(token);
      queueMicrotask(() =>
        tokens.length < 3 ? ports.tokens.fail(token, 'Again', '') : ports.tokens.succeed(token, 1),
      );
      return null;
    });
    expect((await runToEnd(waiting({ Retry: [{ ErrorEquals: ['Again'] }] }), {}, ports)).status).toBe('SUCCEEDED');
    expect(new Set(tokens).size).toBe(3);
  });

  it('spends its token when the execution is stopped', async () => {
    const { execution, token, ports } = await startAndGetToken();
    execution.stop(undefined, undefined);
    await execution.ended;
    await new Promise((done) => setImmediate(done));
    expect(ports.tokens.status(token)).toBe('spent');
  });
});

describe('TaskTokens', () => {
  it('tells a malformed token from an unknown one', () => {
    const { tokens } = fakePorts();
    expect(tokens.status('what?')).toBe('malformed');
    expect(tokens.status(`AQ${'x'.repeat(80)}`)).toBe('unknown');
  });
});
