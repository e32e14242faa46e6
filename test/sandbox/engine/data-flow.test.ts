import { describe, expect, it } from '@jest/globals';
import type { StateDefinition } from '../../../sandbox/engine/definition.ts';
import type { Json } from '../../../sandbox/engine/json.ts';
import { fakePorts, functionArn, invokeTask, machineOf, runToEnd } from './run.ts';

const pass = (state: Partial<StateDefinition>) => machineOf({ Pass: { Type: 'Pass', ...state, End: true } });

const choose = (rule: object) =>
  machineOf({
    Choose: { Type: 'Choice', Choices: [{ ...rule, Next: 'Matched' } as never], Default: 'Other' },
    Matched: { Type: 'Pass', Result: 'matched', End: true },
    Other: { Type: 'Pass', Result: 'other', End: true },
  });

describe('paths and templates', () => {
  const input = { a: { b: [1, 2] }, none: null, no: false, zero: 0, empty: '' };

  it.each<[string, Partial<StateDefinition>, Json]>([
    ['InputPath null gives an empty object', { InputPath: null }, {}],
    ['InputPath selects', { InputPath: '$.a.b[1]' }, 2],
    ['OutputPath selects', { OutputPath: '$.a' }, { b: [1, 2] }],
    ['OutputPath null gives an empty object', { OutputPath: null }, {}],
    ['ResultPath null keeps the input', { Result: 1, ResultPath: null }, input],
    ['ResultPath "$" replaces the input', { Result: 1, ResultPath: '$' }, 1],
    ['ResultPath with a bracket', { Result: 1, ResultPath: "$['x']" }, { ...input, x: 1 }],
    ['ResultPath below a member', { Result: 1, ResultPath: '$.a.c' }, { ...input, a: { b: [1, 2], c: 1 } }],
    ['a falsy Result', { Result: 0 }, 0],
    ['a Result of null at a path', { Result: null, ResultPath: '$.a' }, { ...input, a: null }],
    [
      'falsy values by path',
      { Parameters: { 'v.$': '$.none', 'w.$': '$.no', 'x.$': '$.zero', 'y.$': '$.empty' } },
      {
        v: null,
        w: false,
        x: 0,
        y: '',
      },
    ],
    [
      'intrinsic calls',
      { Parameters: { 'v.$': "States.Format('{} of {}', $.zero, States.ArrayLength($.a.b))" } },
      {
        v: '0 of 2',
      },
    ],
  ])('%s', async (_, state, output) => {
    expect(await runToEnd(pass(state), input)).toMatchObject({ status: 'SUCCEEDED', output });
  });

  it('reads "$" when the input is null', async () => {
    const run = await runToEnd(pass({ Parameters: { 'v.$': '$' } }), null);
    expect(run).toMatchObject({ status: 'SUCCEEDED', output: { v: null } });
  });

  it('reads "$" in a ResultSelector when the result is null', async () => {
    const definition = machineOf({
      Task: { Type: 'Task', Resource: functionArn, ResultSelector: { 'v.$': '$' }, ResultPath: '$.r', End: true },
    });
    expect(
      await runToEnd(
        definition,
        {},
        fakePorts(() => null),
      ),
    ).toMatchObject({ output: { r: { v: null } } });
  });

  it('gives the context object, also inside quotes of other words', async () => {
    const definition = pass({
      Parameters: {
        'execution.$': '$$.Execution.Id',
        'name.$': '$$.Execution.Name',
        'input.$': '$$.Execution.Input.x',
        'startedAt.$': '$$.Execution.StartTime',
        'role.$': '$$.Execution.RoleArn',
        'state.$': '$$.State.Name',
        'enteredAt.$': '$$.State.EnteredTime',
        'retries.$': '$$.State.RetryCount',
        'machine.$': '$$.StateMachine.Name',
        'machineId.$': '$$.StateMachine.Id',
        'quoted.$': "States.Format('$$.{}', $$.State.Name)",
      },
    });
    expect((await runToEnd(definition, { x: 1 })).output).toEqual({
      execution: 'arn:aws:states:us-east-1:111122223333:execution:machine:one',
      name: 'one',
      input: 1,
      startedAt: '2026-01-01T00:00:00.000Z',
      role: 'arn:aws:iam::111122223333:role/machine',
      state: 'Pass',
      enteredAt: '2026-01-01T00:00:00.000Z',
      retries: 0,
      machine: 'machine',
      machineId: 'arn:aws:states:us-east-1:111122223333:stateMachine:machine',
      quoted: '$$.Pass',
    });
  });

  it('fails with States.Runtime, the place and the path when a path leads nowhere', async () => {
    expect(await runToEnd(pass({ Parameters: { 'v.$': '$.gone' } }), { a: 1 })).toMatchObject({
      status: 'FAILED',
      error: 'States.Runtime',
      cause:
        "An error occurred while executing the state 'Pass' (entered at the event id #2). The JSONPath '$.gone' could not be found in the input '{\"a\":1}'",
    });
  });

  it('names a context path as the definition spells it', async () => {
    const { cause } = await runToEnd(pass({ Parameters: { 'v.$': '$$.Gone.Away' } }));
    expect(cause).toContain("The JSONPath '$$.Gone.Away' could not be found");
  });

  it('fails with States.IntrinsicFailure when an intrinsic call does', async () => {
    const run = await runToEnd(pass({ Parameters: { 'v.$': "States.StringToJson('{')" } }));
    expect(run).toMatchObject({ status: 'FAILED', error: 'States.IntrinsicFailure' });
  });

  it('fails with States.ResultPathMatchFailure when the input has no place for the result', async () => {
    expect(await runToEnd(pass({ Result: 1, ResultPath: '$.x' }), 'text')).toMatchObject({
      error: 'States.ResultPathMatchFailure',
    });
  });
});

