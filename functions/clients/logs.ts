import {
  type CloudWatchLogsClient,
  GetLogEventsCommand,
  type GetLogEventsCommandInput,
  ResourceNotFoundException,
} from '@aws-sdk/client-cloudwatch-logs';

/** A log stream in a group. */
export interface LogStreamRef {
  group: string;
  stream: string;
}

/** A log is read this far from its beginning: AWS may give many short pages, and a step has little memory. */
const maxPages = 300;
const maxBytes = 48 * 1024 * 1024;

const page = async (logs: CloudWatchLogsClient, input: GetLogEventsCommandInput) => {
  const { events = [], nextForwardToken } = await logs.send(new GetLogEventsCommand(input));
  return { messages: events.map(({ message = '' }) => message), nextForwardToken };
};

/** Reads until AWS gives the same forward token again; `isWhole` is false where a limit came first. */
const readForward = async (logs: CloudWatchLogsClient, input: GetLogEventsCommandInput) => {
  const messages: string[] = [];
  let nextToken: string | undefined;
  let bytes = 0;
  for (let count = 0; count < maxPages && bytes < maxBytes; count += 1) {
    const read = await page(logs, { ...input, startFromHead: true, nextToken });
    for (const message of read.messages) {
      messages.push(message);
      bytes += message.length;
    }
    if (read.nextForwardToken === undefined || read.nextForwardToken === nextToken) return { messages, isWhole: true };
    nextToken = read.nextForwardToken;
  }
  return { messages, isWhole: false };
};

/**
 * Reads a stream from its beginning, page by page. Messages are in order; of a stream beyond 48 MB the last page, where a
 * run says how it ended, follows what was read.
 *
 * @returns undefined while the stream, or its group, does not exist
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetLogEvents.html
 */
export const readLogStream = async (
  logs: CloudWatchLogsClient,
  { group, stream }: LogStreamRef,
): Promise<string[] | undefined> => {
  const input = { logGroupName: group, logStreamName: stream };
  try {
    const { messages, isWhole } = await readForward(logs, input);
    if (isWhole) return messages;
    const last = await page(logs, { ...input, startFromHead: false });
    return [...messages, '… lines left out …', ...last.messages];
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
};
