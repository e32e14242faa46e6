import { FilterLogEventsCommand, GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startLogs, textsOf } from './started.ts';

const { client, endpoint, get, group, logs, newStream, now, close } = await startLogs();
afterAll(close);

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
