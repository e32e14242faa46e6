import {
  type CloudWatchLogsClient,
  GetLogEventsCommand,
  type GetLogEventsCommandOutput,
  ResourceNotFoundException,
} from '@aws-sdk/client-cloudwatch-logs';
import type { HistoryEvent } from '@aws-sdk/client-sfn';

/** A log stream that an execution's own task writes. */
export interface LogStream {
  logGroup: string;
  logStream: string;
}

const isLogStream = (value: unknown): value is LogStream => {
  const { logGroup, logStream } = (value ?? {}) as Partial<LogStream>;
  return typeof logGroup === 'string' && typeof logStream === 'string';
};

/**
 * The log stream that some state's output names: a step that starts a task says where its log goes, in an object with
 * `logGroup` and `logStream`, one key deep.
 */
export const logStreamIn = (events: readonly HistoryEvent[]): LogStream | undefined => {
  for (const { stateExitedEventDetails } of events) {
    const output: unknown = JSON.parse(stateExitedEventDetails?.output ?? 'null');
    const found = Object.values(output ?? {}).find(isLogStream);
    if (found) return found;
  }
  return undefined;
};

/**
 * Follows a log stream: each call returns the messages since the one before, none while the stream does not exist.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetLogEvents.html
 */
export const logFollower = (
  logs: CloudWatchLogsClient,
  { logGroup, logStream }: LogStream,
): ((abortSignal: AbortSignal) => Promise<string[]>) => {
  let token: string | undefined;
  const readPage = (abortSignal: AbortSignal): Promise<GetLogEventsCommandOutput> =>
    logs.send(
      new GetLogEventsCommand({
        logGroupName: logGroup,
        logStreamName: logStream,
        startFromHead: true,
        nextToken: token,
      }),
      { abortSignal },
    );
  return async (abortSignal) => {
    const messages: string[] = [];
    try {
      for (;;) {
        const { events, nextForwardToken } = await readPage(abortSignal);
        for (const { message } of events ?? []) messages.push(message ?? '');
        if (!nextForwardToken || nextForwardToken === token) return messages;
        token = nextForwardToken;
      }
    } catch (error) {
      if (error instanceof ResourceNotFoundException) return messages;
      // What came before the failing page must not get lost: the next call goes on behind it.
      if (messages.length > 0 && !abortSignal.aborted) return messages;
      throw error;
    }
  };
};
