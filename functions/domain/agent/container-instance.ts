/**
 * A container instance as ECS describes it, as far as this runbook looks.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerInstance.html
 */
export interface InstanceFacts {
  /** Last part of its ARN. */
  id: string;
  /**
   * ECS adds one with every change that it tells EventBridge of: a reconnection and a new disconnection are two. So an agent that is
   * disconnected in two looks whose versions differ by at most one has not been back between them.
   */
  version: number;
  /** `ACTIVE`, `DRAINING`, `REGISTERING`, `DEREGISTERING`, `REGISTRATION_FAILED`, `INACTIVE`. */
  status: string;
  agentConnected: boolean;
  /** `i-…` on EC2, `mi-…` (Systems Manager's id) on ECS Anywhere; null where ECS says none. */
  instanceId: string | null;
  isExternal: boolean;
  /** Null for external instances. */
  availabilityZone: string | null;
  osType: 'linux' | 'windows';
  runningTasks: number;
  pendingTasks: number;
}

/**
 * What is known of the machine below the agent. `STOPPED`: on its way down or down, and can be started again. `GONE`: terminated or not
 * known any more. `OFFLINE`: an external instance that Systems Manager does not hear from. `UNKNOWN`: nobody could be asked.
 */
export type HostState = 'RUNNING' | 'STOPPED' | 'GONE' | 'OFFLINE' | 'UNKNOWN';

/** ECS Anywhere's instances have ids of Systems Manager. */
export const isExternalId = (instanceId: string): boolean => instanceId.startsWith('mi-');
