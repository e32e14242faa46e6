import type { Action } from '@aws-sdk/client-elastic-load-balancing-v2';
import { ownershipTags } from '../../../../../functions/domain/service/ownership.ts';
import type { PlanContext } from '../../../../../functions/domain/service/plan/action.ts';
import type {
  ListenerFacts,
  LoadBalancerFacts,
  LoadBalancingFacts,
  RuleFacts,
  TargetGroupFacts,
} from '../../../../../functions/domain/service/plan/load-balancing-facts.ts';

const arn = (resource: string) => `arn:aws:elasticloadbalancing:us-east-1:111122223333:${resource}`;

/** ARN of a target group by its name. */
export const groupArn = (name: string) => arn(`targetgroup/${name}/0123456789abcdef`);

/** Tags of a service's resources, `web`'s unless another is named. */
export const tagsOf = (service = 'web', execution = 'arn:earlier', environment = 'prestaging') =>
  ownershipTags({ cluster: 'prod', service, stage: 'stage', environment, execution });

export const context: PlanContext = {
  service: { cluster: 'prod', service: 'web' },
  tags: tagsOf('web', 'arn:now'),
  allowExisting: undefined,
};

export const forward = (name: string): Action[] => [{ Type: 'forward', TargetGroupArn: groupArn(name) }];

/** The target group `web-1` as the spec of tests has it. */
export const groupFacts = (rest: Partial<TargetGroupFacts> = {}): TargetGroupFacts => ({
  arn: groupArn(rest.name ?? 'web-1'),
  name: 'web-1',
  protocol: 'HTTP',
  port: 8080,
  vpcId: 'vpc-1',
  targetType: 'ip',
  healthCheck: {
    HealthCheckProtocol: 'HTTP',
    HealthCheckPath: '/health',
    HealthCheckIntervalSeconds: 10,
    HealthCheckTimeoutSeconds: 5,
    HealthCheckPort: 'traffic-port',
  },
  loadBalancerArns: [],
  tags: tagsOf(),
  registeredTargets: null,
  ...rest,
});

/** A rule for `a.example.com` that forwards to `web-1`. */
export const ruleFacts = (rest: Partial<RuleFacts> = {}): RuleFacts => ({
  arn: arn(`listener-rule/app/web-lb/1/2/${rest.priority ?? 5}`),
  priority: 5,
  conditions: [{ Field: 'host-header', Values: ['a.example.com'] }],
  actions: forward('web-1'),
  tags: tagsOf(),
  ...rest,
});

/** A listener for HTTP on port 80, without rules. */
export const listenerFacts = (rest: Partial<ListenerFacts> = {}): ListenerFacts => ({
  arn: arn('listener/app/web-lb/1/2'),
  protocol: 'HTTP',
  port: 80,
  defaultActions: [{ Type: 'fixed-response' }],
  sslPolicy: null,
  certificates: [],
  alpnPolicy: [],
  tags: null,
  rules: [],
  ...rest,
});

/** The load balancer `web-lb` with these rules. */
export const balancerFacts = (
  rules: RuleFacts[] | null = [],
  rest: Partial<LoadBalancerFacts> = {},
): LoadBalancerFacts => ({
  arn: arn('loadbalancer/app/web-lb/1'),
  name: 'web-lb',
  type: 'application',
  scheme: 'internal',
  vpcId: 'vpc-1',
  state: 'active',
  securityGroups: [],
  listeners: [listenerFacts({ rules })],
  ...rest,
});

export const facts = (rest: Partial<LoadBalancingFacts> = {}): LoadBalancingFacts => ({
  targetGroups: [groupFacts()],
  loadBalancers: [balancerFacts()],
  foreignTargetGroups: {},
  ...rest,
});
