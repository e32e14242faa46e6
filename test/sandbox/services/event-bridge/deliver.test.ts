import { describe, expect, it } from '@jest/globals';
import { AwsError } from '../../../../sandbox/service.ts';
import { eventBridgeService } from '../../../../sandbox/services/event-bridge/index.ts';
import { turnedClock } from '../../../../sandbox/turned-clock.ts';
import { createWorld } from '../../endpoint/started.ts';

const topic = 'arn:aws:sns:us-east-1:000000000000:topic';
const throttled = new AwsError('Throttling', 'Rate exceeded', 400);
const broken = new AwsError('InternalError', 'sorry', 500);
const gone = new AwsError('NotFound', 'Topic does not exist', 404);

/** One event for a rule whose target fails as often as there are errors. */
const deliver = async (
  errors: unknown[],
  RetryPolicy?: { MaximumRetryAttempts?: number; MaximumEventAgeInSeconds?: number },
) => {
  const world = createWorld(turnedClock());
  const sentAfterSeconds: number[] = [];
  const startedAt = world.clock.now();
  const publish = async () => {
    sentAfterSeconds.push((world.clock.now() - startedAt) / 1_000);
    const error = errors.shift();
    if (error) throw error;
  };
  const never = async () => {};
  const eventBridge = eventBridgeService(world, {
    publish,
    invokeFunction: never,
    startExecution: never,
    sendToQueue: never,
  });
  const target = { Id: 'topic', Arn: topic, Input: '"text"', ...(RetryPolicy && { RetryPolicy }) };
  eventBridge.putRule({ Name: 'rule', EventPattern: '{"source":["aws.ecs"]}', Targets: [target] });
  eventBridge.emit({ source: 'aws.ecs', detailType: 'x', resources: [], detail: {} });
  await eventBridge.settled();
  world.clock.stop();
  return { sentAfterSeconds, undelivered: eventBridge.undelivered() };
};

describe('the delivery of an event', () => {
  it.each([
    ['throttled', throttled],
    ['broken', broken],
  ])('is tried again, later each time, while the target is %s', async (_, error) => {
    expect(await deliver([error, error, error])).toEqual({ sentAfterSeconds: [0, 1, 3, 7], undelivered: [] });
  });

  it.each([
    ['is gone', gone, { error: 'NotFound', message: 'Topic does not exist' }],
    ['takes no such input', new TypeError('odd'), { error: 'InternalException', message: 'TypeError: odd' }],
  ])('is given up when the target %s', async (_, error, told) => {
    const { sentAfterSeconds, undelivered } = await deliver([error]);
    expect(sentAfterSeconds).toEqual([0]);
    expect(undelivered).toEqual([{ rule: 'rule', target: 'topic', input: '"text"', ...told }]);
  });

  it('is given up after the retries that the target allows', async () => {
    const { sentAfterSeconds, undelivered } = await deliver([broken, broken, broken], { MaximumRetryAttempts: 1 });
    expect(sentAfterSeconds).toEqual([0, 1]);
    expect(undelivered).toMatchObject([{ error: 'InternalError' }]);
  });

  it('is given up when the event is too old', async () => {
    const errors = Array.from({ length: 100 }, () => broken);
    const { sentAfterSeconds } = await deliver(errors, { MaximumEventAgeInSeconds: 60 });
    expect(sentAfterSeconds).toEqual([0, 1, 3, 7, 15, 31]);
  });

  it('is given up after a day where the target says nothing', async () => {
    const errors = Array.from({ length: 200 }, () => broken);
    const { sentAfterSeconds, undelivered } = await deliver(errors);
    expect(sentAfterSeconds.at(-1)).toBeLessThanOrEqual(86_400);
    expect(undelivered).toHaveLength(1);
  });
});
