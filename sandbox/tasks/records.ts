import type { AwsVpcConfiguration, Container, ContainerInstance, Task, TaskDefinition } from '@aws-sdk/client-ecs';

import type { Ec2State } from '../hosts/index.ts';

/** What an instance's Docker Engine says of the ECS agent's own container. */
export type AgentContainerState = 'running' | 'absent' | 'exited' | 'paused' | 'unhealthy';

/** A container instance of the sandbox: what ECS knows of it, and the directory that stands for its disk. */
export interface InstanceRecord {
  /** Counts and remaining resources are derived when described, never kept here. */
  instance: ContainerInstance & { containerInstanceArn: string };
  id: string;
  clusterName: string;
  launchType: 'EC2' | 'EXTERNAL';
  /** Stands for `/` of the instance: `/var/log/ecs` is `<directory>/var/log/ecs`. */
  directory: string;
  /** Stands for `/var/run/docker.sock`; elsewhere than `directory` because a socket's path is short by nature. */
  dockerSocket: string;
  agentContainer: AgentContainerState;
  /** State of its machine, as far as ECS has taken note of it. */
  machineState: Ec2State;
  /** When it was deregistered, in milliseconds since the epoch; absent while it is registered. */
  inactiveAt?: number;
}

/** Why a task is to stop, as DescribeTasks will say it. The reason of a task's abort signal. */
export class StopRequest {
  readonly stopCode: NonNullable<Task['stopCode']>;
  readonly stoppedReason: string;

  constructor(stopCode: NonNullable<Task['stopCode']>, stoppedReason: string) {
    this.stopCode = stopCode;
    this.stoppedReason = stoppedReason;
  }
}

/** A container of a task; ECS always names it. */
export type TaskContainer = Container & { name: string };

/** A task and what the sandbox needs to run it. `task` is what DescribeTasks answers. */
export interface TaskRecord {
  task: Omit<Task, 'taskArn' | 'containers'> & { taskArn: string; containers: TaskContainer[] };
  id: string;
  clusterName: string;
  definition: TaskDefinition & { family: string; revision: number };
  /** Absent on Fargate. */
  instance?: InstanceRecord;
  /** Present with network mode awsvpc. */
  network?: AwsVpcConfiguration;
  /** Aborted with a StopRequest when the task is to stop. */
  stopping: AbortController;
}

/** 32 lower-case hexadecimal digits: the form of task and container instance ids. */
export const newId = (): string => crypto.randomUUID().replaceAll('-', '');
