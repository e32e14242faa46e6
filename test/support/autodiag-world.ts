import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ECSClient, RegisterTaskDefinitionCommand } from '@aws-sdk/client-ecs';
import { afterAll, afterEach, beforeAll } from '@jest/globals';
import type { RunbookResult } from '../../functions/domain/runbook.ts';
import { type Sandbox, startSandbox } from '../../sandbox/index.ts';

export const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };

/** The states of a run that meets no trouble. */
export const happyStates = [
  'ValidateRequest',
  'StartDiagnosticTask',
  'StartPolling',
  'WaitForDiagnosticTask',
  'CheckDiagnosticTask',
  'IsDiagnosticTaskStopped',
  'StartFetching',
  'FetchDiagnosticLog',
  'IsDiagnosticLogComplete',
  'NotifyResult',
];
export const failurePath = ['NotifyFailure', 'RunbookFailed'];

/** A sandbox with a turned clock, an ECS client and a web server, for all tests of a file. */
export const autodiagWorld = () => {
  const world = {} as { sandbox: Sandbox; ecs: ECSClient; web: Server };

  beforeAll(async () => {
    const sandbox = await startSandbox({ clock: 'turned' });
    const web = createServer((_request, response) => response.end('ok'));
    await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
    const ecs = new ECSClient({ endpoint: sandbox.url, region: sandbox.region, credentials });
    Object.assign(world, { sandbox, ecs, web });
  }, 600_000);

  afterEach(() => world.sandbox.faults.clear());

  afterAll(async () => {
    world.ecs.destroy();
    world.web.close();
    await world.sandbox.close();
  });

  return {
    world,
    /** A request that passes, in the cluster `demo`. */
    connectivity: () => ({
      mode: 'CONNECTIVITY',
      cluster: 'demo',
      endpoint: '127.0.0.1',
      port: (world.web.address() as AddressInfo).port,
    }),
    run: async (request: object) => {
      const ended = await world.sandbox.run('autodiag', { cluster: 'demo', ...request });
      return { ...ended, result: ended.output as RunbookResult };
    },
    /** ARN of a task definition with an image of the sandbox's table. */
    registered: async (image: string, logGroup?: string): Promise<string> => {
      const { taskDefinition } = await world.ecs.send(new RegisterTaskDefinitionCommand(simulated(image, logGroup)));
      return taskDefinition?.taskDefinitionArn ?? '';
    },
    instanceOf: (launchType: 'EC2' | 'EXTERNAL', agentConnected = true): string =>
      world.sandbox.services.ecs
        .instances()
        .find((record) => record.launchType === launchType && record.instance.agentConnected === agentConnected)
        ?.instance.containerInstanceArn ?? '',
  };
};

/** A log group that is named is not created. */
const simulated = (image: string, logGroup?: string) => ({
  family: 'simulated',
  containerDefinitions: [
    {
      name: 'autodiag',
      image: `registry.example.com/sandbox/${image}`,
      memory: 64,
      logConfiguration: {
        logDriver: 'awslogs' as const,
        options: {
          'awslogs-group': logGroup ?? '/ecs/autodiag',
          'awslogs-region': 'us-east-1',
          'awslogs-stream-prefix': 'ecs',
          ...(logGroup ? {} : { 'awslogs-create-group': 'true' }),
        },
      },
    },
  ],
});
