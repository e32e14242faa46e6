import {
  ListTargetsByRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
  type Target,
} from '@aws-sdk/client-eventbridge';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { machine, type StartedBus, startBus, topic } from './started-bus.ts';

let bus: StartedBus;

beforeEach(async () => {
  bus = await startBus();
});
afterEach(() => bus.close());

const putTargets = (...Targets: Target[]) => bus.client.send(new PutTargetsCommand({ Rule: 'orders', Targets }));
const targets = (count: number): Target[] =>
  Array.from({ length: count }, (_, index) => ({ Id: `t${index}`, Arn: topic }));

describe('EventBridge targets', () => {
  it('are put, listed and removed', async () => {
    const target = { Id: 'topic', Arn: topic, RetryPolicy: { MaximumRetryAttempts: 3, MaximumEventAgeInSeconds: 60 } };
    expect(await putTargets(target)).toMatchObject({ FailedEntryCount: 0, FailedEntries: [] });
    expect(await bus.client.send(new ListTargetsByRuleCommand({ Rule: 'orders' }))).toMatchObject({
      Targets: [target],
    });
    const removed = await bus.client.send(new RemoveTargetsCommand({ Rule: 'orders', Ids: ['topic', 'ghost'] }));
    expect(removed).toMatchObject({
      FailedEntryCount: 1,
      FailedEntries: [{ TargetId: 'ghost', ErrorCode: 'ResourceNotFoundException' }],
    });
  });

  it.each<[string, Target[], string, string]>([
    ['more than five', targets(6), 'LimitExceededException', 'exceeds the maximum number allowed'],
    ['none', [], 'ValidationException', 'length greater than or equal to 1'],
    ['more than a call takes', targets(101), 'ValidationException', 'length less than or equal to 100'],
    [
      'a FIFO queue',
      [{ Id: 'q', Arn: 'arn:aws:sqs:us-east-1:000000000000:q.fifo' }],
      'ValidationException',
      'the sandbox delivers to',
    ],
    [
      'a machine without a role',
      [{ Id: 'm', Arn: machine }],
      'ValidationException',
      `RoleArn is required for target ${machine}.`,
    ],
    ['an id with a space', [{ Id: 'a b', Arn: topic }], 'ValidationException', 'regular expression'],
    [
      'a FIFO queue for dead letters',
      [{ Id: 'd', Arn: topic, DeadLetterConfig: { Arn: 'arn:aws:sqs:us-east-1:000000000000:q.fifo' } }],
      'ValidationException',
      'a dead-letter queue is a standard SQS queue',
    ],
    [
      'the group of a FIFO queue',
      [{ Id: 'q', Arn: 'arn:aws:sqs:us-east-1:000000000000:q', SqsParameters: { MessageGroupId: 'g' } }],
      'ValidationException',
      'does not act on SqsParameters of target q',
    ],
    [
      'a retry too many',
      [{ Id: 'r', Arn: topic, RetryPolicy: { MaximumRetryAttempts: 186 } }],
      'ValidationException',
      '185',
    ],
    [
      'a short age',
      [{ Id: 'r', Arn: topic, RetryPolicy: { MaximumEventAgeInSeconds: 59 } }],
      'ValidationException',
      '60',
    ],
  ])('of which there are %s are refused', async (_, given, name, message) => {
    await expect(putTargets(...given)).rejects.toMatchObject({ name, message: expect.stringContaining(message) });
    const { Targets } = await bus.client.send(new ListTargetsByRuleCommand({ Rule: 'orders' }));
    expect(Targets).toEqual([]);
  });

  it('belong to a rule that is there', async () => {
    await expect(bus.client.send(new PutTargetsCommand({ Rule: 'ghost', Targets: targets(1) }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });
});
