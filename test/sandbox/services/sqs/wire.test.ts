import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newAwsProgram } from '../../../support/newest-aws.ts';
import { describeWith } from '../../../support/programs.ts';
import { aws } from '../../endpoint/started.ts';
import { type StartedSqs, startSqs } from './started.ts';

let test: StartedSqs;
beforeAll(async () => {
  test = await startSqs();
});
afterAll(() => test.close());

const authorization = 'AWS4-HMAC-SHA256 Credential=x/20260101/us-east-1/sqs/aws4_request, SignedHeaders=x, Signature=x';
const call = (operation: string, body: object) =>
  fetch(test.endpoint.url, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `AmazonSQS.${operation}` },
    body: JSON.stringify(body),
  });

describe('SQS on the wire', () => {
  it('tells the older code of an error beside its name', async () => {
    const response = await call('GetQueueUrl', { QueueName: 'ghost' });
    expect(response.status).toBe(400);
    expect(response.headers.get('x-amzn-query-error')).toBe('AWS.SimpleQueueService.NonExistentQueue;Sender');
    expect(await response.json()).toEqual({
      __type: 'com.amazonaws.sqs#QueueDoesNotExist',
      message: 'The specified queue does not exist.',
    });
  });

  it('tells the code itself where an error has no older one', async () => {
    const response = await call('GetQueueUrl', {});
    expect(response.headers.get('x-amzn-query-error')).toBe('MissingParameter;Sender');
    expect(await response.json()).toMatchObject({ message: 'The request must contain the parameter QueueName.' });
  });

  it('blames itself for faults of its own', async () => {
    test.world.faults.add({ service: 'sqs', operation: 'ListQueues', error: 'InternalError' });
    const response = await call('ListQueues', {});
    expect(response.status).toBe(500);
    expect(response.headers.get('x-amzn-query-error')).toBe('InternalError;Receiver');
  });

  it('says which clients it speaks with to one that is older', async () => {
    const response = await fetch(test.endpoint.url, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/x-www-form-urlencoded' },
      body: 'Action=ListQueues&Version=2012-11-05',
    });
    expect(await response.text()).toContain('sqs speaks AWS JSON here: use an SDK or an AWS CLI of 2024 or newer');
  });
});

describeWith(newAwsProgram ? ['aws'] : ['an AWS CLI of 2024 or newer'], 'SQS from the AWS CLI', () => {
  const sqs = (...words: string[]) => aws({ ...test.endpoint, program: newAwsProgram }, 'sqs', ...words);

  it('makes a queue, sends to it and receives from it by its URL', async () => {
    const made = await sqs('create-queue', '--queue-name', 'cli', '--attributes', 'DelaySeconds=1');
    expect(made.output).toEqual({ QueueUrl: `${test.endpoint.url}/000000000000/cli` });
    const queue = ['--queue-url', `${test.endpoint.url}/000000000000/cli`];
    const attribute = '{"ERROR_CODE":{"DataType":"String","StringValue":"NO_RESOURCE"}}';
    const sent = await sqs('send-message', ...queue, '--message-body', 'hello', '--message-attributes', attribute);
    expect(sent.output).toMatchObject({ MD5OfMessageBody: '5d41402abc4b2a76b9719d911017c592' });
    const asked = ['--attribute-names', 'All', '--message-attribute-names', 'All', '--wait-time-seconds', '5'];
    const received = await sqs('receive-message', ...queue, ...asked);
    expect(received.output).toMatchObject({
      Messages: [{ Body: 'hello', MessageAttributes: { ERROR_CODE: { StringValue: 'NO_RESOURCE' } } }],
    });
  }, 60_000);

  it('is told the code that callers know', async () => {
    const { errors } = await sqs('get-queue-url', '--queue-name', 'ghost');
    expect(errors).toContain('(AWS.SimpleQueueService.NonExistentQueue) when calling the GetQueueUrl operation');
  }, 60_000);
});
