import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as logsClient from '@aws-sdk/client-cloudwatch-logs';
import * as ecsClient from '@aws-sdk/client-ecs';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type Endpoint, listen } from '../../../sandbox/endpoint/index.ts';
import { AwsError, type Call, defineService } from '../../../sandbox/service.ts';
import { clientConfig, createWorld, start } from './started.ts';

const world = createWorld();
let calls: { input: unknown; call: Call }[] = [];
const unexpected = new Error('a defect');
let hangUp: () => void = () => {};

const ecs = defineService('ecs', ecsClient, {
  ListClusters(input, call) {
    calls.push({ input, call });
    return { clusterArns: ['arn:aws:ecs:us-east-1:000000000000:cluster/demo'] };
  },
  RunTask(input, call) {
    calls.push({ input, call });
    return { tasks: [{ taskArn: 'arn', createdAt: new Date('2026-01-01T00:00:00.500Z') }], failures: [] };
  },
  StopTask() {
    throw new AwsError('ClusterNotFoundException', 'Cluster not found.');
  },
  DescribeTasks() {
    throw unexpected;
  },
  ListTasks: (_input, { signal }) =>
    new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => {
        hangUp();
        reject(signal.reason);
      });
      calls.push({ input: {}, call: { region: '', accessKeyId: '', signal } });
    }),
  RegisterTaskDefinition: () => ({}),
  DescribeClusters: () => {
    throw new AwsError('ServerException', 'down');
  },
});

let endpoint: Endpoint;
let client: ecsClient.ECSClient;
beforeAll(async () => {
  endpoint = await start(world, [ecs, defineService('logs', logsClient, {})]);
  client = new ecsClient.ECSClient(clientConfig(endpoint));
});
afterEach(() => {
  calls = [];
});
afterAll(async () => {
  client.destroy();
  await endpoint.close();
  world.clock.stop();
});

