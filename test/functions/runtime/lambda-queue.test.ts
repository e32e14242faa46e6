import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Context } from 'aws-lambda';
import * as v from 'valibot';
import { lambdaQueue, type TakeMessages } from '../../../functions/runtime/lambda-queue.ts';

const contextOf = (changes: object = {}) =>
  ({
    functionName: 'start-agent-disconnect',
    awsRequestId: '1',
    getRemainingTimeInMillis: () => 60_000,
    ...changes,
  }) as Context;

const event = { Records: [{ messageId: 'm1', receiptHandle: 'r1', body: 'one', eventSource: 'aws:sqs' }] };

let lines: string[] = [];

beforeEach(() => {
  lines = [];
  jest.spyOn(process.stderr, 'write').mockImplementation((line) => lines.push(`${line}`) > 0);
});
afterEach(() => {
  jest.restoreAllMocks();
  delete process.env['QUEUE_TEST_BUCKET'];
});

type Clients = { s3: string };
type Settings = { QUEUE_TEST_BUCKET: string };

/** A handler whose clients are counted. */
const handlerOf = (take: TakeMessages<Clients, Settings>) => {
  const built: string[] = [];
  const handler = lambdaQueue(take, {
    clients: {
      s3: () => {
        built.push('s3');
        return 'the client';
      },
    },
    environment: v.object({ QUEUE_TEST_BUCKET: v.string() }),
  });
  return { handler, built };
};

describe('lambdaQueue', () => {
  it('hands over messages, clients, settings and the time, and answers what failed', async () => {
    process.env['QUEUE_TEST_BUCKET'] = 'reports';
    const seen: unknown[] = [];
    const { handler, built } = handlerOf((clients, { now, settings }) => async (messages) => {
      seen.push(clients, settings, now, messages);
      return ['m1'];
    });
    expect(built).toEqual([]);
    const context = contextOf({ clientContext: { custom: { now: '2026-11-21T05:51:30.000Z' } } });
    expect(await handler(event, context)).toEqual({ batchItemFailures: [{ itemIdentifier: 'm1' }] });
    await handler(event, context);
    expect(built).toEqual(['s3']);
    expect(seen.slice(0, 4)).toEqual([
      { s3: 'the client' },
      { QUEUE_TEST_BUCKET: 'reports' },
      '2026-11-21T05:51:30.000Z',
      [{ messageId: 'm1', body: 'one' }],
    ]);
  });

  it('takes the host’s time where nobody tells another', async () => {
    process.env['QUEUE_TEST_BUCKET'] = 'reports';
    const before = new Date().toISOString();
    const { handler } = handlerOf((_, { now }) => async () => [now]);
    const { batchItemFailures } = await handler(event, contextOf());
    expect((batchItemFailures[0]?.itemIdentifier ?? '') >= before).toBe(true);
  });

  it('gives calls up ten seconds before the function’s time is over', async () => {
    process.env['QUEUE_TEST_BUCKET'] = 'reports';
    const { handler } = handlerOf((_, { abortSignal }) => async () => [`${abortSignal.aborted}`]);
    const timeout = jest.spyOn(AbortSignal, 'timeout');
    await handler(event, contextOf());
    await handler(event, contextOf({ getRemainingTimeInMillis: () => 3_000 }));
    expect(timeout.mock.calls).toEqual([[50_000], [0]]);
  });

  it('fails the whole batch, and says why, where the function cannot work', async () => {
    const { handler } = handlerOf(() => async () => []);
    await expect(handler(event, contextOf())).rejects.toMatchObject({ name: 'InvalidEnvironmentError' });
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      message: 'messages not taken',
      errorName: 'InvalidEnvironmentError',
      errorMessage: expect.stringContaining('QUEUE_TEST_BUCKET'),
    });
  });

  it.each([
    [{}, 'Records'],
    [{ Records: [{ messageId: 'm1' }] }, 'Records.0.body'],
  ])('fails for %j, which is no batch', async (odd, field) => {
    process.env['QUEUE_TEST_BUCKET'] = 'reports';
    const { handler } = handlerOf(() => async () => []);
    await expect(handler(odd, contextOf())).rejects.toThrow(field);
  });

  it('fails with what is no error', async () => {
    process.env['QUEUE_TEST_BUCKET'] = 'reports';
    const { handler } = handlerOf(() => () => Promise.reject('odd'));
    await expect(handler(event, contextOf())).rejects.toBe('odd');
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ errorName: 'Error', errorMessage: 'odd' });
  });
});
