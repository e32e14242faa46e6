import type { CreateLoadBalancerCommandInput, TargetDescription } from '@aws-sdk/client-elastic-load-balancing-v2';
import { validationError } from './errors.ts';
import { createLoadBalancer } from './load-balancers.ts';
import { type CheckResult, type ElbState, loadBalancersUsing, targetGroupOf } from './state.ts';
import { setCheckResult } from './target-health.ts';
import { deregister, register, targetHealth } from './targets.ts';

/** A task of an ECS service as a target. */
export interface ServiceTarget {
  /** The task's private IP address, or the id of the EC2 instance that it runs on. */
  id: string;
  port: number;
  availabilityZone?: string;
  /** Whether what runs there passes health checks: none are sent. */
  isHealthy: boolean;
}

const asTarget = ({ id, port, availabilityZone }: ServiceTarget): TargetDescription => ({
  Id: id,
  Port: port,
  ...(availabilityZone === undefined ? {} : { AvailabilityZone: availabilityZone }),
});

const setTargetHealth = (
  state: ElbState,
  targetGroupArn: string,
  target: { id: string; port?: number },
  found: CheckResult,
): void => {
  const group = targetGroupOf(state, targetGroupArn);
  const meant = group.targets.filter(({ id, port }) => id === target.id && port === (target.port ?? port));
  if (meant.length === 0) throw validationError(`target '${target.id}' is not registered with '${targetGroupArn}'`);
  for (const each of meant) setCheckResult(group, each, found, state.world.clock.now());
};

/** What the sandbox itself, and ECS in it, do on load balancing without a request. */
export const controlsOf = (state: ElbState) => ({
  /** Creates a load balancer that is active at once. @returns its ARN */
  addLoadBalancer: (input: CreateLoadBalancerCommandInput): string => {
    const record = createLoadBalancer(state, input);
    record.activeAt = state.world.clock.now();
    return record.arn;
  },

  /**
   * Says what health checks find of a registered target from now on (fresh targets: `healthy`). Its state follows after
   * as many checks, at their interval, as the target group asks for.
   *
   * @throws AwsError TargetGroupNotFound, ValidationError when the target is not registered
   */
  setTargetHealth: (targetGroupArn: string, target: { id: string; port?: number }, found: CheckResult): void =>
    setTargetHealth(state, targetGroupArn, target, found),

  /** What an ECS service asks of a target group; undefined when there is none. */
  targetGroup: (targetGroupArn: string): { targetType: string; hasLoadBalancer: boolean } | undefined => {
    const targetType: string | undefined = state.targetGroups.get(targetGroupArn)?.described.TargetType;
    if (targetType === undefined) return undefined;
    return { targetType, hasLoadBalancer: loadBalancersUsing(state, targetGroupArn).length > 0 };
  },

  /** Registers the tasks of an ECS service. @throws AwsError as RegisterTargets */
  registerTargets: (targetGroupArn: string, targets: ServiceTarget[]): void => {
    register(state, targetGroupOf(state, targetGroupArn), targets.map(asTarget));
    for (const target of targets) {
      setTargetHealth(state, targetGroupArn, target, target.isHealthy ? 'healthy' : 'Target.FailedHealthChecks');
    }
  },

  /** Lets the tasks of an ECS service drain. @throws AwsError as DeregisterTargets */
  deregisterTargets: (targetGroupArn: string, targets: ServiceTarget[]): void =>
    deregister(state, targetGroupOf(state, targetGroupArn), targets.map(asTarget)),

  /** The state of one target in the words of DescribeTargetHealth; undefined when it is not registered. */
  targetHealth: (
    targetGroupArn: string,
    target: { id: string; port: number },
  ): { state: string; description?: string } | undefined => {
    const group = state.targetGroups.get(targetGroupArn);
    const [one] = group ? targetHealth(state, group, [{ Id: target.id, Port: target.port }]) : [];
    const { State = 'unused', Reason, Description } = one?.TargetHealth ?? {};
    if (!one || Reason === 'Target.NotRegistered') return undefined;
    return { state: State, ...(Description === undefined ? {} : { description: Description }) };
  },
});