/** A request as a program without an SDK would send it. */
const post = async (operation: string, body: string, service = 'ecs') => {
  const response = await fetch(endpoint.url, {
    method: 'POST',
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/20260101/eu-west-1/${service}/aws4_request, Signature=0`,
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `AmazonEC2ContainerServiceV20141113.${operation}`,
    },
    body,
  });
  return { status: response.status, headers: response.headers, body: await response.json() };
};

describe('an AWS JSON service', () => {
  it('gets the input typed and the caller from the signature', async () => {
    await post('RunTask', JSON.stringify({ taskDefinition: 'autodiag', count: 2, startedBy: null }));
    expect(calls).toEqual([
      {
        input: { taskDefinition: 'autodiag', count: 2 },
        call: { region: 'eu-west-1', accessKeyId: 'AKIAEXAMPLE', signal: expect.any(AbortSignal) },
      },
    ]);
  });

  it('answers with times in seconds, as the clients read them', async () => {
    const { tasks } = await client.send(new ecsClient.RunTaskCommand({ taskDefinition: 'autodiag' }));
    expect(tasks?.[0]?.createdAt).toEqual(new Date('2026-01-01T00:00:00.500Z'));
    const { body } = await post('RunTask', '{"taskDefinition":"autodiag"}');
    expect(body).toMatchObject({ tasks: [{ createdAt: 1767225600.5 }] });
  });

  it('throws its errors as the exceptions of the client', async () => {
    const stopped = client.send(new ecsClient.StopTaskCommand({ task: 't' }));
    await expect(stopped).rejects.toBeInstanceOf(ecsClient.ClusterNotFoundException);
    expect(await post('StopTask', '{"task":"t"}')).toMatchObject({
      status: 400,
      body: { __type: 'ClusterNotFoundException', message: 'Cluster not found.' },
    });
  });

  it('answers 500 for errors that are its own', async () => {
    expect(await post('DescribeClusters', '{}')).toMatchObject({ status: 500, body: { __type: 'ServerException' } });
  });

  it('answers InternalFailure for a defect and says what it was on stderr only', async () => {
    const stderr = jest.spyOn(console, 'error').mockImplementation(() => {});
    const answer = await post('DescribeTasks', '{"tasks":["t"]}');
    expect(answer).toMatchObject({ status: 500, body: { __type: 'InternalFailure' } });
    expect(JSON.stringify(answer.body)).not.toContain('a defect');
    expect(stderr).toHaveBeenCalledWith(expect.stringContaining('ecs'), unexpected);
    stderr.mockRestore();
  });

  it('aborts the signal of a call whose caller hangs up', async () => {
    const hungUp = new Promise<void>((resolve) => {
      hangUp = resolve;
    });
    const stderr = jest.spyOn(console, 'error').mockImplementation(() => {});
    const caller = new AbortController();
    const request = client.send(new ecsClient.ListTasksCommand({}), { abortSignal: caller.signal });
    const arrived = async (): Promise<void> =>
      calls.length > 0 ? undefined : new Promise((resolve) => setImmediate(() => resolve(arrived())));
    await arrived();
    caller.abort();
    await expect(request).rejects.toMatchObject({ name: 'AbortError' });
    await hungUp;
    await client.send(new ecsClient.ListClustersCommand({}));
    expect(stderr).not.toHaveBeenCalled();
    stderr.mockRestore();
  });
});

describe('a request that does not fit the model', () => {
  it.each([
    ['{"cluster":1}', 'SerializationException', 'cluster: NUMBER_VALUE can not be converted to a String'],
    ['{"count":"two"}', 'SerializationException', 'count: STRING_VALUE can not be converted to a number'],
    ['{"tags":{}}', 'SerializationException', 'tags: START_OBJECT can not be converted to a list'],
    ['{"enableExecuteCommand":"yes"}', 'SerializationException', 'can not be converted to Boolean'],
    ['[]', 'SerializationException', 'START_ARRAY can not be converted to a structure'],
    ['{', 'SerializationException', 'not JSON'],
    ['{}', 'InvalidParameterException', "Value null at 'taskDefinition'"],
    ['{"taskDefinition":"t","clster":"c"}', 'InvalidParameterException', "Unknown parameter 'clster', must be one of:"],
    [
      '{"taskDefinition":"t","overrides":{"containerOverrides":[{"nme":"x"}]}}',
      'InvalidParameterException',
      "Unknown parameter 'overrides.containerOverrides.1.member.nme'",
    ],
  ])('%s is refused with %s: %s', async (body, code, message) => {
    const answer = await post('RunTask', body);
    expect(answer).toMatchObject({ status: 400, body: { __type: code, message: expect.stringContaining(message) } });
    expect(calls).toEqual([]);
  });

  it('names every problem at once', async () => {
    const { body } = await post('RunTask', '{"a":1,"b":2}');
    expect(body).toMatchObject({ message: expect.stringMatching(/^3 validation errors.*'a'.*'b'.*'taskDefinition'/) });
  });

  it('is a ClientException where ECS says so', async () => {
    const { body } = await post('RegisterTaskDefinition', '{"family":"f"}');
    expect(body).toMatchObject({ __type: 'ClientException', message: expect.stringContaining('containerDefinitions') });
  });

  it('cannot smuggle in a prototype', async () => {
    const { body } = await post('RunTask', '{"taskDefinition":"t","__proto__":{"count":3}}');
    expect(body).toMatchObject({ message: expect.stringContaining("Unknown parameter '__proto__'") });
  });
});

describe('a request that nothing is served for', () => {
  it.each([
    ['CreateService', 'ecs', 501, 'NotImplemented', 'ecs:CreateService is not served by the sandbox'],
    [
      'MakeCoffee',
      'ecs',
      400,
      'UnknownOperationException',
      "ecs has no operation 'MakeCoffee'; the sandbox serves: Desc",
    ],
    ['ListTables', 'dynamodb', 404, 'UnknownService', "signed as 'dynamodb'; it serves: ecs, logs"],
  ])('%s of %s is answered %i %s', async (operation, service, status, code, message) => {
    expect(await post(operation, '{}', service)).toMatchObject({
      status,
      body: { __type: code, message: expect.stringContaining(message) },
    });
  });

  it('without a signature is refused in the protocol that it seems to be in', async () => {
    const form = { method: 'POST', body: new URLSearchParams({ Action: 'ListTopics' }) };
    const answers = await Promise.all([
      fetch(endpoint.url).then((response) => response.text()),
      fetch(endpoint.url, form).then((response) => response.text()),
    ]);
    expect(answers[0]).toMatch(/^<\?xml.*\n<Error><Code>MissingAuthenticationToken</);
    expect(answers[1]).toMatch(/^<ErrorResponse><Error><Type>Sender<\/Type><Code>MissingAuthenticationToken</);
  });
});

describe('listening', () => {
  it('on a port in use fails with what to do', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    await expect(listen(world, [], { port, host: '127.0.0.1' })).rejects.toMatchObject({
      code: 'EADDRINUSE',
      message: expect.stringMatching(new RegExp(`^port ${port} .*--port`)),
    });
    other.close();
  });

  it('ends at once, also with idle and busy connections', async () => {
    const short = await start(world, [ecs]);
    const caller = new ecsClient.ECSClient(clientConfig(short));
    await caller.send(new ecsClient.ListClustersCommand({}));
    const busy = caller.send(new ecsClient.ListTasksCommand({})).catch((error: unknown) => error);
    await short.close();
    expect(await busy).toBeInstanceOf(Error);
    await expect(fetch(short.url)).rejects.toThrow();
    caller.destroy();
  });

  it('answers nobody before all is ready', async () => {
    const ready = Promise.withResolvers<void>();
    const early = await listen(world, [], { port: 0, host: '127.0.0.1', ready: ready.promise });
    const events: string[] = [];
    const asked = fetch(`${early.url}/_sandbox/health`).then(() => events.push('answered'));
    await new Promise(setImmediate);
    events.push('ready');
    ready.resolve();
    await asked;
    expect(events).toEqual(['ready', 'answered']);
    await early.close();
  });

  it('on every interface is reached over loopback', async () => {
    const open = await listen(world, [], { port: 0, host: '0.0.0.0' });
    expect(open.url).toBe(`http://127.0.0.1:${open.port}`);
    await open.close();
  });
});
