import type { TargetHealth } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { CheckResult, TargetGroupRecord, TargetRecord } from './state.ts';

/** How long a target is being registered before it is checked. */
const registrationMs = 1_000;

const descriptions: Record<Exclude<CheckResult, 'healthy'>, string> = {
  'Target.ResponseCodeMismatch': 'Health checks failed with these codes: [503]',
  'Target.Timeout': 'Request timed out',
  'Target.FailedHealthChecks': 'Health checks failed',
  'Elb.InternalError': 'Health checks failed due to an internal error',
};

const stateOf = (found: CheckResult): TargetHealth =>
  found === 'healthy' ? { State: 'healthy' } : { State: 'unhealthy', Reason: found, Description: descriptions[found] };

/**
 * How long checks have to find the same before the target's state follows: one check makes a new target healthy, any
 * other change takes the threshold's number of them.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
 */
const decisionMs = ({ described }: TargetGroupRecord, { result, before }: TargetRecord): number => {
  const { HealthCheckIntervalSeconds = 30, HealthyThresholdCount = 5, UnhealthyThresholdCount = 2 } = described;
  const healthyCount = before === undefined ? 1 : HealthyThresholdCount;
  return (result.found === 'healthy' ? healthyCount : UnhealthyThresholdCount) * HealthCheckIntervalSeconds * 1_000;
};

/**
 * A registered target's health at a time. It follows from what its checks find, and since when; nothing runs for it.
 *
 * @param now milliseconds since the epoch
 */
export const healthOf = (group: TargetGroupRecord, target: TargetRecord, now: number): TargetHealth => {
  if (target.drainedAt !== undefined) {
    const Description = 'Target deregistration is in progress';
    return { State: 'draining', Reason: 'Target.DeregistrationInProgress', Description };
  }
  if (group.inUseSince === undefined) {
    const Description = 'Target group is not configured to receive traffic from the load balancer';
    return { State: 'unused', Reason: 'Target.NotInUse', Description };
  }
  if (group.described.HealthCheckEnabled === false) {
    const Description = 'Health checks are not enabled for this target';
    return { State: 'unavailable', Reason: 'Target.HealthCheckDisabled', Description };
  }
  const checkedSince = Math.max(target.registeredAt, group.inUseSince) + registrationMs;
  if (now < checkedSince) {
    const Description = 'Target registration is in progress';
    return { State: 'initial', Reason: 'Elb.RegistrationInProgress', Description };
  }
  const decidedAt = Math.max(checkedSince, target.result.since) + decisionMs(group, target);
  if (now >= decidedAt) return stateOf(target.result.found);
  if (target.before !== undefined) return stateOf(target.before);
  return { State: 'initial', Reason: 'Elb.InitialHealthChecking', Description: 'Initial health checks in progress' };
};

/**
 * Says what the health checks of a target find from now on; the target's state follows after as many of them as its
 * group asks for.
 */
export const setCheckResult = (
  group: TargetGroupRecord,
  target: TargetRecord,
  found: CheckResult,
  now: number,
): void => {
  if (target.result.found === found) return;
  const { State } = healthOf(group, target, now);
  if (State === 'healthy' || State === 'unhealthy') {
    // A result that had not decided yet leaves the state to what was before it.
    const isDecided = (State === 'healthy') === (target.result.found === 'healthy');
    if (isDecided) target.before = target.result.found;
  }
  target.result = { found, since: now };
};
