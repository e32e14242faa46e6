import { describe, expect, it } from '@jest/globals';
import { eventOf, machineOf, runToEnd, typesOf } from './run.ts';

const linked = (execution: Parameters<typeof typesOf>[0]) =>
  execution.history.events.map(({ id, previousEventId, type }) => `${id}<${previousEventId} ${type}`);

describe('history of branches', () => {
  it('of a Parallel state starts every branch from its start', async () => {
    const { execution, output } = await runToEnd(
      machineOf({
        Both: {
          Type: 'Parallel',
          Branches: [
            machineOf({ Slow: { Type: 'Wait', Seconds: 5, End: true } }),
            machineOf({ Quick: { Type: 'Pass', Result: 'quick', End: true } }),
          ],
          End: true,
        },
      }),
      { in: 1 },
    );
    expect(output).toEqual([{ in: 1 }, 'quick']);
    expect(linked(execution)).toEqual([
      '1<0 ExecutionStarted',
      '2<0 ParallelStateEntered',
      '3<2 ParallelStateStarted',
      '4<3 WaitStateEntered',
      '5<3 PassStateEntered',
      '6<5 PassStateExited',
      '7<4 WaitStateExited',
      '8<7 ParallelStateSucceeded',
      '9<8 ParallelStateExited',
      '10<9 ExecutionSucceeded',
    ]);
  });

  it('of a Parallel state that fails tells which states were ended with it', async () => {
    const { execution, error, seconds } = await runToEnd(
      machineOf({
        Both: {
          Type: 'Parallel',
          Branches: [
            machineOf({ Slow: { Type: 'Wait', Seconds: 500, End: true } }),
            machineOf({ Late: { Type: 'Wait', Seconds: 1, Next: 'Bad' }, Bad: { Type: 'Fail', Error: 'Bad' } }),
          ],
          End: true,
        },
      }),
    );
    expect({ error, seconds }).toEqual({ error: 'Bad', seconds: 1 });
    expect(linked(execution).slice(5)).toEqual([
      '6<5 WaitStateExited',
      '7<6 FailStateEntered',
      '8<7 WaitStateAborted',
      '9<7 ParallelStateFailed',
      '10<9 ExecutionFailed',
    ]);
  });

  it('of a Map state marks each iteration, with its item in the context', async () => {
    const { execution, output } = await runToEnd(
      machineOf({
        Each: {
          Type: 'Map',
          ItemsPath: '$.items',
          MaxConcurrency: 1,
          ItemSelector: { 'item.$': '$$.Map.Item.Value', 'all.$': '$.items' },
          ItemProcessor: machineOf({
            Number: { Type: 'Pass', Parameters: { 'at.$': '$$.Map.Item.Index', 'item.$': '$.item' }, End: true },
          }),
          End: true,
        },
      }),
      { items: ['a', 'b'] },
    );
    expect(output).toEqual([
      { at: 0, item: 'a' },
      { at: 1, item: 'b' },
    ]);
    expect(linked(execution)).toEqual([
      '1<0 ExecutionStarted',
      '2<0 MapStateEntered',
      '3<2 MapStateStarted',
      '4<3 MapIterationStarted',
      '5<4 PassStateEntered',
      '6<5 PassStateExited',
      '7<6 MapIterationSucceeded',
      '8<3 MapIterationStarted',
      '9<8 PassStateEntered',
      '10<9 PassStateExited',
      '11<10 MapIterationSucceeded',
      '12<11 MapStateSucceeded',
      '13<12 MapStateExited',
      '14<13 ExecutionSucceeded',
    ]);
    expect(eventOf(execution, 'MapStateStarted')?.mapStateStartedEventDetails).toEqual({ length: 2 });
    expect(eventOf(execution, 'MapIterationSucceeded')?.mapIterationSucceededEventDetails).toEqual({
      name: 'Each',
      index: 0,
    });
  });

  it('of a Map state that fails marks the failed and the ended iterations', async () => {
    const { execution } = await runToEnd(
      machineOf({
        Each: {
          Type: 'Map',
          ItemProcessor: machineOf({
            Wait: { Type: 'Wait', SecondsPath: '$', Next: 'Bad' },
            Bad: { Type: 'Fail', Error: 'Bad' },
          }),
          End: true,
        },
      }),
      [9, 1],
    );
    expect(linked(execution).slice(7)).toEqual([
      '8<7 WaitStateExited',
      '9<8 FailStateEntered',
      '10<9 MapIterationFailed',
      '11<10 WaitStateAborted',
      '12<10 MapIterationAborted',
      '13<10 MapStateFailed',
      '14<13 ExecutionFailed',
    ]);
  });

  it('of a Map state without items has no iteration, and one over no array fails', async () => {
    const definition = machineOf({
      Each: { Type: 'Map', ItemProcessor: machineOf({ P: { Type: 'Pass', End: true } }), End: true },
    });
    const { execution, output } = await runToEnd(definition, []);
    expect(output).toEqual([]);
    expect(typesOf(execution)).not.toContain('MapIterationStarted');
    expect(await runToEnd(definition, {})).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
  });

  it('of a Map state whose MaxConcurrencyPath gives nonsense ends with States.Runtime', async () => {
    const definition = machineOf({
      Each: {
        Type: 'Map',
        ItemsPath: '$.items',
        MaxConcurrencyPath: '$.most',
        ItemProcessor: machineOf({ P: { Type: 'Pass', End: true } }),
        End: true,
      },
    });
    expect(await runToEnd(definition, { items: [1, 2], most: 1 })).toMatchObject({ output: [1, 2] });
    expect(await runToEnd(definition, { items: [1, 2], most: 'all' })).toMatchObject({ error: 'States.Runtime' });
  });
});
