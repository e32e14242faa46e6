import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { StateDefinition } from '../../../sandbox/engine/definition.ts';
import type { Json } from '../../../sandbox/engine/json.ts';
import { fakePorts, functionArn, machineOf, runToEnd } from './run.ts';

const digest = (algorithm: string, text: string) => createHash(algorithm).update(text).digest('hex');
const arn = (name: string) =>
  `arn:aws:states:us-east-1:111122223333:execution:ecs-runbooks-sandbox-replace-service:${name}`;
const hash = async (expression: string, input: Json = {}, state: Partial<StateDefinition> = {}) =>
  runToEnd(machineOf({ Pass: { Type: 'Pass', Parameters: { 'v.$': expression }, ...state, End: true } }), input);

describe('States.Hash', () => {
  it.each([
    ['MD5', 'md5'],
    ['SHA-1', 'sha1'],
    ['SHA-256', 'sha256'],
    ['SHA-384', 'sha384'],
    ['SHA-512', 'sha512'],
  ])('%s covers the whole of a long text', async (algorithm, name) => {
    for (const text of [arn('a'), arn('b'), 'é'.repeat(200), '']) {
      const run = await hash(`States.Hash($.text, '${algorithm}')`, { text });
      expect(run).toMatchObject({ status: 'SUCCEEDED', output: { v: digest(name, text) } });
    }
  });

  it('may stand in other calls, have calls in it, and be taken of what InputPath selects', async () => {
    const inner = digest('sha1', `(${arn('a')})`);
    const expression = "States.Format('x-{}', States.Hash(States.Hash(States.Format('({})', $.id), 'SHA-1'), 'MD5'))";
    const run = await hash(expression, { of: { id: arn('a') } }, { InputPath: '$.of' });
    expect(run.output).toEqual({ v: `x-${digest('md5', inner)}` });
  });

  it('is text inside quotes', async () => {
    const run = await hash("States.Format('States.Hash({}) {}', $.a, States.Hash('b', 'SHA-1'))", { a: 1 });
    expect(run.output).toEqual({ v: `States.Hash(1) ${digest('sha1', 'b')}` });
  });

  it('is taken of the context and of results', async () => {
    const ResultSelector = { 'v.$': "States.Hash($.id, 'SHA-1')", 'w.$': "States.Hash($$.State.Name, 'SHA-1')" };
    const task = machineOf({ Task: { Type: 'Task', Resource: functionArn, ResultSelector, End: true } });
    const run = await runToEnd(
      task,
      {},
      fakePorts(() => ({ id: arn('a') })),
    );
    expect(run.output).toEqual({ v: digest('sha1', arn('a')), w: digest('sha1', 'Task') });
  });

  it.each([
    ['an algorithm that there is not', "States.Hash('a', 'SHA-2')"],
    ['what is no text', "States.Hash(1, 'SHA-1')"],
    ['one argument', "States.Hash('a')"],
  ])('refuses %s', async (_, expression) => {
    expect(await hash(expression)).toMatchObject({ status: 'FAILED', error: 'States.IntrinsicFailure' });
  });

  it('refuses more than 10,000 characters', async () => {
    expect(await hash("States.Hash($.a, 'MD5')", { a: 'a'.repeat(10_001) })).toMatchObject({ status: 'FAILED' });
  });
});
