import { CloudWatchLogsClient, GetLogEventsCommand, ResourceNotFoundException } from '@aws-sdk/client-cloudwatch-logs';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { readLogStream } from '../../../functions/clients/logs.ts';

const logs = new CloudWatchLogsClient({ region: 'us-east-1' });
const mock = mockClient(logs);
const ref = { group: '/ecs/autodiag', stream: 'ecs/autodiag/0123' };

beforeEach(() => {
  mock.reset();
});

/** Answers as AWS does: a page per token, and at the end the token that was given. */
const serve = (pages: string[][]) =>
  mock.on(GetLogEventsCommand).callsFake(({ nextToken, startFromHead }) => {
    const index = startFromHead ? Number(nextToken ?? 0) : pages.length - 1;
    const events = (pages[index] ?? []).map((message) => ({ message }));
    return { events, nextForwardToken: String(Math.min(index + 1, pages.length)) };
  });

describe('readLogStream', () => {
  it('reads every page, empty ones in between too', async () => {
    serve([['a', 'b'], [], ['c']]);
    expect(await readLogStream(logs, ref)).toEqual(['a', 'b', 'c']);
  });

  it('has nothing while the stream does not exist', async () => {
    mock.on(GetLogEventsCommand).rejects(new ResourceNotFoundException({ message: 'none', $metadata: {} }));
    expect(await readLogStream(logs, ref)).toBeUndefined();
  });

  it('keeps the end of a log that is too long to read', async () => {
    serve([...Array<string[]>(400).fill(['x']), ['AUTODIAG_REPORT {}']]);
    const messages = await readLogStream(logs, ref);
    expect(messages).toHaveLength(302);
    expect(messages?.slice(-2)).toEqual(['… lines left out …', 'AUTODIAG_REPORT {}']);
  });

  it('passes other errors on', async () => {
    mock.on(GetLogEventsCommand).rejects(Object.assign(new Error('no'), { name: 'AccessDeniedException' }));
    await expect(readLogStream(logs, ref)).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });
});
