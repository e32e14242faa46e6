import type { Service, ServiceEvent } from '@aws-sdk/client-ecs';
import { diagnoseReason, type StopDiagnosis } from '../../diagnosis/stopped-task.ts';
import type { Expected } from './deployment.ts';

/**
 * Kinds of reasons for which ECS cannot even make a task. Lack of room and bad health are none: machines come, and targets heal.
 */
const hopelessCategories = new Set(['IMAGE_PULL', 'RESOURCE_INIT', 'CONTAINER_START', 'VOLUME', 'NETWORK', 'API']);
/** The percentages of the deployment configuration leave no room for any step. */
const deadlock = 'svc.deployment-config';

const eventsSince = ({ events = [] }: Service, { updatedAt }: Expected): ServiceEvent[] =>
  events.filter(({ createdAt }) => (createdAt?.getTime() ?? 0) >= Date.parse(updatedAt));

const diagnosed = (service: Service, expected: Expected): StopDiagnosis[] =>
  eventsSince(service, expected).flatMap(({ message = '' }) => diagnoseReason(message, 'service.event') ?? []);

/** The newest event since the update that tells of a difficulty. */
export const newestObstacle = (service: Service, expected: Expected): StopDiagnosis | undefined =>
  diagnosed(service, expected).find(({ isExpected }) => !isExpected);

/**
 * Whether the service's events since the update show that no task will start: tasks that ECS cannot launch leave no other trace.
 *
 * @returns the reason; undefined while there is hope
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html
 */
export const assessEvents = (service: Service, expected: Expected): string | undefined => {
  const hopeless = diagnosed(service, expected).find(
    ({ id, category, canHeal }) => !canHeal && (id === deadlock || hopelessCategories.has(category)),
  );
  return hopeless && `ECS cannot start tasks: ${hopeless.reason}; ${hopeless.remedy}`;
};
