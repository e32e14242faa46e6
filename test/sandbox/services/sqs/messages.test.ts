import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  DeleteQueueCommand,
  ReceiveMessageCommand,
  type ReceiveMessageCommandInput,
  SendMessageCommand,
  type SendMessageCommandInput,
} from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type StartedSqs, startSqs } from './started.ts';

let test: StartedSqs;
let QueueUrl: string;
let arn: string;
beforeEach(async () => {
  test = await startSqs();
  ({ url: QueueUrl, arn } = test.sqs.createQueue('q'));
});
afterEach(() => test.close());

type Rest<Input> = Partial<Omit<Input, 'QueueUrl'>>;
const send = (MessageBody: string, rest: Rest<SendMessageCommandInput> = {}) =>
  test.client.send(new SendMessageCommand({ QueueUrl, MessageBody, ...rest }));
const receive = async (rest: Rest<ReceiveMessageCommandInput> = {}) =>
  (await test.client.send(new ReceiveMessageCommand({ QueueUrl, ...rest }))).Messages ?? [];
const handleOfNext = async () => (await receive())[0]?.ReceiptHandle ?? '';

describe('SQS messages', () => {
  it('come with their checksums, attributes and trace', async () => {
    const sent = await send('grün', {
      MessageAttributes: {
        'rule.name': { DataType: 'String', StringValue: 'r' },
        count: { DataType: 'Number', StringValue: '3' },
        bytes: { DataType: 'Binary', BinaryValue: new Uint8Array([1, 2]) },
      },
      MessageSystemAttributes: {
        AWSTraceHeader: { DataType: 'String', StringValue: 'Root=1-5759e988-bd862e3fe1be46a9' },
      },
    });
    expect(sent).toMatchObject({ MD5OfMessageBody: '7b934a60ddc07b8f5b1134c03430bba6' });
    const [message] = await receive({ MessageAttributeNames: ['All'], MessageSystemAttributeNames: ['All'] });
    expect(message).toMatchObject({
      MessageId: sent.MessageId,
      Body: 'grün',
      MD5OfBody: sent.MD5OfMessageBody,
      MD5OfMessageAttributes: sent.MD5OfMessageAttributes,
      MessageAttributes: {
        'rule.name': { StringValue: 'r' },
        count: { StringValue: '3' },
        bytes: { DataType: 'Binary' },
      },
      Attributes: {
        AWSTraceHeader: 'Root=1-5759e988-bd862e3fe1be46a9',
        ApproximateReceiveCount: '1',
        ApproximateFirstReceiveTimestamp: '1767225600000',
        SentTimestamp: '1767225600000',
      },
    });
  });

  it('come with the attributes that are asked for alone', async () => {
    const text = { DataType: 'String', StringValue: 'x' };
    await send('a', { MessageAttributes: { 'a.b': text, 'a.c': text, d: text } });
    const asked = { MessageAttributeNames: ['a.*'], AttributeNames: ['SentTimestamp' as 'All'] };
    const [message] = await receive(asked);
    expect(Object.keys(message?.MessageAttributes ?? {})).toEqual(['a.b', 'a.c']);
    expect(Object.keys(message?.Attributes ?? {})).toEqual(['SentTimestamp']);
  });

  it('are received again when nobody deletes them, and not when somebody does', async () => {
    await send('a');
    const handle = await handleOfNext();
    expect(await receive()).toEqual([]);
    await test.clock.sleep(30_000);
    expect(await receive({ VisibilityTimeout: 5 })).toHaveLength(1);
    await test.clock.sleep(5_000);
    const again = await handleOfNext();
    expect(again).not.toBe(handle);
    await test.client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: again }));
    await test.client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: again }));
    await test.clock.sleep(60_000);
    expect(await receive()).toEqual([]);
  });

  it('are waited for on the clock of the sandbox', async () => {
    await send('a', { DelaySeconds: 7 });
    const startedAt = test.clock.now();
    expect(await receive({ WaitTimeSeconds: 20 })).toMatchObject([{ Body: 'a' }]);
    expect(test.clock.now() - startedAt).toBe(7_000);
    expect(await receive({ WaitTimeSeconds: 20 })).toEqual([]);
    expect(test.clock.now() - startedAt).toBe(27_000);
  });

  it('are waited for as long as the queue says', async () => {
    const polled = test.sqs.createQueue('polled', { ReceiveMessageWaitTimeSeconds: '3' });
    const startedAt = test.clock.now();
    expect(await receive({ QueueUrl: polled.url } as object)).toEqual([]);
    expect(test.clock.now() - startedAt).toBe(3_000);
  });

  it('are waited for no longer when the queue is deleted', async () => {
    const waiting = receive({ WaitTimeSeconds: 20 });
    const refused = expect(waiting).rejects.toMatchObject({ name: 'QueueDoesNotExist' });
    await test.client.send(new DeleteQueueCommand({ QueueUrl }));
    await refused;
  });

  it('are left alone by one who waited for them and hung up', async () => {
    const hangUp = new AbortController();
    const command = new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 });
    // Time stands still while the test is busy.
    await test.clock.whileBusy(async () => {
      const asked = test.client.send(command, { abortSignal: hangUp.signal });
      const refused = expect(asked).rejects.toMatchObject({ name: 'AbortError' });
      hangUp.abort();
      await refused;
    });
    await send('a');
    expect(await receive()).toHaveLength(1);
  });

  it('are hidden for longer, or no longer, as is asked', async () => {
    await send('a');
    const ReceiptHandle = await handleOfNext();
    const change = (VisibilityTimeout: number) =>
      test.client.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout }));
    await change(100);
    await test.clock.sleep(99_000);
    expect(await receive()).toEqual([]);
    await change(0);
    await expect(change(10)).rejects.toMatchObject({ name: 'MessageNotInflight' });
    expect(await receive()).toHaveLength(1);
    await expect(change(10)).rejects.toThrow('is not available for visibility timeout change');
  });

  it('are hidden for twelve hours in all', async () => {
    await send('a');
    const ReceiptHandle = await handleOfNext();
    const change = (VisibilityTimeout: number) =>
      test.client.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout }));
    await change(100);
    await test.clock.sleep(10_000);
    await expect(change(43_200)).rejects.toThrow('beyond the limit [43200 seconds]');
    await expect(change(43_201)).rejects.toThrow('>= 0 and <= 43200');
  });

  it('are in flight at most 120,000 at once', async () => {
    await Promise.all(Array.from({ length: 120_001 }, () => test.sqs.send(arn, 'x')));
    const [first] = test.sqs.reader.receive(arn, 120_000);
    expect(test.sqs.reader.receive(arn, 1)).toEqual([]);
    await expect(receive()).rejects.toMatchObject({ name: 'OverLimit' });
    test.sqs.reader.delete(arn, first?.receiptHandle ?? '');
    expect(await receive()).toHaveLength(1);
  }, 60_000);

  it('go to the dead-letter queue with the name of where they come from', async () => {
    const dead = test.sqs.createQueue('dead');
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: dead.arn, maxReceiveCount: 1 });
    const source = test.sqs.createQueue('source', { RedrivePolicy });
    await test.sqs.send(source.arn, 'poison');
    await receive({ QueueUrl: source.url, VisibilityTimeout: 0 } as object);
    expect(await receive({ QueueUrl: source.url } as object)).toEqual([]);
    const [message] = await receive({ QueueUrl: dead.url, MessageSystemAttributeNames: ['All'] } as object);
    expect(message?.Attributes).toMatchObject({ DeadLetterQueueSourceArn: source.arn, ApproximateReceiveCount: '2' });
  });

  const attribute = (name: string, value: object) => ({ MessageAttributes: { [name]: value as { DataType: string } } });
  it.each<[string, string, Rest<SendMessageCommandInput>, string, string]>([
    ['no body', '', {}, 'MissingParameter', 'the parameter MessageBody.'],
    ['a character that XML has not', 'a\u0000', {}, 'InvalidMessageContents', "'#x0'"],
    ['more than a mebibyte', 'x'.repeat(1_048_577), {}, 'InvalidParameterValue', 'shorter than 1048576 bytes'],
    ['a delay of an hour', 'a', { DelaySeconds: 3_600 }, 'InvalidParameterValue', 'DelaySeconds must be'],
    [
      'a group',
      'a',
      { MessageGroupId: 'g' },
      'AWS.SimpleQueueService.UnsupportedOperation',
      'leave MessageGroupId out',
    ],
    [
      'a reserved name',
      'a',
      attribute('AWS.x', { DataType: 'String', StringValue: 'x' }),
      'InvalidParameterValue',
      'name',
    ],
    ['an odd type', 'a', attribute('x', { DataType: 'Text', StringValue: 'x' }), 'InvalidParameterValue', 'prefixes'],
    [
      'an empty value',
      'a',
      attribute('x', { DataType: 'String', StringValue: '' }),
      'InvalidParameterValue',
      'non-empty',
    ],
    [
      'a number that is none',
      'a',
      attribute('x', { DataType: 'Number', StringValue: 'x' }),
      'InvalidParameterValue',
      'cast',
    ],
    [
      'too many attributes',
      'a',
      {
        MessageAttributes: Object.fromEntries(
          [...'abcdefghijk'].map((name) => [name, { DataType: 'String', StringValue: 'x' }]),
        ),
      },
      'InvalidParameterValue',
      'exceeds the allowed maximum [10]',
    ],
    [
      'an unknown system attribute',
      'a',
      { MessageSystemAttributes: { Other: { DataType: 'String', StringValue: 'x' } } as object },
      'InvalidParameterValue',
      "'Other' is invalid",
    ],
  ])('are not sent with %s', async (_, body, rest, Code, message) => {
    await expect(send(body, rest)).rejects.toMatchObject({ Code, message: expect.stringContaining(message) });
    expect(test.sqs.messages(arn)).toEqual([]);
  });

  it.each<[string, Rest<ReceiveMessageCommandInput>, string]>([
    ['eleven at a time', { MaxNumberOfMessages: 11 }, 'Must be between 1 and 10, if provided.'],
    ['with a minute of waiting', { WaitTimeSeconds: 60 }, 'Must be >= 0 and <= 20, if provided.'],
    ['hidden for a day', { VisibilityTimeout: 86_400 }, 'Must be >= 0 and <= 43200, if provided.'],
    ['with an unknown attribute', { AttributeNames: ['Colour' as 'All'] }, 'Unknown Attribute Colour.'],
  ])('are not received %s', async (_, request, message) => {
    await expect(receive(request)).rejects.toMatchObject({
      Code: 'InvalidParameterValue',
      message: expect.stringContaining(message),
    });
  });

  it.each([
    ['a handle that is none', 'x'],
    ['one of another queue', '00000000-0000-4000-8000-000000000000-1-1'],
  ])('are not deleted by %s', async (_, ReceiptHandle) => {
    await expect(test.client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }))).rejects.toMatchObject({
      name: 'ReceiptHandleIsInvalid',
      message: `The input receipt handle "${ReceiptHandle}" is not a valid receipt handle.`,
    });
  });
});
