import type { JsonObject } from '../../../engine/json.ts';
import type { DeploymentRecord, ServiceRecord } from '../service-record.ts';
import type { EcsState } from '../state.ts';

/** What EventBridge is to be told of a service. */
export interface ServiceNews {
  detailType: 'ECS Service Action' | 'ECS Deployment State Change';
  detail: JsonObject;
}

/** What a service's scheduler did or cannot do, as far as the sandbox plays it. */
const actions = {
  SERVICE_STEADY_STATE: 'INFO',
  SERVICE_DESIRED_COUNT_UPDATED: 'INFO',
  TASKS_STOPPED: 'INFO',
  SERVICE_TASK_START_IMPAIRED: 'WARN',
  SERVICE_TASK_PLACEMENT_FAILURE: 'ERROR',
  SERVICE_TASK_CONFIGURATION_FAILURE: 'ERROR',
} as const;

/** The name of an action. */
export type ServiceAction = keyof typeof actions;

/**
 * Notes an action of a service's scheduler, to be told with the next `sendNews`.
 *
 * @param members what the event says beyond names and time, such as `reason`
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_service_events.html
 */
export const noteAction = (
  { clusterArn, memory }: ServiceRecord,
  eventName: ServiceAction,
  createdAt: Date,
  members: JsonObject = {},
): void => {
  const detail = {
    ...{ eventType: actions[eventName], eventName, clusterArn },
    ...members,
    createdAt: createdAt.toISOString(),
  };
  memory.news.push({ detailType: 'ECS Service Action', detail });
};

/**
 * Notes the state that a deployment is in now, to be told with the next `sendNews`.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_service_deployment_events.html
 */
export const noteDeployment = ({ memory }: ServiceRecord, deployment: DeploymentRecord): void => {
  const { id, rolloutState, rolloutStateReason, updatedAt } = deployment;
  const detail = {
    eventType: rolloutState === 'FAILED' ? 'ERROR' : 'INFO',
    eventName: `SERVICE_DEPLOYMENT_${rolloutState}`,
    deploymentId: id,
    updatedAt: updatedAt.toISOString(),
    reason: rolloutStateReason,
  };
  memory.news.push({ detailType: 'ECS Deployment State Change', detail });
};

/** Tells EventBridge what was noted of a service, oldest first. */
export const sendNews = (state: EcsState, { serviceArn, memory }: ServiceRecord): void => {
  for (const news of memory.news.splice(0)) state.emit({ source: 'aws.ecs', resources: [serviceArn], ...news });
};
