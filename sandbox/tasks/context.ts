import type { World } from '../world.ts';
import type { TaskRecord } from './records.ts';
import type { RunningContainer } from './running-container.ts';
import type { Surroundings } from './surroundings.ts';

/** What the ECS of the sandbox needs from the sandbox's other services. */
export interface EcsPorts {
  /**
   * Appends messages to a log stream, which it creates when needed; no messages only create it.
   *
   * @throws AwsError ResourceNotFoundException when the log group does not exist
   */
  putLogs(group: string, stream: string, messages: string[]): void | Promise<void>;
  /** Creates a log group, for `awslogs-create-group`. Absent: tasks that want it find they may not. */
  createLogGroup?(group: string): void | Promise<void>;
  /** A secret's or a parameter's whole value by its ARN or name; undefined when it does not exist. */
  secretValue(valueFrom: string): string | undefined;
  /** Whether tasks may assume a role, given by its ARN or name. Absent: every one. */
  canAssume?(role: string): boolean;
  /** The sandbox's own directory; instances keep their disks under it. */
  dataDirectory: string;
  /** Paths of the programs that images really run. */
  programs: { autodiag: string };
}

/** All that running a task takes. */
export interface TaskContext {
  world: World;
  ports: EcsPorts;
  surroundings: Surroundings;
  /** Containers that run as processes, for the end of the sandbox. */
  processes: Set<RunningContainer>;
  /** Called after each change of a task's status or health. */
  taskChanged(record: TaskRecord): void;
}
