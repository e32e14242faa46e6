import * as lambdaClient from '@aws-sdk/client-lambda';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Endpoint } from '../../../sandbox/endpoint/index.ts';
import { AwsError, defineService } from '../../../sandbox/service.ts';
import { describeWith } from '../../support/programs.ts';
import { aws, clientConfig, createWorld, start } from './started.ts';

const world = createWorld();
let inputs: unknown[] = [];
const lambda = defineService('lambda', lambdaClient, {
  Invoke(input) {
    inputs.push(input);
    if (input.FunctionName === 'ghost') {
      throw new AwsError('ResourceNotFoundException', 'Function not found: ghost', 404, { Type: 'User' });
    }
    return {
      StatusCode: input.InvocationType === 'Event' ? 202 : 200,
      FunctionError: 'Unhandled',
      ExecutedVersion: '$LATEST',
      Payload: Buffer.from('{"errorType":"Error"}'),
    };
  },
  ListFunctions(input) {
    inputs.push(input);
    return { Functions: [{ FunctionName: 'validateRequest', MemorySize: 128 }] };
  },
  PutFunctionConcurrency(input) {
    inputs.push(input);
    return { ReservedConcurrentExecutions: input.ReservedConcurrentExecutions };
  },
});

let endpoint: Endpoint;
let client: lambdaClient.LambdaClient;
beforeAll(async () => {
  endpoint = await start(world, [lambda]);
  client = new lambdaClient.LambdaClient(clientConfig(endpoint));
});
afterEach(() => {
  inputs = [];
});
afterAll(async () => {
  client.destroy();
  await endpoint.close();
  world.clock.stop();
});

const send = async (method: string, path: string, body?: string) => {
  const response = await fetch(`${endpoint.url}${path}`, {
    method,
    headers: {
      authorization: 'AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/20260101/us-east-1/lambda/aws4_request, Signature=0',
    },
    ...(body === undefined ? {} : { body }),
  });
  return { status: response.status, headers: response.headers, body: JSON.parse(await response.text()) };
};

describe('a REST service', () => {
  it('gets labels, query, headers and payload, and answers in status, headers and payload', async () => {
    const arn = 'arn:aws:lambda:us-east-1:000000000000:function:validateRequest';
    const answer = await client.send(
      new lambdaClient.InvokeCommand({
        FunctionName: arn,
        InvocationType: 'Event',
        Qualifier: '$LATEST',
        Payload: '{"mode":"GENERAL"}',
      }),
    );
    expect(inputs).toEqual([
      {
        FunctionName: arn,
        InvocationType: 'Event',
        Qualifier: '$LATEST',
        Payload: Buffer.from('{"mode":"GENERAL"}'),
      },
    ]);
    expect(answer).toMatchObject({ StatusCode: 202, FunctionError: 'Unhandled', ExecutedVersion: '$LATEST' });
    expect(answer.Payload?.transformToString()).toBe('{"errorType":"Error"}');
  });

  it('gets members of a JSON body and query parameters by their types', async () => {
    const input = { FunctionName: 'f', ReservedConcurrentExecutions: 3 };
    expect(await client.send(new lambdaClient.PutFunctionConcurrencyCommand(input))).toMatchObject({
      ReservedConcurrentExecutions: 3,
    });
    const { Functions } = await client.send(new lambdaClient.ListFunctionsCommand({ MaxItems: 5 }));
    expect(Functions).toEqual([{ FunctionName: 'validateRequest', MemorySize: 128 }]);
    expect(inputs).toEqual([input, { MaxItems: 5 }]);
  });

  it('throws its errors as the exceptions of the client', async () => {
    const invoked = client.send(new lambdaClient.InvokeCommand({ FunctionName: 'ghost' }));
    await expect(invoked).rejects.toBeInstanceOf(lambdaClient.ResourceNotFoundException);
    const { status, headers, body } = await send('POST', '/2015-03-31/functions/ghost/invocations');
    expect([status, headers.get('x-amzn-errortype'), body]).toEqual([
      404,
      'ResourceNotFoundException',
      { Type: 'User', Message: 'Function not found: ghost' },
    ]);
  });

  it.each([
    ['GET', '/2015-03-31/functions/?MaxItems=many', undefined, 'SerializationException', "'many'"],
    ['GET', '/2015-03-31/functions/?Max=5', undefined, 'InvalidParameterValueException', "Unknown parameter 'Max'"],
    [
      'PUT',
      '/2017-10-31/functions/f/concurrency',
      '{}',
      'InvalidParameterValueException',
      'ReservedConcurrentExecutions',
    ],
    ['PUT', '/2017-10-31/functions/f/concurrency', '{"Reserved":1}', 'InvalidParameterValueException', "'Reserved'"],
    ['PUT', '/2017-10-31/functions/f/concurrency', '[]', 'SerializationException', 'not a JSON object'],
    ['POST', '/2015-03-31/functions/%zz/invocations', undefined, 'InvalidURI', 'URI'],
    ['GET', '/2015-03-31/coffee', undefined, 'UnknownOperationException', 'serves: Invoke, ListFunctions'],
    ['DELETE', '/2015-03-31/functions/f', undefined, 'NotImplemented', 'lambda:DeleteFunction'],
  ])('answers %s %s with body %s by %s', async (method, path, body, code, message) => {
    const answer = await send(method, path, body);
    expect(answer.headers.get('x-amzn-errortype')).toBe(code);
    expect(JSON.stringify(answer.body)).toContain(message);
    expect(inputs).toEqual([]);
  });
});

describeWith(['aws'], 'Lambda from the AWS CLI', () => {
  it('is invoked with a payload', async () => {
    const invoke = ['lambda', 'invoke', '--function-name', 'f', '--cli-binary-format', 'raw-in-base64-out'];
    const { output } = await aws(endpoint, ...invoke, '--payload', '{"a":1}', '/dev/null');
    expect(output).toEqual({ StatusCode: 200, FunctionError: 'Unhandled', ExecutedVersion: '$LATEST' });
    expect(inputs).toEqual([{ FunctionName: 'f', Payload: Buffer.from('{"a":1}') }]);
  }, 30_000);
});
