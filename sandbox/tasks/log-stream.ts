import type { ContainerDefinition } from '@aws-sdk/client-ecs';
import type { EcsPorts } from './context.ts';
import type { TaskRecord } from './records.ts';
import { logGroupFailure, StartFailure } from './stopped-reasons.ts';

/** Where a container's output goes. */
export interface LogStream {
  /** Takes lines in order; they are delivered in batches behind the caller's back. */
  write(lines: string[]): void;
  /** Resolves once all that was written is in the log stream. */
  delivered(): Promise<void>;
}

/** Output of a container without a log driver that the sandbox serves goes nowhere, as with `json-file` on AWS. */
const nowhere: LogStream = { write: () => {}, delivered: async () => {} };

/** `prefix/container/task-id`; without a prefix Docker names the stream after the container's own id. */
const streamName = ({ id }: TaskRecord, container: ContainerDefinition, runtimeId: string): string => {
  const prefix = container.logConfiguration?.options?.['awslogs-stream-prefix'];
  return prefix ? `${prefix}/${container.name}/${id}` : runtimeId;
};

/**
 * Opens a container's log stream by its log configuration.
 *
 * @throws StartFailure when the log group does not exist and is not to be created, as the task fails on AWS
 */
export const openLogStream = async (
  record: TaskRecord,
  container: ContainerDefinition,
  runtimeId: string,
  ports: EcsPorts,
): Promise<LogStream> => {
  const { logDriver, options = {} } = container.logConfiguration ?? {};
  if (logDriver !== 'awslogs') return nowhere;
  const group = options['awslogs-group'] ?? '';
  const stream = streamName(record, container, runtimeId);
  try {
    if (options['awslogs-create-group'] === 'true') await createGroup(group, ports);
    await ports.putLogs(group, stream, []);
  } catch (error) {
    const { name, message } = error as Error;
    throw new StartFailure(
      logGroupFailure(record.task.launchType === 'FARGATE', `${name}: ${message}`),
      container.name ?? '',
    );
  }
  return deliverTo((lines) => ports.putLogs(group, stream, lines));
};

const createGroup = async (group: string, ports: EcsPorts): Promise<void> => {
  try {
    await ports.createLogGroup?.(group);
  } catch (error) {
    if ((error as Error).name !== 'ResourceAlreadyExistsException') throw error;
  }
};

/** One delivery at a time, each with all lines that came meanwhile, so that order is kept and bursts are cheap. */
const deliverTo = (put: (lines: string[]) => void | Promise<void>): LogStream => {
  let waiting: string[] = [];
  let delivery = Promise.resolve();
  const deliver = async () => {
    const lines = waiting;
    waiting = [];
    if (lines.length > 0) await put(lines);
  };
  return {
    write: (lines) => {
      if (waiting.length === 0 && lines.length > 0) {
        // A stream or group that was deleted meanwhile loses the lines, as on AWS; the task goes on.
        delivery = delivery.then(deliver).catch(() => {});
      }
      waiting.push(...lines);
    },
    delivered: () => delivery,
  };
};
