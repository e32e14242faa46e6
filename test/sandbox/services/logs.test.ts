import {
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DeleteLogGroupCommand,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  PutLogEventsCommand,
  PutRetentionPolicyCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { afterAll, describe, expect, it } from '@jest/globals';
import type { Arrival } from '../../../sandbox/services/logs.ts';
import { describeWith } from '../../support/programs.ts';
import { aws } from '../endpoint/started.ts';
import { startLogs, textsOf } from './logs/started.ts';

const { client, endpoint, get, group, logs, newStream, now, close } = await startLogs();
afterAll(close);

describe('log groups', () => {
  it('are created, described with their retention and deleted', async () => {
    await client.send(new CreateLogGroupCommand({ logGroupName: '/own', tags: { team: 'ecs' } }));
    await client.send(new PutRetentionPolicyCommand({ logGroupName: '/own', retentionInDays: 14 }));
    const { logGroups } = await client.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: '/own' }));
    expect(logGroups).toEqual([
      {
        logGroupName: '/own',
        arn: 'arn:aws:logs:us-east-1:000000000000:log-group:/own:*',
        logGroupArn: 'arn:aws:logs:us-east-1:000000000000:log-group:/own',
        logGroupClass: 'STANDARD',
        creationTime: now,
        retentionInDays: 14,
        metricFilterCount: 0,
        storedBytes: 0,
      },
    ]);
    await client.send(new DeleteLogGroupCommand({ logGroupName: '/own' }));
    expect(logs.hasGroup('/own')).toBe(false);
  });

  it.each([
    [new CreateLogGroupCommand({ logGroupName: 'a b' }), 'InvalidParameterException'],
    [new CreateLogGroupCommand({ logGroupName: 'x'.repeat(513) }), 'InvalidParameterException'],
    [new CreateLogGroupCommand({ logGroupName: undefined }), 'InvalidParameterException'],
    [new PutRetentionPolicyCommand({ logGroupName: '/ghost', retentionInDays: 2 }), 'InvalidParameterException'],
    [new PutRetentionPolicyCommand({ logGroupName: '/ghost', retentionInDays: 3 }), 'ResourceNotFoundException'],
    [new DeleteLogGroupCommand({ logGroupName: '/ghost' }), 'ResourceNotFoundException'],
    [new CreateLogStreamCommand({ logGroupName: '/ghost', logStreamName: 's' }), 'ResourceNotFoundException'],
  ])('%# answer a wrong request with its error', async (command, name) => {
    await expect(client.send(command as CreateLogGroupCommand)).rejects.toMatchObject({ name });
  });

  it('and streams exist once', async () => {
    const logStreamName = newStream();
    const again = new CreateLogStreamCommand({ logGroupName: group, logStreamName });
    await expect(client.send(again)).rejects.toMatchObject({ name: 'ResourceAlreadyExistsException' });
    await expect(client.send(new CreateLogGroupCommand({ logGroupName: group }))).rejects.toMatchObject({
      name: 'ResourceAlreadyExistsException',
      message: 'The specified log group already exists',
    });
  });

  it('list their streams by name or by last event, page by page', async () => {
    logs.createGroup('/ordered');
    logs.put('/ordered', 'a', [{ timestamp: now, message: 'new' }]);
    logs.put('/ordered', 'b', [{ timestamp: now - 1000, message: 'old' }]);
    const list = (options: object) =>
      client.send(new DescribeLogStreamsCommand({ logGroupName: '/ordered', ...options }));
    const names = async (options: object) => (await list(options)).logStreams?.map((each) => each.logStreamName);
    expect(await names({})).toEqual(['a', 'b']);
    expect(await names({ orderBy: 'LastEventTime' })).toEqual(['b', 'a']);
    expect(await names({ orderBy: 'LastEventTime', descending: true })).toEqual(['a', 'b']);
    const first = await list({ limit: 1 });
    expect(first.logStreams).toEqual([
      expect.objectContaining({ logStreamName: 'a', lastEventTimestamp: now, lastIngestionTime: now }),
    ]);
    expect(await names({ nextToken: first.nextToken })).toEqual(['b']);
    await expect(list({ nextToken: 'invented' })).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });
});