describe('Choice', () => {
  const input = { text: 'abc', digits: '5', five: 5, yes: true, none: null, at: '2026-01-01T00:00:00Z', limit: 'abd' };

  it.each<[string, object]>([
    ['IsPresent: true', { Variable: '$.none', IsPresent: true }],
    ['IsPresent: false', { Variable: '$.gone', IsPresent: false }],
    ['IsNull: false', { Variable: '$.text', IsNull: false }],
    ['IsString: false', { Variable: '$.five', IsString: false }],
    ['StringMatches', { Variable: '$.text', StringMatches: 'a*' }],
    ['StringLessThanPath', { Variable: '$.text', StringLessThanPath: '$.limit' }],
    ['NumericGreaterThanEquals', { Variable: '$.five', NumericGreaterThanEquals: 5 }],
    ['BooleanEquals', { Variable: '$.yes', BooleanEquals: true }],
    ['TimestampLessThan', { Variable: '$.at', TimestampLessThan: '2026-01-01T00:00:01Z' }],
    [
      'And',
      {
        And: [
          { Variable: '$.gone', IsPresent: false },
          { Variable: '$.yes', IsBoolean: true },
        ],
      },
    ],
    [
      'Or',
      {
        Or: [
          { Variable: '$.five', NumericEquals: 1 },
          { Variable: '$.five', NumericEquals: 5 },
        ],
      },
    ],
    ['Not', { Not: { Variable: '$.text', StringEquals: 'x' } }],
    ['a context path', { Variable: '$$.State.Name', StringEquals: 'Choose' }],
  ])('matches %s', async (_, rule) => {
    expect((await runToEnd(choose(rule), input)).output).toBe('matched');
  });

  it.each<[string, object]>([
    ['IsPresent: false of what is there', { Variable: '$.none', IsPresent: false }],
    ['a number with a text of digits', { Variable: '$.digits', NumericLessThan: 6 }],
    ['a text with a number', { Variable: '$.five', StringLessThan: 'z' }],
    ['a pattern with a number', { Variable: '$.five', StringMatches: '*' }],
    ['a timestamp with a number', { Variable: '$.five', TimestampLessThan: '2026-01-01T00:00:00Z' }],
  ])('does not match %s', async (_, rule) => {
    expect((await runToEnd(choose(rule), input)).output).toBe('other');
  });

  it('fails with States.Runtime when a rule reads what is not there', async () => {
    expect(await runToEnd(choose({ Variable: '$.gone', StringEquals: 'x' }), input)).toMatchObject({
      error: 'States.Runtime',
      cause:
        "An error occurred while executing the state 'Choose' (entered at the event id #2). Invalid path '$.gone': The choice state's condition path references an invalid value.",
    });
  });

  it('fails with States.NoChoiceMatched where nothing matches and there is no Default', async () => {
    const definition = machineOf({
      Choose: { Type: 'Choice', Choices: [{ Variable: '$.five', NumericEquals: 1, Next: 'End' }] },
      End: { Type: 'Succeed' },
    });
    expect(await runToEnd(definition, input)).toMatchObject({ status: 'FAILED', error: 'States.NoChoiceMatched' });
  });

  it('may lead back to itself and to a state of the same name as the library’s own', async () => {
    const definition = machineOf({
      choose: { Type: 'Choice', Choices: [{ Variable: '$', IsNumeric: true, Next: 'to choose' }], Default: 'Set' },
      Set: { Type: 'Pass', Result: 1, Next: 'choose' },
      'to choose': { Type: 'Succeed' },
    });
    expect(await runToEnd(definition, {})).toMatchObject({ status: 'SUCCEEDED', output: 1 });
  });
});

describe('Fail', () => {
  it.each<[string, Partial<StateDefinition>, object]>([
    ['Error and Cause', { Error: 'E', Cause: 'C' }, { error: 'E', cause: 'C' }],
    ['nothing', {}, { error: undefined, cause: undefined }],
    ['paths', { ErrorPath: '$.e', CausePath: '$.c' }, { error: 'X', cause: 'because' }],
    ['intrinsic calls', { ErrorPath: '$.e', CausePath: "States.Format('it is {}', $.c)" }, { cause: 'it is because' }],
  ])('raises %s', async (_, state, expected) => {
    const run = await runToEnd(machineOf({ Fail: { Type: 'Fail', ...state } }), { e: 'X', c: 'because' });
    expect(run).toMatchObject({ status: 'FAILED', ...expected });
  });

  it('fails with States.Runtime when its ErrorPath gives no text', async () => {
    const run = await runToEnd(machineOf({ Fail: { Type: 'Fail', ErrorPath: '$.e' } }), { e: 5 });
    expect(run).toMatchObject({ error: 'States.Runtime' });
  });
});

describe('payload limits', () => {
  it('fails with States.DataLimitExceeded, which States.ALL does not catch', async () => {
    const definition = machineOf({
      Big: invokeTask({ Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }] }),
      Caught: { Type: 'Succeed' },
    });
    expect(
      await runToEnd(
        definition,
        {},
        fakePorts(() => 'x'.repeat(262_144)),
      ),
    ).toMatchObject({
      status: 'FAILED',
      error: 'States.DataLimitExceeded',
      cause: "The state/task 'Big' returned a result with a size exceeding the maximum number of bytes service limit.",
    });
  });

  it('counts bytes, not characters', async () => {
    const definition = pass({ Parameters: { 'v.$': "States.Format('{}{}', $.v, $.v)" } });
    expect((await runToEnd(definition, { v: 'é'.repeat(65_000) })).status).toBe('SUCCEEDED');
    expect((await runToEnd(definition, { v: 'é'.repeat(66_000) })).error).toBe('States.DataLimitExceeded');
  });
});
