import { describe, expect, it } from '@jest/globals';
import type { EmittedEvent } from '../../../../sandbox/services/event-bridge/index.ts';
import { stepFunctionsService } from '../../../../sandbox/services/step-functions/index.ts';
import { turnedClock } from '../../../../sandbox/turned-clock.ts';
import { createWorld } from '../../endpoint/started.ts';

const states = {
  passes: { Type: 'Pass', End: true },
  fails: { Type: 'Fail', Error: 'Sorry', Cause: 'it is so' },
  waits: { Type: 'Wait', Seconds: 100, End: true },
};

/** Runs a machine of one state and gives what EventBridge was told. */
const told = async (state: keyof typeof states, { stop = false, input = '{"a":1}' } = {}) => {
  const world = createWorld(turnedClock());
  const events: EmittedEvent[] = [];
  const service = stepFunctionsService(world, {
    invokeFunction: () => Promise.reject(new Error('no function is invoked')),
    emit: (event) => events.push(event),
  });
  const { stateMachineArn } = await service.createStateMachine({
    name: 'machine',
    definition: JSON.stringify({ StartAt: 'Only', TimeoutSeconds: 60, States: { Only: states[state] } }),
    roleArn: 'arn:aws:iam::000000000000:role/machine',
  });
  const execution = service.startExecution({ stateMachineArn, name: 'run', input });
  expect(service.startExecution({ stateMachineArn, name: 'run', input })).toBe(execution);
  if (stop) execution.stop('Stopped', 'by hand');
  await execution.ended;
  await undefined;
  service.close();
  world.clock.stop();
  return events;
};

const executionArn = 'arn:aws:states:us-east-1:000000000000:execution:machine:run';
const startDate = Date.parse('2026-01-01T00:00:00.000Z');

describe('Step Functions', () => {
  it('tells EventBridge once that an execution runs', async () => {
    const [started] = await told('passes');
    expect(started).toEqual({
      source: 'aws.states',
      detailType: 'Step Functions Execution Status Change',
      resources: [executionArn],
      detail: {
        executionArn,
        stateMachineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:machine',
        name: 'run',
        status: 'RUNNING',
        startDate,
        stopDate: null,
        input: '{"a":1}',
        output: null,
        stateMachineVersionArn: null,
        stateMachineAliasArn: null,
        redriveCount: 0,
        redriveDate: null,
        redriveStatus: 'NOT_REDRIVABLE',
        redriveStatusReason: 'the sandbox redrives no executions',
        inputDetails: { included: true },
        outputDetails: null,
        error: null,
        cause: null,
      },
    });
  });

  it.each([
    ['passes' as const, {}, { status: 'SUCCEEDED', output: '{"a":1}', outputDetails: { included: true }, error: null }],
    ['fails' as const, {}, { status: 'FAILED', error: 'Sorry', cause: 'it is so', output: null, outputDetails: null }],
    ['waits' as const, {}, { status: 'TIMED_OUT', error: 'States.Timeout', stopDate: startDate + 60_000 }],
    ['waits' as const, { stop: true }, { status: 'ABORTED', error: 'Stopped', cause: 'by hand', stopDate: startDate }],
  ])('tells EventBridge once how an execution that %s ends: %j', async (state, options, detail) => {
    const events = await told(state, options);
    expect(events).toHaveLength(2);
    expect(events[1]?.detail).toMatchObject(detail);
  });

  it('leaves out an input and output that are too large together', async () => {
    const [started, ended] = await told('passes', { input: `"${'x'.repeat(130_000)}"` });
    expect(started?.detail).toMatchObject({ inputDetails: { included: true } });
    expect(ended?.detail).toMatchObject({
      input: null,
      inputDetails: { included: false },
      output: null,
      outputDetails: { included: false },
    });
  });

  it('tells nobody of the executions that closing ends', async () => {
    const world = createWorld(turnedClock());
    const events: EmittedEvent[] = [];
    const emit = (event: EmittedEvent) => events.push(event);
    const invokeFunction = () => Promise.reject(new Error('no function is invoked'));
    const service = stepFunctionsService(world, { invokeFunction, emit });
    const { stateMachineArn } = await service.createStateMachine({
      name: 'machine',
      definition: JSON.stringify({ StartAt: 'Only', States: { Only: states.waits } }),
      roleArn: 'arn:aws:iam::000000000000:role/machine',
    });
    const { ended } = service.startExecution({ stateMachineArn });
    service.close();
    await ended;
    expect(events.map(({ detail }) => detail['status'])).toEqual(['RUNNING']);
    world.clock.stop();
  });
});