describe('PutLogEvents', () => {
  const put = (logStreamName: string, logEvents: { timestamp: number; message: string }[]) =>
    client.send(new PutLogEventsCommand({ logGroupName: group, logStreamName, logEvents }));
  const hour = 3_600_000;

  it('keeps what is in time and reports what is too new or too old', async () => {
    const stream = newStream();
    const { rejectedLogEventsInfo } = await put(stream, [
      { timestamp: now - 15 * 24 * hour, message: 'too old' },
      { timestamp: now, message: 'kept' },
      { timestamp: now + 3 * hour, message: 'too new' },
    ]);
    expect(rejectedLogEventsInfo).toEqual({ tooOldLogEventEndIndex: 1, tooNewLogEventStartIndex: 2 });
    expect(textsOf(await get(stream))).toEqual(['kept']);
  });

  it.each([
    ['an empty batch', [], 'length less than or equal to 10000'],
    ['an empty message', [{ timestamp: now, message: '' }], 'length greater than or equal to 1'],
    [
      'events out of order',
      [
        { timestamp: now, message: 'b' },
        { timestamp: now - 1, message: 'a' },
      ],
      'chronological order',
    ],
    [
      'a batch over 24 hours',
      [
        { timestamp: now - 25 * hour, message: 'a' },
        { timestamp: now, message: 'b' },
      ],
      '24 hours',
    ],
    ['an event over 1 MB', [{ timestamp: now, message: 'x'.repeat(1_048_577) }], 'Log event too large: 1048603 bytes'],
    [
      'a batch over 1 MB',
      [
        { timestamp: now, message: 'x'.repeat(600_000) },
        { timestamp: now, message: 'x'.repeat(600_000) },
      ],
      'Upload too large',
    ],
  ])('refuses %s', async (_name, events, message) => {
    await expect(put(newStream(), events)).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: expect.stringContaining(message),
    });
  });

  it('refuses a stream that does not exist', async () => {
    await expect(put('ghost', [{ timestamp: now, message: 'x' }])).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'The specified log stream does not exist.',
    });
  });
});

describe('a log driver', () => {
  it('is told that the group is missing', () => {
    expect(() => logs.put('/ghost', 's', ['x'])).toThrow(
      expect.objectContaining({
        code: 'ResourceNotFoundException',
        message: 'The specified log group does not exist.',
      }),
    );
  });

  it('splits long lines between characters and drops empty ones', async () => {
    const line = 'ü'.repeat(200_000);
    const parts = textsOf(await get(newStream(['', line])));
    expect(parts).toHaveLength(2);
    expect(parts?.join('')).toBe(line);
  });

  it('is followed until the listener leaves', () => {
    const arrivals: Arrival[] = [];
    const stream = newStream();
    const leave = logs.onEvents((arrival) => arrivals.push(arrival));
    logs.put(group, stream, ['seen']);
    leave();
    logs.put(group, stream, ['unseen']);
    expect(arrivals).toEqual([
      { group, stream, events: [expect.objectContaining({ message: 'seen', timestamp: now })] },
    ]);
  });
});

describeWith(['aws'], 'CloudWatch Logs from the AWS CLI', () => {
  it('reads a stream', async () => {
    const stream = newStream(['#### DIAG COMPLETE ####']);
    const read = await aws(endpoint, 'logs', 'get-log-events', '--log-group-name', group, '--log-stream-name', stream);
    expect(read.output).toMatchObject({ events: [{ message: '#### DIAG COMPLETE ####', timestamp: now }] });
  }, 30_000);

  it('shows the error of a missing group', async () => {
    const { exitCode, errors } = await aws(endpoint, 'logs', 'filter-log-events', '--log-group-name', '/ghost');
    expect(exitCode).toBe(254);
    expect(errors).toContain(
      'An error occurred (ResourceNotFoundException) when calling the FilterLogEvents operation',
    );
  }, 30_000);
});
