import { RunbookError } from './runbook-error.ts';

/** DescribeServices reports the service MISSING or INACTIVE. */
export class ServiceNotFoundError extends RunbookError {
  override readonly name = 'ServiceNotFoundError';

  constructor({ cluster, service }: { cluster: string; service: string }, options?: ErrorOptions) {
    super(
      `service ${service} not found in cluster ${cluster}; see: aws ecs list-services --cluster ${cluster}`,
      options,
    );
  }
}

/** DescribeTasks knows no such task: never existed, or stopped over an hour ago. */
export class TaskNotFoundError extends RunbookError {
  override readonly name = 'TaskNotFoundError';

  constructor({ cluster, task }: { cluster: string; task: string }, options?: ErrorOptions) {
    super(
      `task ${task} not found in cluster ${cluster}: ECS forgets a task about an hour after it stopped; ` +
        'give containerInstance to search a known instance',
      options,
    );
  }
}

/** The task runs where there is no container instance whose agent log could be read. */
export class TaskHasNoContainerInstanceError extends RunbookError {
  override readonly name = 'TaskHasNoContainerInstanceError';

  constructor({ task, launchType }: { task: string; launchType: string }) {
    super(
      `task ${task} is on no container instance (launch type ${launchType}), so there is no agent log to search; ` +
        'on Fargate read its stoppedReason, or give containerInstance',
    );
  }
}

/** DescribeTaskDefinition shows a definition that AutoDiag's log cannot be read from. */
export class TaskDefinitionUnsuitableError extends RunbookError {
  override readonly name = 'TaskDefinitionUnsuitableError';

  constructor(taskDefinition: string, reason: string) {
    super(`task definition ${taskDefinition} cannot run AutoDiag: ${reason}`);
  }
}
