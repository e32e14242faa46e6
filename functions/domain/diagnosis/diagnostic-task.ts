import { createHash } from 'node:crypto';
import type { Container, RunTaskCommandInput, StartTaskCommandInput, Task, TaskDefinition } from '@aws-sdk/client-ecs';
import { containerName } from '../../../layers/autodiag/contract.ts';
import { TaskDefinitionUnsuitableError } from '../errors/ecs.ts';
import type { ExecutionRef } from '../runbook.ts';
import type { AutodiagRequest } from './autodiag-request.ts';
import { diagnosticEnvironment } from './diagnostic-environment.ts';
import type { DiagnosticPlacement } from './diagnostic-placement.ts';

/** Marks the task of an execution: at most 36 letters, digits, `-`, `_` and `/`. */
export const startedByOf = ({ id }: Pick<ExecutionRef, 'id'>): string =>
  `autodiag/${createHash('sha256').update(id).digest('hex').slice(0, 24)}`;

/** RunTask's idempotency token: at most 64 characters; the same for every try of one execution. */
export const clientTokenOf = ({ id }: Pick<ExecutionRef, 'id'>): string =>
  createHash('sha256').update(id).digest('hex');

interface StartOrder {
  request: AutodiagRequest;
  execution: ExecutionRef;
  placement: DiagnosticPlacement;
  taskDefinition: string;
}

const common = ({ request, execution, placement, taskDefinition }: StartOrder) => ({
  cluster: request.cluster,
  taskDefinition,
  startedBy: startedByOf(execution),
  overrides: { containerOverrides: [{ name: containerName, environment: diagnosticEnvironment(request) }] },
  ...(placement.network ? { networkConfiguration: placement.network } : {}),
});

/** RunTask's input for a placement without a container instance. */
export const runTaskInput = (order: StartOrder): RunTaskCommandInput => ({
  ...common(order),
  count: 1,
  launchType: order.placement.launchType,
  clientToken: clientTokenOf(order.execution),
});

/** StartTask's input for a placement on one container instance. */
export const startTaskInput = (order: StartOrder, containerInstance: string): StartTaskCommandInput => ({
  ...common(order),
  containerInstances: [containerInstance],
});

/** Where the task's output will be in CloudWatch Logs; `{taskId}` is not known before it is started. */
export interface LogTarget {
  group: string;
  streamPrefix: string;
  region?: string;
}

/**
 * Reads from a task definition where AutoDiag's container logs to.
 *
 * @throws TaskDefinitionUnsuitableError without a container `autodiag` that logs by awslogs under a stream prefix
 */
export const logTargetOf = (definition: TaskDefinition): LogTarget => {
  const name = `${definition.family}:${definition.revision}`;
  const container = definition.containerDefinitions?.find((candidate) => candidate.name === containerName);
  if (!container) throw new TaskDefinitionUnsuitableError(name, `it has no container named ${containerName}`);
  const { logDriver, options } = container.logConfiguration ?? {};
  const [group, prefix] = [options?.['awslogs-group'], options?.['awslogs-stream-prefix']];
  if (logDriver !== 'awslogs' || !group || !prefix) {
    const reason = `container ${containerName} must log by awslogs with awslogs-group and awslogs-stream-prefix`;
    throw new TaskDefinitionUnsuitableError(name, reason);
  }
  const region = options?.['awslogs-region'];
  return { group, streamPrefix: prefix, ...(region ? { region } : {}) };
};

/** What CheckDiagnosticTask reports. Every key is there, because the definition selects each by name. */
export interface DiagnosticTaskState {
  status: 'RUNNING' | 'STOPPED' | 'OVERDUE';
  reason: string;
  /** How long to wait before the next look. */
  waitSeconds: number;
  /** False until AutoDiag ran, and for good where the task stopped before: image pull, resource initialization. */
  ran: boolean;
  /** ISO 8601; null while it runs. */
  stoppedAt: string | null;
  exitCode: number | null;
}

const stoppedReason = (task: Task, container: Container | undefined): string =>
  [task.stoppedReason, container?.reason].filter(Boolean).join(': ') || 'stopped without a reason';

/** Short waits while a run is young, up to 10 s later: a loop costs history events, an operator's time is dear. */
const nextWaitSeconds = (elapsedSeconds: number): number => Math.min(1 + Math.floor(elapsedSeconds / 10), 10);

/**
 * Tells whether the diagnostic task goes on, has stopped, or has used its time up.
 *
 * @param times.startedAt when it was started, ISO 8601
 * @param times.now ISO 8601
 */
export const assessDiagnosticTask = (
  task: Task,
  { startedAt, now, timeoutSeconds }: { startedAt: string; now: string; timeoutSeconds: number },
): DiagnosticTaskState => {
  const elapsedSeconds = (Date.parse(now) - Date.parse(startedAt)) / 1000;
  const container = task.containers?.find(({ name }) => name === containerName);
  const common = {
    waitSeconds: nextWaitSeconds(elapsedSeconds),
    ran: container?.exitCode !== undefined || task.startedAt !== undefined,
    exitCode: container?.exitCode ?? null,
  };
  if (task.lastStatus === 'STOPPED') {
    const stoppedAt = task.stoppedAt?.toISOString() ?? now;
    return { status: 'STOPPED', reason: stoppedReason(task, container), ...common, stoppedAt };
  }
  if (elapsedSeconds >= timeoutSeconds) {
    return {
      status: 'OVERDUE',
      reason: `still ${task.lastStatus} after ${timeoutSeconds} s`,
      ...common,
      stoppedAt: null,
    };
  }
  const reason = `${task.lastStatus} for ${Math.round(elapsedSeconds)} s`;
  return { status: 'RUNNING', reason, ...common, stoppedAt: null };
};
