import type { Target } from '@aws-sdk/client-eventbridge';
import { describe, expect, it } from '@jest/globals';
import { AwsError } from '../../../../sandbox/service.ts';
import { eventBridgeService } from '../../../../sandbox/services/event-bridge/index.ts';
import { sqsService } from '../../../../sandbox/services/sqs/index.ts';
import { turnedClock } from '../../../../sandbox/turned-clock.ts';
import { createWorld } from '../../endpoint/started.ts';

const topic = 'arn:aws:sns:us-east-1:000000000000:topic';
const ruleArn = 'arn:aws:events:us-east-1:000000000000:rule/disconnects';

/** EventBridge beside SQS, with a topic that fails as often as there are errors. */
const start = (errors: unknown[] = []) => {
  const world = createWorld(turnedClock());
  const sqs = sqsService(world);
  const publish = async () => {
    const error = errors.shift();
    if (error) throw error;
  };
  const never = async () => {};
  const eventBridge = eventBridgeService(world, {
    publish,
    sendToQueue: sqs.send,
    invokeFunction: never,
    startExecution: never,
  });
  const queue = sqs.createQueue('q').arn;
  const dead = sqs.createQueue('dead').arn;
  const emit = async (target: Omit<Target, 'Id'>) => {
    const Targets = [{ Id: 'one', ...target }];
    eventBridge.putRule({ Name: 'disconnects', EventPattern: '{"source":["aws.ecs"]}', Targets });
    const id = eventBridge.emit({ source: 'aws.ecs', detailType: 'x', resources: ['r'], detail: { version: 7 } });
    await eventBridge.settled();
    return id;
  };
  return { world, sqs, eventBridge, queue, dead, emit };
};

const throttled = new AwsError('Throttling', 'Rate exceeded', 400);

describe('queues as targets', () => {
  it('get what a transformer makes of an event', async () => {
    const { sqs, queue, emit } = start();
    const InputTransformer = { InputPathsMap: { version: '$.detail.version' }, InputTemplate: '{"version":<version>}' };
    await emit({ Arn: queue, InputTransformer });
    expect(sqs.messages(queue)).toMatchObject([{ body: '{"version":7}', attributes: {} }]);
  });

  it('get an event again while SQS throttles', async () => {
    const { world, sqs, queue, emit } = start();
    world.faults.add({ service: 'sqs', operation: 'SendMessage', error: 'RequestThrottled', times: 3 });
    await emit({ Arn: queue });
    expect(sqs.messages(queue)).toHaveLength(1);
  });
});

describe('dead-letter queues of targets', () => {
  it('get the event itself and why it was given up', async () => {
    const { sqs, dead, emit, eventBridge } = start();
    const gone = 'arn:aws:sqs:us-east-1:000000000000:gone';
    const id = await emit({ Arn: gone, Input: '"other"', DeadLetterConfig: { Arn: dead } });
    const [message] = sqs.messages(dead);
    expect(JSON.parse(message?.body ?? '')).toMatchObject({ id, 'detail-type': 'x', detail: { version: 7 } });
    expect(message?.attributes).toEqual({
      RULE_ARN: ruleArn,
      TARGET_ARN: gone,
      ERROR_CODE: 'NO_RESOURCE',
      ERROR_MESSAGE: 'The specified queue does not exist.',
      RETRY_ATTEMPTS: '0',
    });
    expect(eventBridge.undelivered()).toEqual([]);
  });

  it.each([
    ['MaximumRetryAttempts', { MaximumRetryAttempts: 2 }, '2'],
    ['MaximumEventAgeInSeconds', { MaximumEventAgeInSeconds: 60 }, '5'],
  ])('are told that %s ended the retries', async (condition, RetryPolicy, retries) => {
    const { sqs, dead, emit } = start(Array.from({ length: 20 }, () => throttled));
    await emit({ Arn: topic, RetryPolicy, DeadLetterConfig: { Arn: dead } });
    expect(sqs.messages(dead)[0]?.attributes).toMatchObject({
      ERROR_CODE: 'THROTTLING',
      ERROR_MESSAGE: 'Rate exceeded',
      EXHAUSTED_RETRY_CONDITION: condition,
      RETRY_ATTEMPTS: retries,
    });
  });

  it.each<[string, unknown, string]>([
    ['is gone', new AwsError('NotFound', 'no topic', 404), 'NO_RESOURCE'],
    ['refuses the caller', new AwsError('AccessDeniedException', 'no'), 'NO_PERMISSIONS'],
    ['has it already', new AwsError('ExecutionAlreadyExists', 'there'), 'RESOURCE_ALREADY_EXISTS'],
    ['has no room', new AwsError('ExecutionLimitExceeded', 'full'), 'RESOURCE_LIMIT_EXCEEDED'],
    ['wants JSON', new AwsError('InvalidExecutionInput', 'no JSON'), 'INVALID_JSON'],
    ['wants something else', new AwsError('InvalidParameter', 'no'), 'INVALID_PARAMETER'],
    ['breaks in an unknown way', new TypeError('odd'), 'INTERNAL_ERROR'],
  ])('are told that the target %s', async (_, error, code) => {
    const { sqs, dead, emit } = start([error]);
    await emit({ Arn: topic, DeadLetterConfig: { Arn: dead } });
    expect(sqs.messages(dead)).toMatchObject([{ attributes: { ERROR_CODE: code } }]);
  });

  it('are told that the target failed to the end', async () => {
    const { sqs, dead, emit } = start([new AwsError('InternalError', 'sorry', 500)]);
    await emit({ Arn: topic, RetryPolicy: { MaximumRetryAttempts: 0 }, DeadLetterConfig: { Arn: dead } });
    expect(sqs.messages(dead)).toMatchObject([{ attributes: { ERROR_CODE: 'ERROR_FROM_TARGET' } }]);
  });

  it('that are gone themselves leave the event undelivered', async () => {
    const { emit, eventBridge } = start([new AwsError('NotFound', 'no topic', 404)]);
    await emit({ Arn: topic, DeadLetterConfig: { Arn: 'arn:aws:sqs:us-east-1:000000000000:gone' } });
    expect(eventBridge.undelivered()).toMatchObject([
      { rule: 'disconnects', target: 'one', error: 'QueueDoesNotExist' },
    ]);
  });
});
