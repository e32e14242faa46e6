import {
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  ECSClient,
  ListTasksCommand,
  RunTaskCommand,
  StartTaskCommand,
} from '@aws-sdk/client-ecs';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import type { AutodiagRequest } from '../../../../functions/domain/diagnosis/autodiag-request.ts';
import { startDiagnosticTask } from '../../../../functions/steps/diagnosis/start-diagnostic-task.ts';

const now = '2026-01-01T00:00:01.000Z';
const execution = { id: 'arn:execution', name: 'run-1', startedAt: '2026-01-01T00:00:00.000Z' };
const settings = { AUTODIAG_TASK_DEFINITION: 'host:1', AUTODIAG_AWSVPC_TASK_DEFINITION: 'awsvpc:1' };
const taskArn = `arn:aws:ecs:us-east-1:111122223333:task/prod/${'a'.repeat(32)}`;
const general: AutodiagRequest = { mode: 'GENERAL', cluster: 'prod', timeoutSeconds: 300, probeTimeoutSeconds: 5 };
const onInstance = { ...general, containerInstance: 'ci' };
const containerDefinitions = [
  {
    name: 'autodiag',
    logConfiguration: {
      logDriver: 'awslogs' as const,
      options: { 'awslogs-group': '/ecs/autodiag', 'awslogs-stream-prefix': 'ecs' },
    },
  },
];
const awsError = (name: string, httpStatusCode: number) =>
  Object.assign(new Error(name), { name, $metadata: { httpStatusCode } });
const transportError = Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });

const ecs = new ECSClient({ region: 'us-east-1' });
const ecsOnce = new ECSClient({ region: 'us-east-1' });
const mock = mockClient(ecs);
const once = mockClient(ecsOnce);
const start = (request: AutodiagRequest, at = now) =>
  startDiagnosticTask(
    { ecs, ecsOnce },
    { now: at, settings, logger: { info: () => undefined, warn: () => undefined } },
  )({ request, execution });

beforeEach(() => {
  mock.reset();
  once.reset();
  mock.on(DescribeTaskDefinitionCommand).callsFake(({ taskDefinition }) => ({
    taskDefinition: { taskDefinitionArn: taskDefinition, containerDefinitions },
  }));
  mock.on(ListTasksCommand).resolves({ taskArns: [] });
  mock.on(DescribeTasksCommand).resolves({ tasks: [{ taskArn, clusterArn: 'prod' }] });
  mock.on(RunTaskCommand).resolves({ tasks: [{ taskArn, clusterArn: 'prod' }] });
  once.on(StartTaskCommand).resolves({ tasks: [{ taskArn, clusterArn: 'prod', containerInstanceArn: 'ci' }] });
});

describe('startDiagnosticTask by RunTask', () => {
  it('gives the same client token at every try', async () => {
    await start(general);
    await start(general);
    const tokens = mock.commandCalls(RunTaskCommand).map(({ args }) => args[0].input.clientToken);
    expect(new Set(tokens).size).toBe(1);
    expect(tokens[0]).toMatch(/^[0-9a-f]{64}$/);
  });

  it('tells where the task logs', async () => {
    expect(await start(general)).toEqual({
      taskArn,
      clusterArn: 'prod',
      launchType: 'EC2',
      containerInstanceArn: null,
      taskDefinitionArn: 'host:1',
      logGroup: '/ecs/autodiag',
      logStream: `ecs/autodiag/${'a'.repeat(32)}`,
      startedAt: now,
    });
  });

  it('takes the awsvpc task definition where there is a network', async () => {
    await start({ ...general, network: { subnets: ['subnet-1'], assignPublicIp: 'DISABLED' } });
    expect(mock.commandCalls(RunTaskCommand)[0]?.args[0].input).toMatchObject({
      taskDefinition: 'awsvpc:1',
      launchType: 'FARGATE',
      networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-1'] } },
    });
  });

  it('names the reason that ECS placed nothing', async () => {
    mock.on(RunTaskCommand).resolves({ tasks: [], failures: [{ arn: 'ci', reason: 'RESOURCE:MEMORY' }] });
    await expect(start(general)).rejects.toMatchObject({ name: 'InsufficientResourcesError' });
  });
});

describe('startDiagnosticTask by StartTask', () => {
  it('looks for a task of its own execution first, stopped ones too', async () => {
    await start(onInstance);
    const lookUps = mock.commandCalls(ListTasksCommand).map(({ args }) => args[0].input);
    const startedBy = once.commandCalls(StartTaskCommand)[0]?.args[0].input.startedBy;
    expect(lookUps).toEqual([
      { cluster: 'prod', startedBy, desiredStatus: 'RUNNING' },
      { cluster: 'prod', startedBy, desiredStatus: 'STOPPED' },
    ]);
  });

  it('starts nothing when an earlier try did', async () => {
    mock.on(ListTasksCommand, { desiredStatus: 'STOPPED' }).resolves({ taskArns: [taskArn] });
    expect(await start(onInstance)).toMatchObject({ taskArn });
    expect(once.calls()).toHaveLength(0);
  });

  it.each([
    ['ServerException', awsError('ServerException', 500)],
    ['a lost connection', transportError],
  ])('takes the task that was started although %s was the answer', async (_name, error) => {
    once.on(StartTaskCommand).callsFake(() => {
      mock.on(ListTasksCommand, { desiredStatus: 'RUNNING' }).resolves({ taskArns: [taskArn] });
      throw error;
    });
    expect(await start(onInstance)).toMatchObject({ taskArn });
    expect(once.calls()).toHaveLength(1);
  });

  it('fails with TaskMayAlreadyHaveRunError when no answer came and no task is to be seen', async () => {
    once.on(StartTaskCommand).rejects(transportError);
    await expect(start(onInstance)).rejects.toMatchObject({
      name: 'TaskMayAlreadyHaveRunError',
      message: expect.stringMatching(/may already have run.*--started-by autodiag\//),
    });
    expect(once.calls()).toHaveLength(1);
  });

  it.each([
    ['ThrottlingException', 400],
    ['ClientException', 400],
    ['AccessDeniedException', 403],
  ])('passes %s on: nothing was started', async (name, status) => {
    once.on(StartTaskCommand).rejects(awsError(name, status));
    await expect(start(onInstance)).rejects.toMatchObject({ name });
  });

  it('starts nothing in an execution redriven after ECS has forgotten its tasks', async () => {
    await expect(start(onInstance, '2026-01-01T01:00:00.000Z')).rejects.toMatchObject({
      name: 'TaskMayAlreadyHaveRunError',
    });
    expect(once.calls()).toHaveLength(0);
  });
});
