import type { TaskDefinition } from '@aws-sdk/client-ecs';
import { shortId } from '../ecs/arn.ts';
import { logStreamOf } from './diagnostic-log.ts';

/** Where a container's output is; both null where it cannot be read, which `logNote` explains. */
export interface ContainerLog {
  container: string | null;
  logGroup: string | null;
  logStream: string | null;
  logNote: string | null;
}

interface LoggingTask {
  taskArn: string;
  /** The container at fault; null: the first essential one stands for the task. */
  container: string | null;
}

const unreadable = (container: string | null, logNote: string): ContainerLog => ({
  container,
  logGroup: null,
  logStream: null,
  logNote,
});

/**
 * Tells from a task definition where a container of a task logs to.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_awslogs.html
 */
export const containerLogOf = (definition: TaskDefinition | undefined, task: LoggingTask): ContainerLog => {
  const containers = definition?.containerDefinitions ?? [];
  const found =
    task.container === null
      ? containers.find(({ essential }) => essential !== false)
      : containers.find(({ name }) => name === task.container);
  if (!found?.name) return unreadable(task.container, 'its task definition does not say where it logs to');
  const { name, logConfiguration } = found;
  if (!logConfiguration)
    return unreadable(name, `container ${name} has no log configuration: its output stays on the host`);
  const { logDriver, options = {} } = logConfiguration;
  if (logDriver !== 'awslogs') {
    return unreadable(name, `container ${name} logs by ${logDriver}, which is not read here`);
  }
  const [logGroup, prefix] = [options['awslogs-group'], options['awslogs-stream-prefix']];
  if (!logGroup || !prefix) {
    return unreadable(name, `container ${name} logs without awslogs-stream-prefix, so its stream is not known`);
  }
  return { container: name, logGroup, logStream: logStreamOf(prefix, name, shortId(task.taskArn)), logNote: null };
};
