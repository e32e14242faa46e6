import {
  type CloudWatchLogsClient,
  GetLogEventsCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-cloudwatch-logs';

/** A log stream in a group. */
export interface LogStreamRef {
  group: string;
  stream: string;
}

/** Pages of a megabyte; a log beyond this is read no further. */
const maxPages = 32;

/**
 * Reads a stream from its beginning, page by page, until AWS gives the same forward token again. Messages are in order.
 *
 * @returns undefined while the stream, or its group, does not exist
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetLogEvents.html
 */
export const readLogStream = async (
  logs: CloudWatchLogsClient,
  { group, stream }: LogStreamRef,
): Promise<string[] | undefined> => {
  const messages: string[] = [];
  let token: string | undefined;
  try {
    for (let page = 0; page < maxPages; page += 1) {
      const output = await logs.send(
        new GetLogEventsCommand({ logGroupName: group, logStreamName: stream, startFromHead: true, nextToken: token }),
      );
      for (const event of output.events ?? []) messages.push(event.message ?? '');
      if (output.nextForwardToken === undefined || output.nextForwardToken === token) break;
      token = output.nextForwardToken;
    }
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
  return messages;
};
