import { describe, expect, it, jest } from '@jest/globals';
import type { Context } from 'aws-lambda';
import * as v from 'valibot';
import { lambdaStep } from '../../../functions/runtime/lambda-step.ts';

const context = { functionName: 'f', awsRequestId: 'r' } as Context;
const input = v.object({ name: v.string(), count: v.number() });

describe('lambdaStep', () => {
  it('hands the step its clients, the time and its input', async () => {
    const build = jest.fn(() => 'client');
    const handler = lambdaStep(
      ({ ecs }: { ecs: string }, { now }) =>
        ({ name }: v.InferOutput<typeof input>) => ({ ecs, name, now }),
      { input, clients: { ecs: build } },
    );
    expect(build).not.toHaveBeenCalled();
    const first = await handler({ name: 'a', count: 1 }, context);
    await handler({ name: 'b', count: 1 }, context);
    expect(first).toMatchObject({ ecs: 'client', name: 'a', now: expect.stringMatching(/^\d{4}-.*Z$/) });
    expect(build).toHaveBeenCalledTimes(1);
  });

  it('takes the time from the sandbox where it is told', async () => {
    const handler = lambdaStep(
      (_clients, { now }) =>
        () => ({ now }),
      { input: v.unknown(), clients: {} },
    );
    const told = { ...context, clientContext: { custom: { now: '2030-01-01T00:00:00.000Z' } } };
    expect(await handler({}, told as unknown as Context)).toEqual({ now: '2030-01-01T00:00:00.000Z' });
  });

  it('fails with InvalidStepInputError that names every bad field', async () => {
    const handler = lambdaStep(() => () => ({}), { input, clients: {} });
    await expect(handler({ count: 'x' }, context)).rejects.toMatchObject({
      name: 'InvalidStepInputError',
      message: expect.stringMatching(/name: .*count: /),
    });
  });

  it('fails with InvalidEnvironmentError that names every missing variable', async () => {
    const environment = v.object({ NOT_SET_A: v.string(), NOT_SET_B: v.string() });
    const handler = lambdaStep(() => () => ({}), { input: v.unknown(), clients: {}, environment });
    await expect(handler({}, context)).rejects.toMatchObject({
      name: 'InvalidEnvironmentError',
      message: expect.stringMatching(/NOT_SET_A: .*NOT_SET_B: /),
    });
  });

  it('refuses an output over 32 KiB', async () => {
    const handler = lambdaStep(() => () => ({ text: 'x'.repeat(33_000) }), { input: v.unknown(), clients: {} });
    await expect(handler({}, context)).rejects.toThrow('step output has 33011 bytes, at most 32768 fit');
  });

  it('takes a larger output where the step says so, and no larger one', async () => {
    const step = () => (length: number) => ({ text: 'x'.repeat(length) });
    const handler = lambdaStep(step, { input: v.number(), clients: {}, outputLimitBytes: 40_000 });
    await expect(handler(33_000, context)).resolves.toHaveProperty('text');
    await expect(handler(40_000, context)).rejects.toThrow('step output has 40011 bytes, at most 40000 fit');
  });
});
