import { CloudWatchLogsClient, GetLogEventsCommand, ResourceNotFoundException } from '@aws-sdk/client-cloudwatch-logs';
import type { HistoryEvent } from '@aws-sdk/client-sfn';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { logFollower, logStreamIn } from '../../../cli/execution/log-stream.ts';

const mock = mockClient(CloudWatchLogsClient);
const stream = { logGroup: '/ecs/autodiag', logStream: 'ecs/autodiag/1' };
const { signal } = new AbortController();

const exited = (output: string | undefined): HistoryEvent => ({
  id: 1,
  type: 'TaskStateExited',
  timestamp: new Date(0),
  stateExitedEventDetails: { name: 'S', output },
});

beforeEach(() => {
  mock.reset();
});

describe('logStreamIn', () => {
  it('finds the stream that a state names', () => {
    const output = JSON.stringify({ request: {}, started: { taskArn: 'arn', ...stream } });
    expect(logStreamIn([exited('{"request": {}}'), exited(output)])).toMatchObject(stream);
  });

  it.each(['null', '[]', '"text"', '{"started": null}', '{"started": {"logGroup": 1}}', undefined])(
    'finds none in %s',
    (output) => {
      expect(logStreamIn([exited(output)])).toBeUndefined();
    },
  );
});

describe('logFollower', () => {
  it('gives each message once, over pages and calls', async () => {
    const read = logFollower(mock as unknown as CloudWatchLogsClient, stream);
    mock
      .on(GetLogEventsCommand)
      .resolvesOnce({ events: [{ message: 'a' }], nextForwardToken: 'f/1' })
      .resolvesOnce({ events: [{ message: 'b' }], nextForwardToken: 'f/2' })
      .resolvesOnce({ events: [], nextForwardToken: 'f/2' })
      .resolvesOnce({ events: [{ message: 'c' }], nextForwardToken: 'f/3' })
      .resolves({ events: [], nextForwardToken: 'f/3' });
    expect(await read(signal)).toEqual(['a', 'b']);
    expect(await read(signal)).toEqual(['c']);
    expect(await read(signal)).toEqual([]);
  });

  it('waits for a stream that does not exist yet', async () => {
    const read = logFollower(mock as unknown as CloudWatchLogsClient, stream);
    const missing = new ResourceNotFoundException({
      message: 'The specified log stream does not exist.',
      $metadata: {},
    });
    mock
      .on(GetLogEventsCommand)
      .rejectsOnce(missing)
      .resolves({ events: [{ message: 'a' }] });
    expect(await read(signal)).toEqual([]);
    expect(await read(signal)).toEqual(['a']);
  });

  it('loses nothing when a later page fails', async () => {
    const read = logFollower(mock as unknown as CloudWatchLogsClient, stream);
    mock
      .on(GetLogEventsCommand)
      .resolvesOnce({ events: [{ message: 'a' }], nextForwardToken: 'f/1' })
      .rejectsOnce(new Error('broken'))
      .resolves({ events: [{ message: 'b' }], nextForwardToken: 'f/1' });
    expect(await read(signal)).toEqual(['a']);
    expect(await read(signal)).toEqual(['b']);
  });
});
