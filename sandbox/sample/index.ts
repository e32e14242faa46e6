import type { RegisterTaskDefinitionCommandInput } from '@aws-sdk/client-ecs';
import type { EcsService } from '../services/ecs/index.ts';
import type { ElbService } from '../services/elb/index.ts';
import type { World } from '../world.ts';
import { writeInstanceDisk } from './instance-disk.ts';
import { addLoadBalancers } from './load-balancers.ts';

/** What a fresh sandbox holds, by name and id. The agent logs in var-log-ecs tell of the same tasks. */
export const sample = {
  cluster: 'demo',
  service: 'web',
  /** Where AutoDiag's own task definitions log: tasks that log to a group that is not there do not start. */
  logGroup: '/ecs/autodiag',
  ec2: { id: '0f3d2c1b4a5968778695a4b3c2d1e0ff', ec2InstanceId: 'i-0a1b2c3d4e5f60718' },
  external: { id: '1e2d3c4b5a69788796a5b4c3d2e1f001', ec2InstanceId: 'mi-0123456789abcdef0' },
  /** Its agent is disconnected and its agent's container has exited. */
  disconnected: { id: '2d1e0f3c4b5a69788796a5b4c3d2e102', ec2InstanceId: 'i-0f9e8d7c6b5a43210' },
  webTaskId: 'c0ffee12d3a44b5f9a6b7c8d9e0f1a2b',
  /** Its image is pulled for ever. */
  pendingTaskId: '5d4c7a3b9e1f4a60b8d2c1e0f7a69351',
  vpcId: 'vpc-0123456789abcdef0',
  /** In two Availability Zones. */
  subnets: ['subnet-0123456789abcdef0', 'subnet-0fedcba9876543210'],
  securityGroups: ['sg-0123456789abcdef0'],
  /** Answers 404 on HTTPS until it gets a rule, and redirects HTTP there. */
  applicationLoadBalancer: 'demo-application',
  /** Has no listeners. */
  networkLoadBalancer: 'demo-network',
} as const;

/** What of the services is filled. */
export interface SeededServices {
  ecs: EcsService;
  elb: ElbService;
  logs: { createGroup(name: string): void };
}

const networkConfiguration = {
  awsvpcConfiguration: {
    subnets: [...sample.subnets],
    securityGroups: [...sample.securityGroups],
    assignPublicIp: 'DISABLED' as const,
  },
};

const taskDefinitions: RegisterTaskDefinitionCommandInput[] = [
  {
    family: 'web',
    networkMode: 'awsvpc',
    cpu: '256',
    memory: '512',
    containerDefinitions: [
      { name: 'web', image: 'registry.example.com/sandbox/runs:v41', portMappings: [{ containerPort: 80 }] },
    ],
  },
  {
    family: 'checkout',
    containerDefinitions: [{ name: 'checkout', image: 'registry.example.com/sandbox/pulls:v12', memory: 256 }],
  },
];

/**
 * Fills a fresh sandbox: cluster `demo` with three container instances and their disks, service `web` with a running
 * task, a task that stays PENDING, an application and a network load balancer, and the log group of AutoDiag's task
 * definitions. Everything is there when it resolves; the web task runs a moment later.
 */
export const seedSample = async ({ ecs, elb, logs }: SeededServices, world: World): Promise<void> => {
  const { cluster: clusterName, logGroup } = sample;
  logs.createGroup(logGroup);
  addLoadBalancers(elb, world, sample);
  ecs.operations.CreateCluster({ clusterName });
  for (const definition of taskDefinitions) ecs.operations.RegisterTaskDefinition(definition);
  const ec2 = ecs.registerInstance({ ...sample.ec2, clusterName, launchType: 'EC2' });
  ecs.registerInstance({ ...sample.external, clusterName, launchType: 'EXTERNAL', cpu: 4096, memory: 7812 });
  ecs.registerInstance({ ...sample.disconnected, clusterName, launchType: 'EC2', agentConnected: false });
  await Promise.all(ecs.instances().map(({ directory }) => writeInstanceDisk(directory, world.region)));

  const deploymentId = addWebService(ecs, world);
  const launch = { clusterName, launchType: 'EC2', instance: ec2 } as const;
  ecs.launchTask({
    ...launch,
    definition: ecs.taskDefinition('web'),
    id: sample.webTaskId,
    input: { group: `service:${sample.service}`, startedBy: deploymentId, networkConfiguration },
  });
  ecs.launchTask({ ...launch, definition: ecs.taskDefinition('checkout'), id: sample.pendingTaskId, input: {} });
};

const addWebService = (ecs: EcsService, { clock }: World): string => {
  const { taskDefinitionArn } = ecs.taskDefinition('web');
  const id = 'ecs-svc/4816253017392845061';
  const at = new Date(clock.now());
  ecs.addService({
    clusterName: sample.cluster,
    serviceName: sample.service,
    status: 'ACTIVE',
    launchType: 'EC2',
    schedulingStrategy: 'REPLICA',
    desiredCount: 1,
    taskDefinition: taskDefinitionArn,
    networkConfiguration,
    loadBalancers: [],
    serviceRegistries: [],
    events: [],
    createdAt: at,
    deployments: [
      {
        id,
        status: 'PRIMARY',
        taskDefinition: taskDefinitionArn,
        desiredCount: 1,
        launchType: 'EC2',
        networkConfiguration,
        rolloutState: 'COMPLETED',
        createdAt: at,
        updatedAt: at,
      },
    ],
  });
  return id;
};
