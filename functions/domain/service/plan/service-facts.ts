import type {
  CapacityProviderStrategyItem,
  DeploymentConfiguration,
  RegisterTaskDefinitionCommandInput,
} from '@aws-sdk/client-ecs';
import type { Tags } from '../ownership.ts';

/** A target group that a service registers its tasks with, as ECS shows it. */
export interface AttachedTargetGroup {
  targetGroupArn: string;
  containerName: string;
  containerPort: number;
}

/** The network of a service's tasks in network mode awsvpc. */
export interface ServiceNetwork {
  subnets: string[];
  securityGroups: string[];
  assignPublicIp: 'ENABLED' | 'DISABLED';
}

/** A service as DescribeServices shows it, by its newest deployment. One that is MISSING or INACTIVE is no service: null. */
export interface ServiceFacts {
  serviceArn: string;
  clusterArn: string;
  /** DRAINING: deleted, and waiting for its tasks to stop. */
  status: 'ACTIVE' | 'DRAINING';
  schedulingStrategy: 'REPLICA' | 'DAEMON';
  /** `ECS`, `CODE_DEPLOY` or `EXTERNAL`. */
  deploymentController: string;
  /** Null where capacity providers decide. */
  launchType: string | null;
  capacityProviderStrategy: CapacityProviderStrategyItem[];
  /** ARN. */
  taskDefinition: string;
  desiredCount: number;
  runningCount: number;
  pendingCount: number;
  network: ServiceNetwork | null;
  loadBalancers: AttachedTargetGroup[];
  /** Null where there is none, as without load balancers. */
  healthCheckGracePeriodSeconds: number | null;
  enableExecuteCommand: boolean;
  enableECSManagedTags: boolean;
  propagateTags: 'TASK_DEFINITION' | 'SERVICE' | 'NONE';
  /** Null where tasks do not run on Fargate. */
  platformVersion: string | null;
  deploymentConfiguration: DeploymentConfiguration;
  /** When the PRIMARY deployment was started, ISO 8601; null where there is none. */
  deployedAt: string | null;
  tags: Tags;
}

/** What a revision was registered with and what ECS has filled in. */
export type TaskDefinitionContent = Omit<RegisterTaskDefinitionCommandInput, 'family' | 'tags'>;

/** A revision of a task definition as DescribeTaskDefinition shows it. */
export interface RevisionFacts {
  taskDefinitionArn: string;
  family: string;
  revision: number;
  status: 'ACTIVE' | 'INACTIVE' | 'DELETE_IN_PROGRESS';
  content: TaskDefinitionContent;
  tags: Tags;
}

/** What a deployment must know of task definitions. */
export interface TaskDefinitionFacts {
  /** What the service runs; null where there is no service. */
  running: RevisionFacts | null;
  /** ACTIVE revisions of the spec's family that were looked at, newest first: no more of them than the answer needed. */
  family: RevisionFacts[];
  /** The one that the request names instead of the spec's; null where it names none, or one that ECS does not know. */
  named: RevisionFacts | null;
}

/** What a teardown must know of a family. */
export interface FamilyFacts {
  family: string;
  /** ACTIVE revisions, newest first; only so many as a run deregisters. */
  revisions: Pick<RevisionFacts, 'taskDefinitionArn' | 'family' | 'revision' | 'tags'>[];
  /** Whether there are more ACTIVE ones, which were not looked at. */
  hasFurther: boolean;
}
