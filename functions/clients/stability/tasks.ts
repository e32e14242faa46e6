import {
  DescribeTasksCommand,
  type DesiredStatus,
  type ECSClient,
  ListTasksCommand,
  type Task,
} from '@aws-sdk/client-ecs';
import { shortId } from '../../domain/ecs/arn.ts';

interface ServiceArns {
  clusterArn: string;
  serviceArn: string;
}

/** Both calls take at most 100: a service with more stopped tasks says the same a hundred times over. */
const readTasks = async (
  ecs: ECSClient,
  { clusterArn: cluster, serviceArn }: ServiceArns,
  desiredStatus: DesiredStatus,
): Promise<Task[]> => {
  // The one call that is documented to take a name only.
  const serviceName = shortId(serviceArn);
  const { taskArns = [] } = await ecs.send(new ListTasksCommand({ cluster, serviceName, desiredStatus }));
  if (taskArns.length === 0) return [];
  return (await ecs.send(new DescribeTasksCommand({ cluster, tasks: taskArns }))).tasks ?? [];
};

/**
 * Tasks of a service that have stopped or are about to, at most 100. ECS forgets them after about an hour.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListTasks.html
 */
export const readStoppedTasks = (ecs: ECSClient, service: ServiceArns): Promise<Task[]> =>
  readTasks(ecs, service, 'STOPPED');

/**
 * Addresses of a service's tasks in network mode awsvpc, by which target groups know them, of at most 100 tasks.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Attachment.html
 */
export const readAddresses = async (ecs: ECSClient, service: ServiceArns): Promise<string[]> => {
  const details = (await readTasks(ecs, service, 'RUNNING')).flatMap(({ attachments = [] }) =>
    attachments.flatMap((attachment) => attachment.details ?? []),
  );
  return details.flatMap(({ name, value }) => (value && /^privateIPv[46]Address$/i.test(name ?? '') ? value : []));
};
