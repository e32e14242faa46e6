import { DescribeServicesCommand, type ECSClient, type Service } from '@aws-sdk/client-ecs';
import { readTags, type ServiceRef } from '../../domain/service/ownership.ts';
import type { AttachedTargetGroup, ServiceFacts, ServiceNetwork } from '../../domain/service/plan/service-facts.ts';

const networkOf = ({ networkConfiguration }: Service): ServiceNetwork | null => {
  const vpc = networkConfiguration?.awsvpcConfiguration;
  if (!vpc) return null;
  return {
    subnets: vpc.subnets ?? [],
    securityGroups: vpc.securityGroups ?? [],
    assignPublicIp: vpc.assignPublicIp ?? 'DISABLED',
  };
};

/** Classic load balancers have no target group; ECS shows them by name. */
const targetGroupsOf = ({ loadBalancers = [] }: Service): AttachedTargetGroup[] =>
  loadBalancers.map(({ targetGroupArn, loadBalancerName, containerName = '', containerPort = 0 }) => ({
    targetGroupArn: targetGroupArn ?? loadBalancerName ?? '',
    containerName,
    containerPort,
  }));

const settingsOf = (service: Service) => ({
  healthCheckGracePeriodSeconds: service.healthCheckGracePeriodSeconds ?? null,
  enableExecuteCommand: service.enableExecuteCommand ?? false,
  enableECSManagedTags: service.enableECSManagedTags ?? false,
  propagateTags: service.propagateTags ?? 'NONE',
  platformVersion: service.platformVersion ?? null,
  deploymentConfiguration: service.deploymentConfiguration ?? {},
});

const factsOf = (service: Service): ServiceFacts => ({
  serviceArn: service.serviceArn ?? '',
  clusterArn: service.clusterArn ?? '',
  status: service.status === 'DRAINING' ? 'DRAINING' : 'ACTIVE',
  schedulingStrategy: service.schedulingStrategy ?? 'REPLICA',
  deploymentController: service.deploymentController?.type ?? 'ECS',
  launchType: service.launchType ?? null,
  capacityProviderStrategy: service.capacityProviderStrategy ?? [],
  taskDefinition: service.taskDefinition ?? '',
  desiredCount: service.desiredCount ?? 0,
  runningCount: service.runningCount ?? 0,
  pendingCount: service.pendingCount ?? 0,
  network: networkOf(service),
  loadBalancers: targetGroupsOf(service),
  ...settingsOf(service),
  deployedAt: service.deployments?.find(({ status }) => status === 'PRIMARY')?.createdAt?.toISOString() ?? null,
  tags: readTags(service.tags),
});

/** What CreateService, UpdateService and DeleteService answer, as facts. */
export const serviceFactsOf = ({ service }: { service?: Service | undefined }): ServiceFacts | null =>
  service ? factsOf(service) : null;

/**
 * A service as it is now; null where it is MISSING or INACTIVE, or where the cluster is.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeServices.html
 */
export const readService = async (ecs: ECSClient, { cluster, service }: ServiceRef): Promise<ServiceFacts | null> => {
  try {
    const answer = await ecs.send(new DescribeServicesCommand({ cluster, services: [service], include: ['TAGS'] }));
    const found = answer.services?.find(({ status }) => status !== 'INACTIVE');
    return found ? factsOf(found) : null;
  } catch (error) {
    if ((error as Error).name === 'ClusterNotFoundException') return null;
    throw error;
  }
};
