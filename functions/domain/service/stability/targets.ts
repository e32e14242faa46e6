import type { Service } from '@aws-sdk/client-ecs';

/** The health of one target in a target group. */
export interface TargetHealth {
  targetGroupArn: string;
  /** An address, or the id of an instance. */
  id: string;
  port: number | null;
  /** `healthy`, `initial`, `unhealthy`, `unused`, `draining` … */
  state: string;
  /** `Target.ResponseCodeMismatch` */
  reason: string | null;
  description: string | null;
}

/** Whether the load balancers see the service's tasks as healthy. */
export interface TargetState {
  status: 'HEALTHY' | 'PENDING';
  reason: string;
}

/** `…:targetgroup/web/0123` → `web`. */
const nameOf = (targetGroupArn: string): string => targetGroupArn.split('/')[1] ?? targetGroupArn;

/** Targets of former tasks are drained by and by. */
const isLeaving = ({ state }: TargetHealth): boolean => /draining/.test(state);

/** `unavailable`: the target group has no health checks. */
const isGood = ({ state }: TargetHealth): boolean => state === 'healthy' || state === 'unavailable';

const inWords = ({ targetGroupArn, id, port, state, reason, description }: TargetHealth): string => {
  const why = [reason, description].filter(Boolean).join(': ');
  return `target ${port === null ? id : `${id}:${port}`} of target group ${nameOf(targetGroupArn)} is ${state}${why ? ` (${why})` : ''}`;
};

const assessGroup = (targetGroupArn: string, targets: readonly TargetHealth[], desiredCount: number) => {
  const staying = targets.filter((target) => target.targetGroupArn === targetGroupArn && !isLeaving(target));
  const bad = staying.find((target) => !isGood(target));
  if (bad) return inWords(bad);
  if (staying.length >= desiredCount) return undefined;
  return `${staying.length} of ${desiredCount} targets are healthy in target group ${nameOf(targetGroupArn)}`;
};

/** The target groups that a service's tasks are registered with. */
export const targetGroupsOf = ({ loadBalancers = [] }: Service): string[] => [
  ...new Set(loadBalancers.flatMap(({ targetGroupArn }) => targetGroupArn ?? [])),
];

/**
 * Judges the targets of a service: in each of its target groups at least as many as tasks are wanted, and all of them healthy. What
 * is draining belongs to former tasks.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetHealth.html
 */
export const assessTargets = (service: Service, targets: readonly TargetHealth[]): TargetState => {
  const { desiredCount = 0 } = service;
  const problems = targetGroupsOf(service).flatMap((arn) => assessGroup(arn, targets, desiredCount) ?? []);
  const [first] = problems;
  return first === undefined
    ? { status: 'HEALTHY', reason: 'all targets healthy' }
    : { status: 'PENDING', reason: first };
};

/** Whether a target group has more targets than the service has tasks: then some are another service's. */
export const hasForeignTargets = (service: Service, targets: readonly TargetHealth[]): boolean =>
  targetGroupsOf(service).some((arn) => {
    const entries = (service.loadBalancers ?? []).filter(({ targetGroupArn }) => targetGroupArn === arn);
    const staying = targets.filter((target) => target.targetGroupArn === arn && !isLeaving(target));
    return staying.length > (service.runningCount ?? 0) * entries.length;
  });
