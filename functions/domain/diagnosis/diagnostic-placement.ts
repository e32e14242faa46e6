import type { NetworkConfiguration, Service, Task } from '@aws-sdk/client-ecs';
import { TaskHasNoContainerInstanceError } from '../errors/ecs.ts';
import type { AutodiagRequest } from './autodiag-request.ts';

export type LaunchType = 'EC2' | 'FARGATE' | 'EXTERNAL';

/** Where the diagnostic task is put: on one instance by StartTask, or wherever ECS finds room by RunTask. */
export interface DiagnosticPlacement {
  containerInstance?: string;
  launchType: LaunchType;
  network?: NetworkConfiguration;
}

/** What was looked up because the request names it. */
export interface PlacementFacts {
  service?: Service;
  /** The task to find in agent logs (mode TASK), or one running task of the service. */
  task?: Task;
}

const launchTypeOf = (service: Service): LaunchType => {
  if (service.launchType) return service.launchType as LaunchType;
  const providers = service.capacityProviderStrategy ?? [];
  return providers.some(({ capacityProvider }) => capacityProvider?.startsWith('FARGATE')) ? 'FARGATE' : 'EC2';
};

const besideService = (service: Service, task: Task | undefined): DiagnosticPlacement => {
  const launchType = launchTypeOf(service);
  if (service.networkConfiguration) return { launchType, network: service.networkConfiguration };
  // bridge and host networks are the instance's own: stand on an instance where the service runs
  return { launchType, ...(task?.containerInstanceArn ? { containerInstance: task.containerInstanceArn } : {}) };
};

const whereTaskRan = (task: Task): DiagnosticPlacement => {
  if (!task.containerInstanceArn) {
    throw new TaskHasNoContainerInstanceError({
      task: task.taskArn ?? 'asked for',
      launchType: task.launchType ?? 'unknown, not placed yet',
    });
  }
  return { containerInstance: task.containerInstanceArn, launchType: (task.launchType ?? 'EC2') as LaunchType };
};

const networkOf = ({ network }: AutodiagRequest): { network: NetworkConfiguration } | undefined =>
  network && { network: { awsvpcConfiguration: network } };

/**
 * Decides where the diagnostic task runs. The request's own words come first, then the service's, then the searched
 * task's instance. Without any of them a network means Fargate, and nothing at all means some EC2 instance.
 *
 * @throws TaskHasNoContainerInstanceError in mode TASK for a task on Fargate
 */
export const decidePlacement = (request: AutodiagRequest, facts: PlacementFacts): DiagnosticPlacement => {
  const found = facts.service
    ? besideService(facts.service, facts.task)
    : facts.task && !request.containerInstance
      ? whereTaskRan(facts.task)
      : undefined;
  const network = networkOf(request) ?? (found?.network && { network: found.network });
  const containerInstance = request.containerInstance ?? found?.containerInstance;
  const byContext: LaunchType = found?.launchType ?? (request.network && !containerInstance ? 'FARGATE' : 'EC2');
  return {
    ...(containerInstance ? { containerInstance } : {}),
    launchType: request.launchType ?? byContext,
    ...network,
  };
};
