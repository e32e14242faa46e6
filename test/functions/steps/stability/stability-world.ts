import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import {
  type CreateServiceCommandInput,
  ECSClient,
  type Service,
  type UpdateServiceCommandInput,
} from '@aws-sdk/client-ecs';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterAll, beforeAll } from '@jest/globals';
import type { ServiceRunRequest } from '../../../../functions/domain/service/run-state.ts';
import { checkServiceStable } from '../../../../functions/steps/stability/check-service-stable.ts';
import { explainInstability } from '../../../../functions/steps/stability/explain-instability.ts';
import { type Sandbox, startSandbox } from '../../../../sandbox/index.ts';

const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
const subnets = ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'];
const securityGroups = ['sg-0123456789abcdef0'];
const vpcId = 'vpc-0123456789abcdef0';
export const logGroup = '/ecs/shop';

export const request: ServiceRunRequest = {
  environment: 'test',
  dryRun: false,
  pollSeconds: 10,
  timeoutMinutes: 15,
  onFailure: 'rollback',
};

/** What CreateService and ScaleService leave in the state. */
export interface AwaitedService {
  serviceArn: string;
  clusterArn: string;
  taskDefinitionArn: string;
  desiredCount: number;
  updatedAt: string;
}

const defineTasks = ({ services }: Sandbox): void => {
  services.logs.createGroup(logGroup);
  const options = { 'awslogs-group': logGroup, 'awslogs-region': 'us-east-1', 'awslogs-stream-prefix': 'web' };
  const images = ['runs', 'exits:3', 'exits:127', 'not-there', 'unhealthy', 'pulls'];
  for (const image of images) {
    services.ecs.operations.RegisterTaskDefinition({
      family: image.replace(':', '-'),
      networkMode: 'awsvpc',
      cpu: '256',
      memory: '512',
      requiresCompatibilities: ['FARGATE'],
      executionRoleArn: 'arn:aws:iam::111122223333:role/execution',
      containerDefinitions: [
        {
          name: 'shop',
          image: `registry.example.com/sandbox/${image}`,
          environment: [{ name: 'API_TOKEN', value: 'very-secret' }],
          portMappings: [{ containerPort: 80 }],
          logConfiguration: { logDriver: 'awslogs', options },
        },
      ],
    });
  }
};

/** A load balancer with a listener for each of these target groups. */
const balance = ({ services }: Sandbox, names: string[]): Map<string, string> => {
  const { elb } = services;
  const zones = subnets.map((id, index) => ({ id, availabilityZone: `us-east-1${'ab'.charAt(index)}` }));
  elb.addNetwork({ vpcId, subnets: zones, securityGroups });
  const LoadBalancerArn = elb.addLoadBalancer({ Name: 'shop', Subnets: subnets, SecurityGroups: securityGroups });
  const arns = new Map<string, string>();
  for (const [index, Name] of names.entries()) {
    const input = { Name, Protocol: 'HTTP', Port: 80, VpcId: vpcId, TargetType: 'ip' } as const;
    const TargetGroupArn = elb.operations.CreateTargetGroup(input).TargetGroups?.[0]?.TargetGroupArn ?? '';
    const forward = [{ Type: 'forward' as const, TargetGroupArn }];
    elb.operations.CreateListener({ LoadBalancerArn, Protocol: 'HTTP', Port: 8_000 + index, DefaultActions: forward });
    arns.set(Name, TargetGroupArn);
  }
  return arns;
};

/** A sandbox with cluster `prod`, families named by what their image does, and target groups `own` and `shared`. */
export const stabilityWorld = () => {
  const world = {} as {
    sandbox: Sandbox;
    ecs: ECSClient;
    elb: ElasticLoadBalancingV2Client;
    logs: CloudWatchLogsClient;
    targetGroups: Map<string, string>;
  };

  beforeAll(async () => {
    const sandbox = await startSandbox({ clock: 'turned', stack: false, region: 'us-east-1' });
    const options = { endpoint: sandbox.url, region: sandbox.region, credentials };
    sandbox.services.ecs.operations.CreateCluster({ clusterName: 'prod' });
    defineTasks(sandbox);
    Object.assign(world, {
      sandbox,
      targetGroups: balance(sandbox, ['own', 'shared']),
      ecs: new ECSClient(options),
      elb: new ElasticLoadBalancingV2Client(options),
      logs: new CloudWatchLogsClient(options),
    });
  });

  afterAll(async () => {
    for (const client of [world.ecs, world.elb, world.logs]) client.destroy();
    await world.sandbox.close();
  });

  const now = () => new Date(world.sandbox.clock.now()).toISOString();
  const context = () => ({ now: now(), settings: {}, logger: { info: () => undefined, warn: () => undefined } });
  const awaitedOf = ({ service = {} }: { service?: Service | undefined }): AwaitedService => ({
    serviceArn: service.serviceArn ?? '',
    clusterArn: service.clusterArn ?? '',
    taskDefinitionArn: service.taskDefinition ?? '',
    desiredCount: service.desiredCount ?? 0,
    updatedAt: now(),
  });
  const check = (service: AwaitedService, wish: Partial<ServiceRunRequest> = {}) =>
    checkServiceStable(world, context())({ request: { ...request, ...wish }, service });
  const pass = (seconds: number) => world.sandbox.clock.sleep(seconds * 1000);
  return {
    world,
    pass,
    check,
    create: (serviceName: string, family: string, rest: Partial<CreateServiceCommandInput> = {}): AwaitedService =>
      awaitedOf(
        world.sandbox.services.ecs.operations.CreateService({
          cluster: 'prod',
          serviceName,
          taskDefinition: family,
          desiredCount: 2,
          launchType: 'FARGATE',
          networkConfiguration: { awsvpcConfiguration: { subnets, securityGroups } },
          ...rest,
        }),
      ),
    update: (service: string, rest: Partial<UpdateServiceCommandInput>): AwaitedService =>
      awaitedOf(world.sandbox.services.ecs.operations.UpdateService({ cluster: 'prod', service, ...rest })),
    behind: (targetGroup: string) => ({
      loadBalancers: [
        { targetGroupArn: world.targetGroups.get(targetGroup) ?? '', containerName: 'shop', containerPort: 80 },
      ],
    }),
    /** Looks every ten seconds until it is no longer PENDING. */
    settle: async (service: AwaitedService, wish: Partial<ServiceRunRequest> = {}) => {
      let looked = await check(service, wish);
      for (let count = 0; looked.status === 'PENDING' && count < 200; count += 1) {
        await pass(looked.waitSeconds);
        looked = await check(service, wish);
      }
      return looked;
    },
    explain: (
      service: AwaitedService,
      stability: Awaited<ReturnType<typeof check>>,
      wish: Partial<ServiceRunRequest> = {},
    ) => explainInstability(world, context())({ request: { ...request, ...wish }, service, stability }),
  };
};
