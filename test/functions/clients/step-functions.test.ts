import {
  GetExecutionHistoryCommand,
  type HistoryEvent,
  ListStateMachinesCommand,
  SFNClient,
} from '@aws-sdk/client-sfn';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { historyStart, listStateMachines, readHistory } from '../../../functions/clients/step-functions.ts';

const mock = mockClient(SFNClient);
const sfn = mock as unknown as SFNClient;

const event = (id: number): HistoryEvent => ({ id, type: 'TaskScheduled', timestamp: new Date(0) });
const machine = (name: string) => ({
  name,
  stateMachineArn: `arn:${name}`,
  type: 'STANDARD' as const,
  creationDate: new Date(0),
});

beforeEach(() => {
  mock.reset();
});

describe('listStateMachines', () => {
  it('reads all pages', async () => {
    mock
      .on(ListStateMachinesCommand, { nextToken: undefined })
      .resolves({ stateMachines: [machine('a')], nextToken: 't' });
    mock.on(ListStateMachinesCommand, { nextToken: 't' }).resolves({ stateMachines: [machine('b')] });
    expect(await listStateMachines(sfn)).toEqual([
      { name: 'a', arn: 'arn:a' },
      { name: 'b', arn: 'arn:b' },
    ]);
  });
});

describe('readHistory', () => {
  it('goes on where it stopped and reads only the last page again', async () => {
    mock
      .on(GetExecutionHistoryCommand, { nextToken: undefined })
      .resolves({ events: [event(1), event(2)], nextToken: 'p2' });
    mock
      .on(GetExecutionHistoryCommand, { nextToken: 'p2' })
      .resolvesOnce({ events: [event(3)] })
      .resolves({ events: [event(3), event(4)] });

    const first = await readHistory(sfn, 'arn', historyStart);
    const second = await readHistory(sfn, 'arn', first.position);

    expect(first.events.map(({ id }) => id)).toEqual([1, 2, 3]);
    expect(second.events.map(({ id }) => id)).toEqual([4]);
    expect(mock.commandCalls(GetExecutionHistoryCommand).map((call) => call.args[0].input.nextToken)).toEqual([
      undefined,
      'p2',
      'p2',
    ]);
  });

  it('keeps the name of what the SDK throws', async () => {
    mock.on(GetExecutionHistoryCommand).rejects(Object.assign(new Error('no'), { name: 'ExecutionDoesNotExist' }));
    await expect(readHistory(sfn, 'arn')).rejects.toMatchObject({ name: 'ExecutionDoesNotExist' });
  });
});
