import type { Action, Certificate, RuleCondition } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Tags } from '../ownership.ts';

/** How a target group checks its targets, in AWS's names; a member that does not apply is absent. */
export interface HealthCheckFacts {
  HealthCheckProtocol?: 'HTTP' | 'HTTPS' | 'TCP';
  HealthCheckPort?: string;
  HealthCheckPath?: string;
  HealthCheckIntervalSeconds?: number;
  HealthCheckTimeoutSeconds?: number;
  HealthyThresholdCount?: number;
  UnhealthyThresholdCount?: number;
  Matcher?: { HttpCode?: string; GrpcCode?: string };
}

/** A target group that is there. */
export interface TargetGroupFacts {
  arn: string;
  name: string;
  protocol: string | null;
  port: number | null;
  vpcId: string | null;
  targetType: string;
  healthCheck: HealthCheckFacts;
  /** The load balancers whose listeners or rules forward to it. */
  loadBalancerArns: string[];
  tags: Tags;
  /** How many targets are registered and not draining; null where nobody has looked. */
  registeredTargets: number | null;
}

/** A rule of a listener, the default rule not among them. */
export interface RuleFacts {
  arn: string;
  priority: number;
  conditions: RuleCondition[];
  actions: Action[];
  /** Null where they are of no matter: it neither matches a rule of the spec nor forwards to its target groups. */
  tags: Tags | null;
}

/** A listener of a load balancer. */
export interface ListenerFacts {
  arn: string;
  protocol: string;
  port: number;
  defaultActions: Action[];
  /** What a listener for TLS needs to be made again. */
  sslPolicy: string | null;
  certificates: Certificate[];
  alpnPolicy: string[];
  /** Null where they are of no matter: listeners of application load balancers belong to whom the load balancer does. */
  tags: Tags | null;
  /** By priority; null where nobody has looked. */
  rules: RuleFacts[] | null;
}

/** A load balancer that is there. */
export interface LoadBalancerFacts {
  arn: string;
  name: string;
  /** `application`, `network` or `gateway`. */
  type: string;
  scheme: string;
  vpcId: string;
  /** `active`, `provisioning`, `active_impaired` or `failed`. */
  state: string;
  securityGroups: string[];
  listeners: ListenerFacts[];
}

/** What AWS says of target groups and load balancers that a spec names; what is not there is not listed. */
export interface LoadBalancingFacts {
  targetGroups: TargetGroupFacts[];
  /** The spec's, and those beside them that send requests to its target groups. */
  loadBalancers: LoadBalancerFacts[];
  /** Tags of target groups that are not the spec's, by ARN, where a rule or listener of the service forwards to them. */
  foreignTargetGroups: Record<string, Tags>;
}

/** A target group of the facts by its name. */
export const targetGroupByName = ({ targetGroups }: LoadBalancingFacts, name: string): TargetGroupFacts | undefined =>
  targetGroups.find((group) => group.name === name);

/** A load balancer of the facts by its name. */
export const loadBalancerByName = (
  { loadBalancers }: LoadBalancingFacts,
  name: string,
): LoadBalancerFacts | undefined => loadBalancers.find((balancer) => balancer.name === name);

/**
 * The target groups that actions forward to.
 *
 * @returns ARNs
 */
export const forwardedTo = (actions: readonly Action[]): string[] => [
  ...new Set(
    actions.flatMap(({ Type, TargetGroupArn, ForwardConfig }) =>
      Type === 'forward'
        ? [TargetGroupArn, ...(ForwardConfig?.TargetGroups ?? []).map((each) => each.TargetGroupArn)].filter(
            (arn) => arn !== undefined,
          )
        : [],
    ),
  ),
];

/** A target group's name, which its ARN holds and which is its own within a region: `targetgroup/<name>/<id>`. */
export const targetGroupNameOf = (arn: string): string => /:targetgroup\/([^/]+)\//.exec(arn)?.[1] ?? arn;
