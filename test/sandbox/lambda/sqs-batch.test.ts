import { describe, expect, it } from '@jest/globals';
import { failedIds, SqsBatch } from '../../../sandbox/lambda/sqs-batch.ts';
import type { QueueMessage } from '../../../sandbox/services/sqs/message.ts';

const queueArn = 'arn:aws:sqs:eu-west-1:111122223333:orders';

const message = (messageId: string, body = 'text'): QueueMessage => ({
  messageId,
  receiptHandle: `handle of ${messageId}`,
  body,
  md5OfBody: '1cb251ec0d568de6a929b520c4aed8d1',
  attributes: {
    ApproximateReceiveCount: '1',
    SentTimestamp: '1767225600000',
    SenderId: 'AIDAEXAMPLE',
    ApproximateFirstReceiveTimestamp: '1767225660000',
  },
});

describe('SqsBatch', () => {
  it('makes the event that Lambda makes of messages', () => {
    const batch = new SqsBatch(queueArn, 10);
    batch.add(message('m-1', 'one "text"'));
    batch.add(message('m-2'));
    expect(JSON.parse(batch.toEvent())).toEqual({
      Records: [
        {
          ...message('m-1', 'one "text"'),
          messageAttributes: {},
          eventSource: 'aws:sqs',
          eventSourceARN: queueArn,
          awsRegion: 'eu-west-1',
        },
        expect.objectContaining({ messageId: 'm-2' }),
      ],
    });
  });

  it('has room for as many messages as it was made for', () => {
    const batch = new SqsBatch(queueArn, 2);
    expect(batch.room).toBe(2);
    batch.add(message('m-1'));
    batch.add(message('m-2'));
    expect(batch.room).toBe(0);
  });

  it('takes no more once the event would be larger than a function is given', () => {
    const batch = new SqsBatch(queueArn, 1_000);
    const large = 'x'.repeat(1_000_000);
    const added = Array.from({ length: 7 }, (_, n) => batch.add(message(`m-${n}`, large)));
    expect(added).toEqual([true, true, true, true, true, true, false]);
    expect(batch.room).toBe(0);
    expect(batch.messages).toHaveLength(6);
    expect(Buffer.byteLength(batch.toEvent())).toBeLessThan(6_291_456);
  });
});

describe('failedIds', () => {
  const failures = (...batchItemFailures: unknown[]) => JSON.stringify({ batchItemFailures });
  const messages = [message('m-1'), message('m-2')];

  it.each([
    ['no answer', 'null'],
    ['an empty answer', '{}'],
    ['an empty list', failures()],
    ['null instead of a list', '{"batchItemFailures":null}'],
    ['an answer of its own kind', '{"done":2}'],
  ])('fails none for %s', (_, answer) => {
    expect(failedIds(answer, messages)).toEqual(new Set());
  });

  it('fails those that are named', () => {
    expect(failedIds(failures({ itemIdentifier: 'm-2' }), messages)).toEqual(new Set(['m-2']));
  });

  it.each([
    ['what is no JSON', 'done'],
    ['a text', '"done"'],
    ['a list', '["m-1"]'],
    ['a list that is none', '{"batchItemFailures":"m-1"}'],
    ['an empty id', failures({ itemIdentifier: '' })],
    ['an id of null', failures({ itemIdentifier: null })],
    ['another key', failures({ messageId: 'm-1' })],
    ['an id alone', failures('m-1')],
    ['null in the list', failures(null)],
    ['a message that was not in the batch', failures({ itemIdentifier: 'm-1' }, { itemIdentifier: 'm-3' })],
  ])('fails all for %s', (_, answer) => {
    expect(failedIds(answer, messages)).toEqual(new Set(['m-1', 'm-2']));
  });
});
