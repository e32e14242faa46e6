import { describe, expect, it } from '@jest/globals';
import { checkDefinition } from '../../../sandbox/engine/check-definition.ts';
import { functionArn, invokeTask, machineOf } from './run.ts';

const task = (more: object) => machineOf({ Task: { ...invokeTask(), ...more } });
/** What stays when CloudFormation was not told to substitute. */
const placeholder = ['$', '{StepLambdaFunction.Arn}'].join('');
const nested = machineOf({ P: { Type: 'Pass', End: true } });

/** Each half a second, for the validator compiles its schemas anew: hence one valid machine with everything in it. */
const valid = machineOf({
  Task: invokeTask({
    TimeoutSeconds: 60,
    HeartbeatSeconds: 10,
    ResultSelector: { 'p.$': '$.Payload', 'n.$': 'States.MathAdd($.n, 1)' },
    Retry: [
      { ErrorEquals: ['A', 'B'], IntervalSeconds: 1, MaxDelaySeconds: 5, BackoffRate: 1, JitterStrategy: 'FULL' },
      { ErrorEquals: ['States.ALL'] },
    ],
    Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Failed', ResultPath: '$.failure' }],
    End: undefined as never,
    Next: 'Child',
  }),
  Child: {
    Type: 'Task',
    Resource: 'arn:aws:states:::states:startExecution.sync:2',
    Parameters: { StateMachineArn: 'arn:aws:states:us-east-1:111122223333:stateMachine:child', 'Input.$': '$' },
    Next: 'Token',
  },
  Token: {
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
    Parameters: { 'FunctionName.$': '$.name', Payload: { 'token.$': '$$.Task.Token' } },
    Next: 'Bare',
  },
  Bare: { Type: 'Task', Resource: functionArn, Next: 'Each' },
  Each: { Type: 'Map', ItemProcessor: nested, Next: 'Both' },
  Both: { Type: 'Parallel', Branches: [machineOf({ Q: { Type: 'Pass', End: true } })], End: true },
  Failed: { Type: 'Fail' },
});

describe('checkDefinition', () => {
  it('finds nothing wrong with what the engine runs', async () => {
    expect(await checkDefinition(JSON.stringify(valid))).toEqual([]);
  });

  it.each([
    ['no JSON', '{', /^INVALID_JSON_DESCRIPTION: /],
    ['a list', '[]', /must be a JSON object/],
    [
      'a missing target',
      JSON.stringify(machineOf({ A: { Type: 'Pass', Next: 'Gone' } })),
      /MISSING_TRANSITION_TARGET.*Gone/,
    ],
  ])('names %s', async (_, text, problem) => {
    expect((await checkDefinition(text)).join()).toMatch(problem);
  });

  it.each<[string, object, string]>([
    ['JSONata for all', { ...nested, QueryLanguage: 'JSONata' }, 'JSONata at /QueryLanguage'],
    [
      'JSONata for a state',
      machineOf({ A: { Type: 'Pass', QueryLanguage: 'JSONata', End: true } as never }),
      '/States/A/QueryLanguage',
    ],
    [
      'Assign',
      machineOf({ A: { Type: 'Pass', Assign: { x: 1 }, End: true } as never }),
      'variables at /States/A/Assign',
    ],
    [
      'a distributed Map',
      machineOf({
        A: { Type: 'Map', ItemProcessor: { ...nested, ProcessorConfig: { Mode: 'DISTRIBUTED' } }, End: true } as never,
      }),
      'distributed Map at /States/A/ItemProcessor/ProcessorConfig',
    ],
    [
      'tolerated failures',
      machineOf({ A: { Type: 'Map', ItemProcessor: nested, ToleratedFailureCount: 1, End: true } as never }),
      'tolerated failures at /States/A/ToleratedFailureCount',
    ],
    [
      'what it does not support inside a branch',
      machineOf({
        A: {
          Type: 'Parallel',
          Branches: [machineOf({ B: { Type: 'Pass', Assign: {}, End: true } as never })],
          End: true,
        },
      }),
      '/States/A/Branches[0]/States/B/Assign',
    ],
  ])('refuses %s by name', async (_, definition, problem) => {
    const problems = await checkDefinition(JSON.stringify(definition));
    expect(problems).toEqual([expect.stringContaining(problem)]);
  });

  it('names every mistake of a Task at once', async () => {
    const problems = await checkDefinition(
      JSON.stringify(
        task({
          Parameters: { Paylod: 1 },
          TimeoutSeconds: 5,
          HeartbeatSeconds: 5,
          Retry: [{ ErrorEquals: ['States.ALL', 'A'], BackoffRate: 0.5 }],
        }),
      ),
    );
    expect(problems).toHaveLength(5);
  });

  it.each<[string, object, string]>([
    [
      'another integration',
      { Resource: 'arn:aws:states:::sqs:sendMessage', Parameters: {} },
      'does not carry out the resource arn:aws:states:::sqs:sendMessage at /States/Task/Resource',
    ],
    ['no FunctionName', { Parameters: { Payload: 1 } }, 'Parameters must hold FunctionName at /States/Task/Parameters'],
    [
      'an unknown parameter',
      { Parameters: { FunctionName: 'f', Paylod: 1 } },
      'The field "Paylod" is not supported by Step Functions',
    ],
    [
      'a placeholder left over',
      { Parameters: { FunctionName: placeholder } },
      `FunctionName "${placeholder}" is no function`,
    ],
    [
      'a heartbeat as long as the limit',
      { TimeoutSeconds: 5, HeartbeatSeconds: 5 },
      'HeartbeatSeconds must be smaller',
    ],
    [
      'States.ALL among others',
      { Retry: [{ ErrorEquals: ['States.ALL', 'A'] }] },
      'States.ALL must stand alone and in the last entry at /States/Task/Retry[0]/ErrorEquals',
    ],
    [
      'States.ALL before others',
      {
        Catch: [
          { ErrorEquals: ['States.ALL'], Next: 'Task' },
          { ErrorEquals: ['A'], Next: 'Task' },
        ],
      },
      '/States/Task/Catch[0]/ErrorEquals',
    ],
    [
      'a BackoffRate under 1',
      { Retry: [{ ErrorEquals: ['A'], BackoffRate: 0.5 }] },
      'BackoffRate must be at least 1.0',
    ],
    [
      'a MaxDelaySeconds not above the interval',
      { Retry: [{ ErrorEquals: ['A'], IntervalSeconds: 5, MaxDelaySeconds: 5 }] },
      'MaxDelaySeconds must be greater',
    ],
    [
      'an unknown intrinsic',
      { Parameters: { FunctionName: 'f', Payload: { 'x.$': 'States.Nothing(1)' } } },
      '/States/Task/Parameters/Payload/x.$ is invalid',
    ],
  ])('names %s', async (_, more, problem) => {
    expect(await checkDefinition(JSON.stringify(task(more)))).toEqual([expect.stringContaining(problem)]);
  });
});
