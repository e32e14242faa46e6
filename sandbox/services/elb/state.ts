import type {
  Action,
  Listener,
  LoadBalancer,
  Rule,
  Tag,
  TargetGroup,
  TargetHealthReasonEnum,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { World } from '../../world.ts';
import type { Networks } from '../ec2/networks.ts';
import { listenerNotFound, loadBalancerNotFound, ruleNotFound, targetGroupNotFound } from './errors.ts';

export type LoadBalancerType = 'application' | 'network';

export interface LoadBalancerRecord {
  arn: string;
  name: string;
  type: LoadBalancerType;
  vpcId: string;
  /** Without the state, which follows from the time. */
  described: LoadBalancer;
  attributes: Map<string, string>;
  /** Milliseconds since the epoch; it is provisioning until then. */
  activeAt: number;
}

export interface ListenerRecord {
  arn: string;
  loadBalancer: LoadBalancerRecord;
  /** Without the default actions, which its default rule holds. */
  described: Listener & { Protocol: string; Port: number };
  defaultRule: RuleRecord;
}

export interface RuleRecord {
  arn: string;
  listener: ListenerRecord;
  isDefault: boolean;
  /** Infinity for the default rule, which comes last. */
  priority: number;
  conditions: NonNullable<Rule['Conditions']>;
  actions: Action[];
  transforms: NonNullable<Rule['Transforms']>;
}

/** What the health checks of a target find. */
export type CheckResult =
  | 'healthy'
  | Extract<
      TargetHealthReasonEnum,
      'Target.ResponseCodeMismatch' | 'Target.Timeout' | 'Target.FailedHealthChecks' | 'Elb.InternalError'
    >;

export interface TargetRecord {
  id: string;
  /** Absent for Lambda functions. */
  port?: number;
  availabilityZone?: string;
  registeredAt: number;
  /** What checks find since `result.since`, and what the target was before (nothing for a fresh one). */
  result: { found: CheckResult; since: number };
  before?: CheckResult;
  /** When it is deregistered: until then it is draining. */
  drainedAt?: number;
}

export interface TargetGroupRecord {
  arn: string;
  name: string;
  /** Without the load balancers, which follow from listeners and rules. */
  described: TargetGroup;
  attributes: Map<string, string>;
  targets: TargetRecord[];
  /** Since when a load balancer sends it traffic, and health checks. */
  inUseSince?: number;
}

/** All that Elastic Load Balancing knows, by ARN. */
export interface ElbState {
  world: World;
  loadBalancers: Map<string, LoadBalancerRecord>;
  listeners: Map<string, ListenerRecord>;
  /** With the default rules. */
  rules: Map<string, RuleRecord>;
  targetGroups: Map<string, TargetGroupRecord>;
  /** Tags of every kind of resource. */
  tags: Map<string, Tag[]>;
  /** EC2's, by id. */
  subnets: Networks['subnets'];
  securityGroups: Networks['securityGroups'];
}

export const createState = (world: World, { subnets, securityGroups }: Networks): ElbState => ({
  world,
  loadBalancers: new Map(),
  listeners: new Map(),
  rules: new Map(),
  targetGroups: new Map(),
  tags: new Map(),
  subnets,
  securityGroups,
});

/** @throws AwsError LoadBalancerNotFound */
export const loadBalancerOf = ({ loadBalancers }: ElbState, arn = ''): LoadBalancerRecord => {
  const found = loadBalancers.get(arn);
  if (!found) throw loadBalancerNotFound(arn);
  return found;
};

/** @throws AwsError ListenerNotFound */
export const listenerOf = ({ listeners }: ElbState, arn = ''): ListenerRecord => {
  const found = listeners.get(arn);
  if (!found) throw listenerNotFound();
  return found;
};

/** @throws AwsError RuleNotFound */
export const ruleOf = ({ rules }: ElbState, arn = ''): RuleRecord => {
  const found = rules.get(arn);
  if (!found) throw ruleNotFound();
  return found;
};

/** @throws AwsError TargetGroupNotFound */
export const targetGroupOf = ({ targetGroups }: ElbState, arn = ''): TargetGroupRecord => {
  const found = targetGroups.get(arn);
  if (!found) throw targetGroupNotFound();
  return found;
};

/** A listener's rules in the order in which they are tried: by priority, the default one last. */
export const rulesOf = ({ rules }: ElbState, listener: ListenerRecord): RuleRecord[] =>
  [...rules.values()].filter((rule) => rule.listener === listener).sort((a, b) => a.priority - b.priority);

/** A load balancer's listeners in the order in which they were created. */
export const listenersOf = ({ listeners }: ElbState, loadBalancer: LoadBalancerRecord): ListenerRecord[] =>
  [...listeners.values()].filter((listener) => listener.loadBalancer === loadBalancer);

/** ARNs of the target groups that actions forward to. */
export const forwardedTo = (actions: Action[]): string[] =>
  actions.flatMap(({ ForwardConfig }) => (ForwardConfig?.TargetGroups ?? []).map((each) => each.TargetGroupArn ?? ''));

/** The load balancers whose listeners and rules forward to the target group. */
export const loadBalancersUsing = ({ rules }: ElbState, targetGroupArn: string): LoadBalancerRecord[] => [
  ...new Set(
    [...rules.values()]
      .filter(({ actions }) => forwardedTo(actions).includes(targetGroupArn))
      .map(({ listener }) => listener.loadBalancer),
  ),
];

/** Notes which target groups are in use now: to be called when a listener or a rule has changed. */
export const noteUse = (state: ElbState): void => {
  for (const group of state.targetGroups.values()) {
    const isUsed = loadBalancersUsing(state, group.arn).length > 0;
    if (!isUsed) delete group.inUseSince;
    else if (group.inUseSince === undefined) {
      group.inUseSince = state.world.clock.now();
      // Whatever a load balancer knew of the targets before, they are checked from the beginning.
      for (const target of group.targets) delete target.before;
    }
  }
};
