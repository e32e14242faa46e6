import { RunbookError } from './runbook-error.ts';

/** A `failures[]` entry of RunTask or StartTask. */
export interface PlacementFailure {
  arn?: string;
  reason?: string;
  detail?: string;
}

const sentence = (cause: string, { arn, reason, detail }: PlacementFailure): string =>
  `${cause} (${[reason, arn, detail].filter(Boolean).join(', ')})`;

/** Too little CPU, memory, ports or network interfaces are left (RESOURCE:…). */
export class InsufficientResourcesError extends RunbookError {
  override readonly name = 'InsufficientResourcesError';

  constructor(failure: PlacementFailure) {
    const lacking = failure.reason?.split(':')[1]?.toLowerCase() ?? 'resource';
    super(
      sentence(
        `not enough ${lacking} is left to place the task; free some or choose another container instance`,
        failure,
      ),
    );
  }
}

/** The container instance's agent is not connected (AGENT), so it can be told nothing. */
export class AgentDisconnectedError extends RunbookError {
  override readonly name = 'AgentDisconnectedError';

  constructor(failure: PlacementFailure) {
    super(
      sentence(
        'the ECS agent of the container instance is not connected; check it with: systemctl status ecs',
        failure,
      ),
    );
  }
}

/** The container instance lacks an attribute that the task definition requires (ATTRIBUTE). */
export class AttributeMissingError extends RunbookError {
  override readonly name = 'AttributeMissingError';

  constructor(failure: PlacementFailure) {
    super(sentence('the container instance lacks an attribute that the task definition requires', failure));
  }
}

/** No such container instance in the cluster (MISSING). */
export class ContainerInstanceNotFoundError extends RunbookError {
  override readonly name = 'ContainerInstanceNotFoundError';

  constructor(failure: PlacementFailure) {
    super(sentence('the cluster has no such container instance; see: aws ecs list-container-instances', failure));
  }
}

/** The container instance, or the cluster, has been deregistered (INACTIVE) or is being drained (DRAINING). */
export class ContainerInstanceInactiveError extends RunbookError {
  override readonly name = 'ContainerInstanceInactiveError';

  constructor(failure: PlacementFailure) {
    super(sentence('the container instance takes no tasks: it was deregistered or is draining', failure));
  }
}

/** ECS did not place the task for a reason that has no name of its own here. */
export class TaskNotPlacedError extends RunbookError {
  override readonly name = 'TaskNotPlacedError';

  constructor(failures: PlacementFailure[]) {
    const reasons = failures.map((failure) => sentence('not placed', failure)).join('; ');
    super(`ECS started no task: ${reasons || 'it gave no reason'}`);
  }
}

/**
 * The call that starts the task got no clear answer and no task of this execution is to be seen. Starting again could
 * run it twice.
 */
export class TaskMayAlreadyHaveRunError extends RunbookError {
  override readonly name = 'TaskMayAlreadyHaveRunError';

  constructor({ cluster, startedBy }: { cluster: string; startedBy: string }, options?: ErrorOptions) {
    super(
      `the diagnostic task may already have run: look for it with: aws ecs list-tasks --cluster ${cluster} ` +
        `--started-by ${startedBy} (and --desired-status STOPPED), then start the runbook again`,
      options,
    );
  }
}

const byReason: Record<string, new (failure: PlacementFailure) => RunbookError> = {
  RESOURCE: InsufficientResourcesError,
  AGENT: AgentDisconnectedError,
  ATTRIBUTE: AttributeMissingError,
  MISSING: ContainerInstanceNotFoundError,
  INACTIVE: ContainerInstanceInactiveError,
  DRAINING: ContainerInstanceInactiveError,
};

/**
 * The error an operator would treat for the failures that RunTask or StartTask returned instead of a task.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/api_failures_messages.html
 */
export const placementError = (failures: PlacementFailure[]): RunbookError => {
  const [first] = failures;
  const Named = byReason[first?.reason?.split(':')[0] ?? ''];
  return first && Named ? new Named(first) : new TaskNotPlacedError(failures);
};
