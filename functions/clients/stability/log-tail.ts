import {
  type CloudWatchLogsClient,
  GetLogEventsCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-cloudwatch-logs';
import type { LogStreamRef } from '../logs.ts';

/** AWS may answer with empty pages; so many are looked at. */
const maxPages = 3;

/**
 * Last lines of a log stream, oldest first.
 *
 * @param count at most so many
 * @returns undefined where the stream, or its group, does not exist
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetLogEvents.html
 */
export const readLogTail = async (
  logs: CloudWatchLogsClient,
  { group, stream }: LogStreamRef,
  count: number,
): Promise<string[] | undefined> => {
  const input = { logGroupName: group, logStreamName: stream, limit: count, startFromHead: false };
  let nextToken: string | undefined;
  try {
    for (let page = 0; page < maxPages; page += 1) {
      const { events = [], nextBackwardToken } = await logs.send(new GetLogEventsCommand({ ...input, nextToken }));
      if (events.length > 0) return events.map(({ message = '' }) => message);
      if (nextBackwardToken === undefined || nextBackwardToken === nextToken) break;
      nextToken = nextBackwardToken;
    }
    return [];
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
};
