import {
  ApplicationAutoScalingClient,
  type PutScalingPolicyCommandInput,
} from '@aws-sdk/client-application-auto-scaling';
import { ECSClient } from '@aws-sdk/client-ecs';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterAll, afterEach, beforeAll } from '@jest/globals';
import type { ResolvedService, RunPlan, ServiceRunRequest } from '../../../../functions/domain/service/run-state.ts';
import type { ServiceSpec } from '../../../../functions/domain/service/spec-schema/index.ts';
import { type Sandbox, startSandbox } from '../../../../sandbox/index.ts';
import { countingRequests, specWith } from '../../domain/service/plan/scaling-world.ts';

export { countingRequests, specWith };

const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
export const cluster = 'testing-prestaging';
export const service = 'example1';

/** ARN of an execution. */
export const executionArn = (name: string): string =>
  `arn:aws:states:us-east-1:111122223333:execution:ecs-runbooks-test-deploy-service:${name}`;

/** The state of a run for the seed's service. */
export const stateOf = (
  spec: ServiceSpec,
  {
    request = {},
    run = 'run-1',
    desiredCount = null as number | null,
    ...more
  }: Record<string, unknown> & {
    request?: Partial<ServiceRunRequest> & { moveBounds?: boolean };
    run?: string;
    desiredCount?: number | null;
  } = {},
) => ({
  resolved: { spec, environment: 'prestaging', cluster, service, specHash: 'a'.repeat(64) } as ResolvedService,
  execution: { id: executionArn(run), name: run, startedAt: '2030-01-01T00:00:00.000Z' },
  plan: { actions: [], steps: {}, desiredCount } as unknown as RunPlan,
  request: {
    environment: 'prestaging',
    dryRun: false,
    pollSeconds: 10,
    timeoutMinutes: 15,
    onFailure: 'rollback' as const,
    moveBounds: false,
    ...request,
  },
  ...more,
});

/** A sandbox with the seed's cluster and service, which is not scaled at first. */
export const scalingWorld = () => {
  const world = {} as {
    sandbox: Sandbox;
    ecs: ECSClient;
    elb: ElasticLoadBalancingV2Client;
    autoScaling: ApplicationAutoScalingClient;
  };
  const scaled = {
    ServiceNamespace: 'ecs',
    ResourceId: `service/${cluster}/${service}`,
    ScalableDimension: 'ecs:service:DesiredCount',
  } as const;

  beforeAll(async () => {
    const sandbox = await startSandbox({ clock: 'turned', stack: false, region: 'us-east-1' });
    const options = { endpoint: sandbox.url, region: sandbox.region, credentials };
    Object.assign(world, {
      sandbox,
      ecs: new ECSClient(options),
      elb: new ElasticLoadBalancingV2Client(options),
      autoScaling: new ApplicationAutoScalingClient({ ...options, maxAttempts: 1 }),
    });
    const { operations } = sandbox.services.ecs;
    operations.CreateCluster({ clusterName: cluster });
    operations.RegisterTaskDefinition({
      family: 'example',
      networkMode: 'awsvpc',
      cpu: '256',
      memory: '512',
      requiresCompatibilities: ['FARGATE'],
      containerDefinitions: [{ name: 'main', image: 'registry.example.com/sandbox/runs' }],
    });
    for (const serviceName of [service, 'old']) {
      operations.CreateService({
        cluster,
        serviceName,
        taskDefinition: 'example',
        desiredCount: serviceName === 'old' ? 4 : 2,
        launchType: 'FARGATE',
        networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-0123456789abcdef0'] } },
      });
    }
  });

  afterEach(() => {
    world.sandbox.faults.clear();
    const { operations } = world.sandbox.services.autoScaling;
    if (operations.DescribeScalableTargets({ ServiceNamespace: 'ecs' }).ScalableTargets.length > 0) {
      operations.DeregisterScalableTarget(scaled);
    }
  });

  afterAll(async () => {
    for (const client of [world.ecs, world.elb, world.autoScaling]) client.destroy();
    await world.sandbox.close();
  });

  return {
    world,
    scaled,
    context: {
      now: '2030-01-01T00:00:00.000Z',
      settings: { RUNBOOKS_SERVICE: 'ecs-runbooks-test' },
      logger: { info: () => undefined, warn: () => undefined },
    },
    target: () => {
      const { operations } = world.sandbox.services.autoScaling;
      const [found] = operations.DescribeScalableTargets({ ServiceNamespace: 'ecs' }).ScalableTargets;
      return found && { ...found, ...operations.ListTagsForResource({ ResourceARN: found.ScalableTargetARN }) };
    },
    policies: () =>
      world.sandbox.services.autoScaling.operations.DescribeScalingPolicies({ ServiceNamespace: 'ecs' })
        .ScalingPolicies,
    addPolicy: (PolicyName: string, PredefinedMetricType = 'ECSServiceAverageMemoryUtilization') =>
      world.sandbox.services.autoScaling.operations.PutScalingPolicy({
        ...scaled,
        PolicyName,
        PolicyType: 'TargetTrackingScaling',
        TargetTrackingScalingPolicyConfiguration: {
          TargetValue: 50,
          PredefinedMetricSpecification: { PredefinedMetricType },
        },
      } as PutScalingPolicyCommandInput),
  };
};
