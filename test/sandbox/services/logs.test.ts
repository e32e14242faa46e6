import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DeleteLogGroupCommand,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
  GetLogEventsCommand,
  PutLogEventsCommand,
  PutRetentionPolicyCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Endpoint } from '../../../sandbox/endpoint/index.ts';
import { type Arrival, logsService } from '../../../sandbox/services/logs.ts';
import { turnedClock } from '../../../sandbox/turned-clock.ts';
import { describeWith } from '../../support/programs.ts';
import { aws, clientConfig, createWorld, start } from '../endpoint/started.ts';

const world = createWorld(turnedClock());
const now = world.clock.now();
const logs = logsService(world);
let endpoint: Endpoint;
let client: CloudWatchLogsClient;

beforeAll(async () => {
  endpoint = await start(world, [logs.service]);
  client = new CloudWatchLogsClient(clientConfig(endpoint));
});
afterAll(async () => {
  client.destroy();
  await endpoint.close();
  world.clock.stop();
});

const group = '/ecs/autodiag';
let count = 0;
/** A stream of its own for each test. */
const newStream = (messages: (string | { timestamp: number; message: string })[] = []): string => {
  if (!logs.hasGroup(group)) logs.createGroup(group);
  count += 1;
  const name = `stream-${count}`;
  logs.put(group, name, messages);
  return name;
};
const get = (logStreamName: string, options: object = {}) =>
  client.send(new GetLogEventsCommand({ logGroupName: group, logStreamName, ...options }));
const textsOf = ({ events }: { events?: { message?: string | undefined }[] | undefined }) =>
  events?.map(({ message }) => message);

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

describe('GetLogEvents', () => {
  it('reads forward to the end, where the token comes back unchanged', async () => {
    const stream = newStream(['1', '2', '3']);
    const first = await get(stream, { startFromHead: true, limit: 2 });
    expect(textsOf(first)).toEqual(['1', '2']);
    const second = await get(stream, { nextToken: first.nextForwardToken });
    expect(textsOf(second)).toEqual(['3']);
    const end = await get(stream, { nextToken: second.nextForwardToken });
    expect(end).toMatchObject({ events: [], nextForwardToken: second.nextForwardToken });

    logs.put(group, stream, ['4']);
    expect(textsOf(await get(stream, { nextToken: end.nextForwardToken }))).toEqual(['4']);
    expect(textsOf(await get(stream, { nextToken: end.nextBackwardToken }))).toEqual(['1', '2', '3']);
  });

  it('reads the newest page first without startFromHead, then back to the beginning', async () => {
    const stream = newStream(['1', '2', '3']);
    const last = await get(stream, { limit: 2 });
    expect(textsOf(last)).toEqual(['2', '3']);
    const before = await get(stream, { nextToken: last.nextBackwardToken });
    expect(textsOf(before)).toEqual(['1']);
    const start = await get(stream, { nextToken: before.nextBackwardToken });
    expect(start).toMatchObject({ events: [], nextBackwardToken: before.nextBackwardToken });
    expect(textsOf(await get(stream, { nextToken: start.nextForwardToken }))).toEqual(['1', '2', '3']);
  });

  it('goes on from an empty stream once it fills', async () => {
    const stream = newStream();
    const empty = await get(stream, { startFromHead: true });
    expect(empty.events).toEqual([]);
    logs.put(group, stream, ['1']);
    expect(textsOf(await get(stream, { nextToken: empty.nextForwardToken }))).toEqual(['1']);
  });

  it('ends a page at 1 MB', async () => {
    const stream = newStream(Array.from({ length: 6 }, () => 'x'.repeat(200_000)));
    const page = await get(stream, { startFromHead: true });
    expect(page.events).toHaveLength(5);
    expect((await get(stream, { nextToken: page.nextForwardToken })).events).toHaveLength(1);
    expect((await get(stream)).events).toHaveLength(5);
  });

  it('takes a start and an end, the end exclusive', async () => {
    const stream = newStream([1, 2, 3].map((n) => ({ timestamp: now + n, message: String(n) })));
    expect(textsOf(await get(stream, { startTime: now + 2, endTime: now + 3 }))).toEqual(['2']);
  });

  it('orders late events by their own time', async () => {
    const stream = newStream([{ timestamp: now, message: 'second' }]);
    logs.put(group, stream, [{ timestamp: now - 1, message: 'first' }]);
    expect(textsOf(await get(stream))).toEqual(['first', 'second']);
  });

  it('needs a group, by name or by identifier, not both', async () => {
    const logStreamName = newStream();
    const byArn = `arn:aws:logs:us-east-1:000000000000:log-group:${group}`;
    await client.send(new GetLogEventsCommand({ logGroupIdentifier: byArn, logStreamName }));
    await expect(client.send(new GetLogEventsCommand({ logStreamName }))).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
    await expect(get(logStreamName, { logGroupIdentifier: byArn })).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
  });

  it.each([[{ nextToken: 'f/1' }], [{ limit: 0 }], [{ limit: 10_001 }]])('refuses %j', async (options) => {
    await expect(get(newStream(), options)).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });

  it('reports a parameter that it does not have', async () => {
    const response = await fetch(endpoint.url, {
      method: 'POST',
      headers: {
        authorization: 'AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/20260101/us-east-1/logs/aws4_request, Signature=0',
        'x-amz-target': 'Logs_20140328.GetLogEvents',
      },
      body: JSON.stringify({ logGroup: group }),
    });
    expect(await response.json()).toMatchObject({
      __type: 'InvalidParameterException',
      message: expect.stringMatching(/^2 validation errors detected: Unknown parameter 'logGroup'.*'logStreamName'/),
    });
  });
});

describe('FilterLogEvents', () => {
  const find = (filterPattern: string, options: object = {}) =>
    client.send(new FilterLogEventsCommand({ logGroupName: '/filtered', filterPattern, ...options }));

  beforeAll(() => {
    logs.createGroup('/filtered');
    logs.put('/filtered', 'a', [
      { timestamp: now, message: 'ERROR disk full' },
      { timestamp: now + 2, message: 'WARN disk slow' },
    ]);
    logs.put('/filtered', 'b', [{ timestamp: now + 1, message: 'ERROR timeout "now"' }]);
  });

  it.each([
    ['', ['ERROR disk full', 'ERROR timeout "now"', 'WARN disk slow']],
    ['ERROR', ['ERROR disk full', 'ERROR timeout "now"']],
    ['ERROR disk', ['ERROR disk full']],
    ['"disk slow"', ['WARN disk slow']],
    ['?timeout ?slow', ['ERROR timeout "now"', 'WARN disk slow']],
    ['disk -ERROR', ['WARN disk slow']],
    ['"\\"now\\""', ['ERROR timeout "now"']],
  ])('finds %s across streams in the order of time', async (pattern, expected) => {
    expect(textsOf(await find(pattern))).toEqual(expected);
  });

  it('narrows to streams and times, the end inclusive, and pages', async () => {
    expect(textsOf(await find('', { logStreamNames: ['a'], endTime: now }))).toEqual(['ERROR disk full']);
    const first = await find('', { limit: 2 });
    expect(textsOf(await find('', { nextToken: first.nextToken }))).toEqual(['WARN disk slow']);
  });

  it.each(['{ $.level = "error" }', '[ip, user]', '%ERR.*%', '"open'])('refuses the pattern %s', async (pattern) => {
    await expect(find(pattern)).rejects.toMatchObject({ name: 'InvalidParameterException' });
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
