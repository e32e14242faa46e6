/** Where a load balancer reaches a task of a service. */
export interface ServiceTarget {
  /** The task's private IPv4 address, or the id of the EC2 instance that it runs on. */
  id: string;
  port: number;
  availabilityZone?: string;
  /** Whether what runs there passes health checks; a sandbox's load balancer sends none. */
  isHealthy: boolean;
}

/** What the service scheduler asks of a target's health, in the words of DescribeTargetHealth. */
export interface ServiceTargetHealth {
  /** `initial`, `healthy`, `unhealthy`, `unused`, `draining` or `unavailable` */
  state: string;
  /** E.g. `Health checks failed with these codes: [500]`. */
  description?: string;
}

/** What ECS services need of Elastic Load Balancing. Without it services take no load balancers. */
export interface LoadBalancing {
  /** Undefined when there is no such target group. */
  targetGroup(targetGroupArn: string): { targetType: string; hasLoadBalancer: boolean } | undefined;
  registerTargets(targetGroupArn: string, targets: ServiceTarget[]): void;
  deregisterTargets(targetGroupArn: string, targets: ServiceTarget[]): void;
  /** Undefined for a target that is not registered. */
  targetHealth(targetGroupArn: string, target: ServiceTarget): ServiceTargetHealth | undefined;
}
