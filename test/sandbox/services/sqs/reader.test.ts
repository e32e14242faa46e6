import { describe, expect, it } from '@jest/globals';
import { sqsService } from '../../../../sandbox/services/sqs/index.ts';
import { turnedClock } from '../../../../sandbox/turned-clock.ts';
import { createWorld } from '../../endpoint/started.ts';

const start = (attributes: Record<string, string> = {}) => {
  const world = createWorld(turnedClock());
  const sqs = sqsService(world);
  const { arn } = sqs.createQueue('disconnects', attributes);
  const signal = new AbortController();
  return { clock: world.clock, world, sqs, arn, signal };
};

const bodies = (messages: { body: string }[]): string[] => messages.map(({ body }) => body);

describe('what Lambda reads a queue by', () => {
  it('gives messages oldest first, each hidden until its visibility timeout is over', async () => {
    const { sqs, arn, clock } = start({ VisibilityTimeout: '60' });
    expect(sqs.reader.visibilityTimeoutSeconds(arn)).toBe(60);
    for (const body of ['a', 'b', 'c']) await sqs.send(arn, body);
    expect(bodies(sqs.reader.receive(arn, 2))).toEqual(['a', 'b']);
    expect(bodies(sqs.reader.receive(arn, 10))).toEqual(['c']);
    await clock.sleep(59_999);
    expect(sqs.reader.receive(arn, 10)).toEqual([]);
    await clock.sleep(1);
    const [again] = sqs.reader.receive(arn, 1);
    expect(again).toMatchObject({
      body: 'a',
      md5OfBody: '0cc175b9c0f1b6a831c399e269772661',
      attributes: { ApproximateReceiveCount: '2', SentTimestamp: '1767225600000' },
    });
  });

  it('waits for what is delayed, on the clock of the sandbox', async () => {
    const { sqs, arn, clock, signal } = start({ DelaySeconds: '60' });
    const startedAt = clock.now();
    await sqs.send(arn, 'a');
    expect(sqs.messages(arn)).toMatchObject([{ body: 'a', state: 'DELAYED' }]);
    await sqs.reader.waitForMessage(arn, signal.signal);
    expect(clock.now() - startedAt).toBe(60_000);
    expect(bodies(sqs.reader.receive(arn, 1))).toEqual(['a']);
    expect(sqs.messages(arn)).toMatchObject([{ state: 'IN_FLIGHT', receiveCount: 1 }]);
  });

  it('wakes those who wait when a message is sent, at once where one is there', async () => {
    const { sqs, arn, clock, signal } = start();
    const startedAt = clock.now();
    const waits = [sqs.reader.waitForMessage(arn, signal.signal), sqs.reader.waitForMessage(arn, signal.signal)];
    await sqs.send(arn, 'a');
    await Promise.all(waits);
    await sqs.reader.waitForMessage(arn, signal.signal);
    expect(clock.now()).toBe(startedAt);
  });

  it('ends a wait with the reason of its signal', async () => {
    const { sqs, arn, signal } = start();
    const wait = sqs.reader.waitForMessage(arn, signal.signal);
    signal.abort(new Error('enough'));
    await expect(wait).rejects.toThrow('enough');
    await expect(sqs.reader.waitForMessage(arn, signal.signal)).rejects.toThrow('enough');
  });

  it('deletes what was done with, also when it is hidden no more', async () => {
    const { sqs, arn, clock } = start();
    await sqs.send(arn, 'a');
    const [message] = sqs.reader.receive(arn, 1);
    await clock.sleep(30_000);
    sqs.reader.delete(arn, message?.receiptHandle ?? '');
    expect(sqs.messages(arn)).toEqual([]);
    expect(sqs.reader.receive(arn, 1)).toEqual([]);
  });

  it('does not delete by the handle of an earlier receive', async () => {
    const { sqs, arn, clock } = start();
    await sqs.send(arn, 'a');
    const [earlier] = sqs.reader.receive(arn, 1);
    await clock.sleep(30_000);
    sqs.reader.receive(arn, 1);
    sqs.reader.delete(arn, earlier?.receiptHandle ?? '');
    expect(sqs.messages(arn)).toHaveLength(1);
  });

  it('moves what was received too often to the dead-letter queue, with its id, time and count', async () => {
    const { sqs, clock } = start();
    const dead = sqs.createQueue('dead');
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: dead.arn, maxReceiveCount: 2 });
    const { arn } = sqs.createQueue('source', { RedrivePolicy, VisibilityTimeout: '10' });
    await sqs.send(arn, 'poison');
    const [sent] = sqs.messages(arn);
    for (let receives = 0; receives < 2; receives += 1) {
      expect(sqs.reader.receive(arn, 1)).toHaveLength(1);
      await clock.sleep(10_000);
    }
    expect(sqs.reader.receive(arn, 1)).toEqual([]);
    expect(sqs.messages(arn)).toEqual([]);
    expect(sqs.messages(dead.arn)).toEqual([{ ...sent, state: 'VISIBLE', receiveCount: 2 }]);
    const [received] = sqs.reader.receive(dead.arn, 1);
    expect(received?.attributes).toMatchObject({ ApproximateReceiveCount: '3', SentTimestamp: '1767225600000' });
  });

  it('forgets what was kept for longer than the queue keeps messages', async () => {
    const { sqs, arn, clock } = start({ MessageRetentionPeriod: '60' });
    await sqs.send(arn, 'a');
    await clock.sleep(60_000);
    expect(sqs.messages(arn)).toEqual([]);
    expect(sqs.reader.receive(arn, 1)).toEqual([]);
  });

  it('knows no queue that is not there', async () => {
    const { sqs, arn, signal } = start();
    const ghost = `${arn}-ghost`;
    expect(sqs.reader.visibilityTimeoutSeconds(ghost)).toBeUndefined();
    expect(() => sqs.reader.receive(ghost, 1)).toThrow('The specified queue does not exist.');
    await expect(sqs.reader.waitForMessage(ghost, signal.signal)).rejects.toMatchObject({ code: 'QueueDoesNotExist' });
    await expect(sqs.send(ghost, 'a')).rejects.toMatchObject({ code: 'QueueDoesNotExist' });
  });

  it('meets the faults that are scripted for sending', async () => {
    const { sqs, arn, world } = start();
    world.faults.add({ service: 'sqs', operation: 'SendMessage', error: 'RequestThrottled' });
    await expect(sqs.send(arn, 'a')).rejects.toMatchObject({ code: 'RequestThrottled' });
    expect(sqs.messages(arn)).toEqual([]);
  });
});
