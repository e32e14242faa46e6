import { consoleHost } from '../../ecs/arn.ts';
import type { NoticeContext } from './context.ts';

type Place = Pick<NoticeContext, 'partition' | 'region' | 'clusterName'>;

/** The console's page of a cluster's container instances. */
export const infrastructureLink = ({ partition, region, clusterName }: Place): string =>
  `${consoleHost(partition, region)}/ecs/v2/clusters/${clusterName}/infrastructure?region=${region}`;

/** The console's page of a container instance. */
export const containerInstanceLink = ({ partition, region, clusterName }: Place, id: string): string =>
  `${consoleHost(partition, region)}/ecs/v2/clusters/${clusterName}/infrastructure/container-instances/${id}?region=${region}`;

/** The console's page of the machine: EC2's of an instance, Fleet Manager's of an external one. */
export const hostLink = ({ partition, region }: Place, instanceId: string, isExternal: boolean): string =>
  isExternal
    ? `${consoleHost(partition, region)}/systems-manager/fleet-manager/managed-nodes/${instanceId}/general?region=${region}`
    : `${consoleHost(partition, region)}/ec2/home?region=${region}#InstanceDetails:instanceId=${instanceId}`;
