import {
  CreateClusterCommand,
  DescribeServicesCommand,
  ECSClient,
  ListTaskDefinitionsCommand,
} from '@aws-sdk/client-ecs';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterAll, afterEach, beforeAll } from '@jest/globals';
import type { ResolvedService, RunPlan, ServiceRunRequest } from '../../../../functions/domain/service/run-state.ts';
import { checkServiceDrained } from '../../../../functions/steps/service/check-service-drained.ts';
import { checkServiceInactive } from '../../../../functions/steps/service/check-service-inactive.ts';
import { createService } from '../../../../functions/steps/service/create-service.ts';
import { deleteService } from '../../../../functions/steps/service/delete-service.ts';
import { deregisterTaskDefinitions } from '../../../../functions/steps/service/deregister-task-definitions.ts';
import { registerTaskDefinition } from '../../../../functions/steps/service/register-task-definition.ts';
import { scaleService } from '../../../../functions/steps/service/scale-service.ts';
import { type Sandbox, startSandbox } from '../../../../sandbox/index.ts';

const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
const request: ServiceRunRequest = {
  environment: 'test',
  dryRun: false,
  pollSeconds: 10,
  timeoutMinutes: 15,
  onFailure: 'rollback',
};

/** ARN of an execution. */
export const executionArn = (name: string): string =>
  `arn:aws:states:us-east-1:111122223333:execution:ecs-runbooks-test-deploy-service:${name}`;

/** What earlier steps leave in a state. */
interface Results {
  desiredCount?: number;
  taskDefinition?: { taskDefinitionArn: string };
  targetGroups?: { targetGroups: { name: string; arn: string }[] };
  service?: { updatedAt: string };
  deleted?: { deletedAt: string };
}

interface State extends Results {
  resolved: ResolvedService;
  execution: { id: string; name: string; startedAt: string };
  plan: RunPlan;
  request: ServiceRunRequest & { cluster?: string; service?: string };
}

/** A run's state as far as steps read it. */
export const stateOf = (
  resolved: ResolvedService,
  { run = 'run-1', ...more }: Results & { run?: string; request?: Partial<ServiceRunRequest> } = {},
): State => ({
  resolved,
  execution: { id: executionArn(run), name: run, startedAt: '2030-01-01T00:00:00.000Z' },
  plan: { actions: [], steps: {}, taskDefinitionArn: null, desiredCount: null } as unknown as RunPlan,
  ...more,
  request: { ...request, ...more.request },
});

/** A sandbox of bare services with a turned clock, its clients, and the steps bound to them. */
export const serviceWorld = () => {
  const world = {} as { sandbox: Sandbox; ecs: ECSClient; ecsOnce: ECSClient; elb: ElasticLoadBalancingV2Client };

  beforeAll(async () => {
    const sandbox = await startSandbox({ clock: 'turned', stack: false, region: 'us-east-1' });
    const options = { endpoint: sandbox.url, region: sandbox.region, credentials, retryMode: 'standard' };
    const ecs = new ECSClient({ ...options, maxAttempts: 1 });
    const ecsOnce = new ECSClient({ ...options, maxAttempts: 1 });
    Object.assign(world, { sandbox, ecs, ecsOnce, elb: new ElasticLoadBalancingV2Client(options) });
  });

  afterEach(() => world.sandbox.faults.clear());

  afterAll(async () => {
    for (const client of [world.ecs, world.ecsOnce, world.elb]) client.destroy();
    await world.sandbox.close();
  });

  const now = () => new Date(world.sandbox.clock.now()).toISOString();
  const context = (at = now()) => ({
    now: at,
    settings: { RUNBOOKS_SERVICE: 'ecs-runbooks-test' },
    logger: { info: () => undefined, warn: () => undefined },
  });
  return {
    world,
    now,
    register: (state: State) => registerTaskDefinition(world, context())(state),
    create: (state: State) => createService(world, context())(state),
    scale: (state: Omit<State, 'resolved'> & { resolved?: ResolvedService }) => scaleService(world, context())(state),
    checkDrained: (state: State, at?: string) => checkServiceDrained(world, context(at))(state),
    remove: (state: State) => deleteService(world, context())(state),
    checkInactive: (state: State, at?: string) => checkServiceInactive(world, context(at))(state),
    deregister: (state: State) => deregisterTaskDefinitions(world, context())(state),
    /** Makes a cluster for one test, which then meets nobody else's services. */
    cluster: async (clusterName: string) => {
      await world.ecs.send(new CreateClusterCommand({ clusterName }));
      return clusterName;
    },
    describe: async (cluster: string) => {
      const answer = await world.ecs.send(
        new DescribeServicesCommand({ cluster, services: ['shop'], include: ['TAGS'] }),
      );
      return answer.services?.[0];
    },
    revisions: async (family: string) =>
      (await world.ecs.send(new ListTaskDefinitionsCommand({ familyPrefix: family }))).taskDefinitionArns ?? [],
    pass: (seconds: number) => world.sandbox.clock.sleep(seconds * 1000),
  };
};
