import { randomInt } from 'node:crypto';
import type {
  CapacityProviderStrategyItem,
  CreateServiceCommandInput,
  Deployment,
  DeploymentConfiguration,
  LoadBalancer,
  NetworkConfiguration,
  Service,
  ServiceEvent,
} from '@aws-sdk/client-ecs';
import type { TaskRecord } from '../../tasks/records.ts';
import type { ServiceNews } from './events/service.ts';
import type { TaskTarget } from './scheduler/targets.ts';
import type { TaskDefinitionRecord } from './state.ts';

/** What a deployment starts tasks with; a change of it makes a new deployment. */
export interface Revision {
  definition: TaskDefinitionRecord;
  launchType: 'EC2' | 'FARGATE' | 'EXTERNAL';
  /** Empty where the service has a launch type. */
  capacityProviderStrategy: CapacityProviderStrategyItem[];
  loadBalancers: LoadBalancer[];
  networkConfiguration?: NetworkConfiguration;
  platformVersion?: string;
}

/** A deployment of a service. `failedTasks` counts tasks that failed one after the other. */
export interface DeploymentRecord extends Revision {
  id: string;
  status: 'PRIMARY' | 'ACTIVE';
  failedTasks: number;
  rolloutState: NonNullable<Deployment['rolloutState']>;
  rolloutStateReason: string;
  isRollback: boolean;
  createdAt: Date;
  updatedAt: Date;
}

/** What of a service UpdateService changes without a new deployment. */
export type ServiceSettings = Pick<
  Service,
  | 'placementConstraints'
  | 'placementStrategy'
  | 'healthCheckGracePeriodSeconds'
  | 'enableECSManagedTags'
  | 'enableExecuteCommand'
  | 'propagateTags'
  | 'availabilityZoneRebalancing'
> & { deploymentConfiguration: DeploymentConfiguration & { maximumPercent: number; minimumHealthyPercent: number } };

/** What the scheduler remembers of a service between two looks at it. */
export interface SchedulerMemory {
  isSteady: boolean;
  /** Why no task can be placed, as last told; cleared when something changes that may help. */
  obstacle?: string;
  /** Tasks in a row that stopped before they ran; from the third on the next one waits. */
  startFailures: number;
  /** No task is started before it, in milliseconds since the epoch. */
  notBefore: number;
  /** When somebody last asked for the service or changed it. */
  lookedAt: number;
  /** Ids of tasks that the scheduler has told to stop. */
  stopping: Set<string>;
  /** Ids of tasks that were healthy once. */
  proven: Set<string>;
  /** Where load balancers reach the tasks that are registered with them, by task id. */
  targets: Map<string, TaskTarget[]>;
  /** What EventBridge has not been told yet. */
  news: ServiceNews[];
  /** Cancels the timer that is set, and when it is due. */
  timer?: { dueAt: number; cancel: () => void };
}

/** A service of the sandbox. Counts are derived when it is described. */
export interface ServiceRecord {
  serviceArn: string;
  serviceName: string;
  clusterName: string;
  clusterArn: string;
  status: 'ACTIVE' | 'DRAINING' | 'INACTIVE';
  schedulingStrategy: 'REPLICA' | 'DAEMON';
  /** Of a DAEMON service it follows from the instances. */
  desiredCount: number;
  settings: ServiceSettings;
  /** The PRIMARY one first. */
  deployments: [DeploymentRecord, ...DeploymentRecord[]];
  /** Where a failed deployment is rolled back to. */
  lastCompleted?: DeploymentRecord;
  /** Newest first. */
  events: ServiceEvent[];
  createdAt: Date;
  /** When the last task of a deleted service had stopped. */
  inactiveAt?: Date;
  /** What CreateService was called with, to know a repeated call. */
  created?: CreateServiceCommandInput;
  memory: SchedulerMemory;
}

export const inProgress = (id: string): string => `ECS deployment ${id} in progress.`;

/** `ecs-svc/` and 19 digits. */
export const newDeploymentId = (): string =>
  `ecs-svc/${Array.from({ length: 19 }, (_, index) => randomInt(index === 0 ? 1 : 0, 10)).join('')}`;

/** A PRIMARY deployment that has just begun. */
export const newDeployment = (revision: Revision, at: Date, id = newDeploymentId()): DeploymentRecord => ({
  ...revision,
  id,
  status: 'PRIMARY',
  failedTasks: 0,
  rolloutState: 'IN_PROGRESS',
  rolloutStateReason: inProgress(id),
  isRollback: false,
  createdAt: at,
  updatedAt: at,
});

export const newMemory = (now: number): SchedulerMemory => ({
  isSteady: false,
  startFailures: 0,
  notBefore: 0,
  lookedAt: now,
  stopping: new Set(),
  proven: new Set(),
  targets: new Map(),
  news: [],
});

/** Makes a deployment the PRIMARY one; those before it stay until their tasks are replaced. */
export const promote = (service: ServiceRecord, deployment: DeploymentRecord): void => {
  const others = service.deployments.filter((each) => each !== deployment);
  for (const other of others) other.status = 'ACTIVE';
  deployment.status = 'PRIMARY';
  service.deployments = [deployment, ...others];
  Object.assign(service.memory, { isSteady: false, startFailures: 0, notBefore: 0 });
  delete service.memory.obstacle;
};

const mostEvents = 100;

/** Adds an event to the service's log, which keeps the newest hundred. */
export const addEvent = (service: ServiceRecord, createdAt: Date, message: string): void => {
  const event = { id: crypto.randomUUID(), createdAt, message: `(service ${service.serviceName}) ${message}` };
  service.events = [event, ...service.events].slice(0, mostEvents);
};

/** Whether the task is of the service, of whichever deployment. */
export const isTaskOf = ({ clusterName, serviceName }: ServiceRecord, record: TaskRecord): boolean =>
  record.clusterName === clusterName && record.task.group === `service:${serviceName}`;

/** The tasks in words: `(task a) (task b)`. */
export const taskList = (tasks: TaskRecord[]): string => tasks.map(({ id }) => `(task ${id})`).join(' ');
