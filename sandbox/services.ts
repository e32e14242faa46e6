import { createHosts } from './hosts/index.ts';
import { autoScalingService } from './services/auto-scaling/index.ts';
import { ec2Service } from './services/ec2/index.ts';
import { createNetworks } from './services/ec2/networks.ts';
import { type EcsService, ecsService } from './services/ecs/index.ts';
import { elbService } from './services/elb/index.ts';
import { eventBridgeService } from './services/event-bridge/index.ts';
import { iamService } from './services/iam/index.ts';
import { lambdaService } from './services/lambda.ts';
import { logsService } from './services/logs.ts';
import { s3Service } from './services/s3.ts';
import { secretsManagerService } from './services/secrets-manager.ts';
import { snsService } from './services/sns.ts';
import { sqsService } from './services/sqs/index.ts';
import { ssmService } from './services/ssm.ts';
import { stepFunctionsService } from './services/step-functions/index.ts';
import { stsService } from './services/sts.ts';
import type { World } from './world.ts';

export interface ServiceOptions {
  /** The sandbox's own directory. */
  dataDirectory: string;
  /** Paths of the programs that tasks run. */
  programs: { autodiag: string };
}

/** The services of one sandbox, wired to each other. */
export const createServices = (world: World, { dataDirectory, programs }: ServiceOptions) => {
  const logs = logsService(world);
  const secretsManager = secretsManagerService(world);
  const hosts = createHosts(world);
  const ssm = ssmService(world, hosts, {
    restartAgent: (id) => {
      const isThere = ecs.instances().some(({ instance }) => instance.ec2InstanceId === id);
      if (isThere) ecs.setAgentConnected(id, true);
    },
  });
  const networks = createNetworks(world.region);
  const elb = elbService(world, networks);
  const iam = iamService(world);
  const ecs = ecsService(world, {
    hosts,
    emit: (event) => void eventBridge.emit(event),
    loadBalancing: elb,
    putLogs: (group, stream, messages) => logs.put(group, stream, messages),
    createLogGroup: (group) => logs.createGroup(group),
    secretValue: (valueFrom) => secretsManager.value(valueFrom) ?? ssm.value(valueFrom),
    canAssume: iam.trustsTasks,
    dataDirectory,
    programs,
  });
  const sqs = sqsService(world);
  const lambda = lambdaService(world, {
    putLogs: (group, stream, lines) => {
      if (!logs.hasGroup(group)) logs.createGroup(group);
      logs.put(group, stream, lines);
    },
    queues: sqs.reader,
  });
  const sns = snsService(world, {
    sendToQueue: sqs.send,
    invokeFunction: async (functionName, payload) => {
      await lambda.invoke({ functionName, payload, invocationType: 'Event' });
    },
  });
  const eventBridge = eventBridgeService(world, {
    publish: sns.publish,
    sendToQueue: sqs.send,
    invokeFunction: async (functionName, payload) => {
      await lambda.invoke({ functionName, payload, invocationType: 'Event' });
    },
    startExecution: async (stateMachineArn, input) => {
      await world.faults.meet({ service: 'states', operation: 'StartExecution' }, () =>
        stepFunctions.startExecution({ stateMachineArn, input }),
      );
    },
  });
  const stepFunctions = stepFunctionsService(world, { invokeFunction: lambda.invoke, emit: eventBridge.emit });
  return {
    autoScaling: autoScalingService(world, { hasService: (cluster, name) => hasService(ecs, cluster, name) }),
    ec2: ec2Service(world, networks, hosts),
    ecs,
    elb,
    eventBridge,
    iam,
    lambda,
    logs,
    s3: s3Service(world),
    secretsManager,
    sns,
    sqs,
    ssm,
    stepFunctions,
    sts: stsService(world),
  };
};

/** Whether the cluster, if it is there, has an ACTIVE service of the name. */
const hasService = ({ operations }: EcsService, cluster: string, name: string): boolean => {
  const isThere = operations.DescribeClusters({ clusters: [cluster] }).clusters?.[0]?.status === 'ACTIVE';
  const described = isThere ? operations.DescribeServices({ cluster, services: [name] }).services : [];
  return described?.[0]?.status === 'ACTIVE';
};

/** The direct functions of each service; `service` is what the endpoint serves of it. */
export type Services = ReturnType<typeof createServices>;
