import { CloudWatchLogsClient, GetLogEventsCommand, ResourceNotFoundException } from '@aws-sdk/client-cloudwatch-logs';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { readLogTail } from '../../../../functions/clients/stability/log-tail.ts';

const logs = new CloudWatchLogsClient({ region: 'us-east-1' });
const mock = mockClient(logs);
const read = () => readLogTail(logs, { group: '/ecs/shop', stream: 'web/shop/1' }, 20);

beforeEach(() => {
  mock.reset();
});

describe('readLogTail', () => {
  it('asks for the last lines only', async () => {
    mock.on(GetLogEventsCommand).resolves({ events: [{ message: 'a' }, {}] });
    expect(await read()).toEqual(['a', '']);
    expect(mock.calls()[0]?.args[0].input).toMatchObject({
      logGroupName: '/ecs/shop',
      logStreamName: 'web/shop/1',
      limit: 20,
      startFromHead: false,
    });
  });

  it('looks behind empty pages', async () => {
    mock
      .on(GetLogEventsCommand)
      .resolvesOnce({ events: [], nextBackwardToken: 'b/1' })
      .resolvesOnce({ events: [{ message: 'a' }], nextBackwardToken: 'b/2' });
    expect(await read()).toEqual(['a']);
    expect(mock.calls()[1]?.args[0].input).toMatchObject({ nextToken: 'b/1' });
  });

  it('stops where AWS gives the same page again, and after three pages', async () => {
    mock.on(GetLogEventsCommand).resolves({ events: [], nextBackwardToken: 'b/1' });
    expect(await read()).toEqual([]);
    expect(mock.calls()).toHaveLength(2);
    let count = 0;
    mock.reset();
    mock.on(GetLogEventsCommand).callsFake(() => {
      count += 1;
      return { events: [], nextBackwardToken: `b/${count}` };
    });
    expect(await read()).toEqual([]);
    expect(count).toBe(3);
  });

  it('has nothing where the stream or its group does not exist', async () => {
    mock.on(GetLogEventsCommand).rejects(new ResourceNotFoundException({ message: 'no', $metadata: {} }));
    expect(await read()).toBeUndefined();
  });

  it('passes on other errors', async () => {
    mock.on(GetLogEventsCommand).rejects(Object.assign(new Error('no'), { name: 'ThrottlingException' }));
    await expect(read()).rejects.toThrow('no');
  });
});
