import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { DescribeExecutionCommand, GetExecutionHistoryCommand, SFNClient } from '@aws-sdk/client-sfn';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { FollowingTooLongError } from '../../../cli/errors.ts';
import { followExecution } from '../../../cli/execution/follow.ts';
import { failingHistory } from '../support/history.ts';

const sfn = mockClient(SFNClient);
const clients = {
  sfn: sfn as unknown as SFNClient,
  logs: mockClient(CloudWatchLogsClient) as unknown as CloudWatchLogsClient,
};
const throttled = Object.assign(new Error('slow down'), { name: 'ThrottlingException' });

const follow = (over: { limitSeconds?: number; signal?: AbortSignal } = {}) => {
  const told: string[] = [];
  const ended = followExecution(
    { clients, executionArn: 'arn', pollMs: 20, limitSeconds: 60, signal: new AbortController().signal, ...over },
    { change: ({ kind, state }) => told.push(`${kind} ${state}`), log: (message) => told.push(message) },
  );
  return { told, ended };
};

beforeEach(() => {
  sfn.reset();
  sfn
    .on(DescribeExecutionCommand)
    .resolves({ status: 'FAILED', startDate: new Date(0), error: 'AgentDisconnectedError' });
});

describe('followExecution', () => {
  it('tells each change once, however the history grows, and goes on after throttling', async () => {
    sfn
      .on(GetExecutionHistoryCommand)
      .resolvesOnce({ events: failingHistory.slice(0, 4) })
      .rejectsOnce(throttled)
      .rejectsOnce(throttled)
      .resolvesOnce({ events: failingHistory.slice(0, 4) })
      .resolves({ events: failingHistory });
    const { told, ended } = follow();
    expect(await ended).toMatchObject({ status: 'FAILED', error: 'AgentDisconnectedError' });
    expect(told).toEqual([
      'entered StartDiagnosticTask',
      'failed StartDiagnosticTask',
      'failed StartDiagnosticTask',
      'left StartDiagnosticTask',
      'entered RunbookFailed',
    ]);
  });

  it('gives up where nothing answers any more', async () => {
    sfn.on(GetExecutionHistoryCommand).rejects(Object.assign(new Error('gone'), { code: 'ECONNREFUSED' }));
    await expect(follow().ended).rejects.toThrow('gone');
  });

  it('ends at its limit', async () => {
    sfn.on(GetExecutionHistoryCommand).resolves({ events: failingHistory.slice(0, 4) });
    await expect(follow({ limitSeconds: 0 }).ended).rejects.toThrow(FollowingTooLongError);
  });

  it('passes on what will not pass', async () => {
    sfn
      .on(GetExecutionHistoryCommand)
      .rejects(Object.assign(new Error('no'), { name: 'AccessDeniedException', $metadata: { httpStatusCode: 400 } }));
    await expect(follow().ended).rejects.toThrow('no');
  });

  it('ends with the signal', async () => {
    sfn.on(GetExecutionHistoryCommand).resolves({ events: failingHistory.slice(0, 4) });
    const controller = new AbortController();
    const { ended } = follow({ signal: controller.signal });
    controller.abort();
    await expect(ended).rejects.toMatchObject({ name: 'AbortError' });
  });
});
