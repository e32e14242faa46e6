import {
  DescribeTasksCommand,
  type DesiredStatus,
  type ECSClient,
  paginateListTasks,
  type Task,
} from '@aws-sdk/client-ecs';
import { shortId } from '../../domain/ecs/arn.ts';

interface ServiceArns {
  clusterArn: string;
  serviceArn: string;
}

/** Of 100 tasks each. ECS lists the stopped ones of an hour in no order that it tells, former deployments' among them. */
const mostPages = 10;

const readTasks = async (
  ecs: ECSClient,
  { clusterArn: cluster, serviceArn }: ServiceArns,
  desiredStatus: DesiredStatus,
): Promise<Task[]> => {
  // The one call that is documented to take a name only.
  const serviceName = shortId(serviceArn);
  const listed = { cluster, serviceName, desiredStatus };
  const found: Task[] = [];
  let pages = 0;
  for await (const { taskArns = [] } of paginateListTasks({ client: ecs }, listed)) {
    if (taskArns.length > 0) {
      found.push(...((await ecs.send(new DescribeTasksCommand({ cluster, tasks: taskArns }))).tasks ?? []));
    }
    pages += 1;
    if (pages === mostPages) break;
  }
  return found;
};

/**
 * Tasks of a service that have stopped or are about to, at most 1,000. ECS forgets them after about an hour.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListTasks.html
 */
export const readStoppedTasks = (ecs: ECSClient, service: ServiceArns): Promise<Task[]> =>
  readTasks(ecs, service, 'STOPPED');

/**
 * Addresses of a service's tasks in network mode awsvpc, by which target groups know them, of at most 1,000 tasks.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Attachment.html
 */
export const readAddresses = async (ecs: ECSClient, service: ServiceArns): Promise<string[]> => {
  const details = (await readTasks(ecs, service, 'RUNNING')).flatMap(({ attachments = [] }) =>
    attachments.flatMap((attachment) => attachment.details ?? []),
  );
  return details.flatMap(({ name, value }) => (value && /^privateIPv[46]Address$/i.test(name ?? '') ? value : []));
};
