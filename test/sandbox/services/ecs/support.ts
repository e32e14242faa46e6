import { mkdtempSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RegisterTaskDefinitionCommandInput, Task } from '@aws-sdk/client-ecs';
import type { Clock } from '../../../../sandbox/clock.ts';
import { createFaults } from '../../../../sandbox/faults.ts';
import { createHosts } from '../../../../sandbox/hosts/index.ts';
import { AwsError } from '../../../../sandbox/service.ts';
import { ecsService, type LoadBalancing } from '../../../../sandbox/services/ecs/index.ts';
import type { EmittedEvent } from '../../../../sandbox/services/event-bridge/index.ts';
import { turnedClock } from '../../../../sandbox/turned-clock.ts';

export const fargateNetwork = {
  awsvpcConfiguration: { subnets: ['subnet-0123456789abcdef0'], securityGroups: ['sg-0123456789abcdef0'] },
};

/** A task definition of one container. */
export const definitionOf = (
  family: string,
  image: string,
  rest: Partial<RegisterTaskDefinitionCommandInput> = {},
  container = {},
): RegisterTaskDefinitionCommandInput => ({
  family,
  containerDefinitions: [{ name: 'main', image: `registry.example.com/${image}`, memory: 128, ...container }],
  ...rest,
});

export const fargate = {
  networkMode: 'awsvpc',
  cpu: '256',
  memory: '512',
  requiresCompatibilities: ['FARGATE'],
  executionRoleArn: 'arn:aws:iam::000000000000:role/execution',
} satisfies Partial<RegisterTaskDefinitionCommandInput>;

export const awslogs = (group = '/ecs/test') => ({
  logConfiguration: {
    logDriver: 'awslogs' as const,
    options: { 'awslogs-group': group, 'awslogs-region': 'us-east-1', 'awslogs-stream-prefix': 'ecs' },
  },
});

/**
 * ECS with cluster `demo` and one EC2 instance, on a turned clock. Log group `/ecs/test` exists.
 *
 * @param program source of the module that the AutoDiag image runs
 */
export const startEcs = async ({
  program = '',
  clock = turnedClock() as Clock,
  secrets = {} as Record<string, string>,
  loadBalancing = undefined as LoadBalancing | undefined,
} = {}) => {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'ecs-test-'));
  const programPath = join(dataDirectory, 'program.mjs');
  await writeFile(programPath, program);
  const streams = new Map<string, string[]>();
  const groups = new Set(['/ecs/test']);
  const world = {
    accountId: '000000000000',
    region: 'us-east-1',
    endpointUrl: 'http://127.0.0.1:4566',
    clock,
    faults: createFaults(clock),
  };
  const hosts = createHosts(world);
  const emitted: EmittedEvent[] = [];
  const ecs = ecsService(world, {
    hosts,
    emit: (event) => void emitted.push(event),
    putLogs: async (group, stream, messages) => {
      if (!groups.has(group))
        throw new AwsError('ResourceNotFoundException', 'The specified log group does not exist.');
      const key = `${group} ${stream}`;
      streams.set(key, [...(streams.get(key) ?? []), ...messages]);
    },
    createLogGroup: (group) => void groups.add(group),
    secretValue: (name) => secrets[name],
    dataDirectory,
    programs: { autodiag: programPath },
    ...(loadBalancing && { loadBalancing }),
  });
  ecs.operations.CreateCluster({ clusterName: 'demo' });
  const instance = ecs.registerInstance({
    clusterName: 'demo',
    launchType: 'EC2',
    ec2InstanceId: 'i-0123456789abcdef0',
  });
  const describe = (taskArn = ''): Task => {
    const [task] = ecs.operations.DescribeTasks({ cluster: 'demo', tasks: [taskArn] }).tasks;
    if (!task) throw new Error(`no task ${taskArn}`);
    return task;
  };
  const until = async (taskArn: string | undefined, status: string): Promise<Task> => {
    await eventually(
      () => describe(taskArn).lastStatus === status,
      () => `${status}: ${JSON.stringify(describe(taskArn))}`,
    );
    return describe(taskArn);
  };
  return {
    ...ecs,
    ecs,
    instance,
    hosts,
    /** What EventBridge was told, oldest first. */
    emitted,
    world,
    streams,
    describe,
    /** Polls until the task has the status. */
    until,
    close: async () => {
      clock.stop();
      await ecs.close();
      await rm(dataDirectory, { recursive: true, force: true });
    },
  };
};
export type TestEcs = Awaited<ReturnType<typeof startEcs>>;

const patienceMs = 15_000;

/** Polls until the claim holds; the real time it may take is bounded, so that a failing test ends. */
export const eventually = async (claim: () => boolean, what: () => string = () => 'the claim'): Promise<void> => {
  const deadline = performance.now() + patienceMs;
  while (!claim()) {
    if (performance.now() > deadline) throw new Error(`not in ${patienceMs} ms: ${what()}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
};

/** What a call threw: the wire code and the message. */
export const thrownBy = (call: () => unknown): { code: string; message: string; members: Record<string, unknown> } => {
  try {
    call();
  } catch (error) {
    if (error instanceof AwsError) return { code: error.code, message: error.message, members: error.members };
    throw error;
  }
  throw new Error('nothing was thrown');
};
