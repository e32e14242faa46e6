import type { CreateTargetGroupCommandInput } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { ServiceSpec, TargetGroupSpec } from '../spec-schema/index.ts';
import type { FieldChange } from './action.ts';
import type { HealthCheckFacts, TargetGroupFacts } from './load-balancing-facts.ts';
import { forwardNames, specListeners } from './spec-listeners.ts';

/** ECS registers tasks with a network of their own by address, all others by their instance. */
export const targetTypeOf = ({ aws: { ecs } }: ServiceSpec): 'ip' | 'instance' => {
  const { service, taskDefinition } = ecs;
  if (!service && !taskDefinition) return 'ip';
  const hasNetwork = taskDefinition?.networkMode === 'awsvpc' || service?.networkConfiguration !== undefined;
  return hasNetwork || service?.launchType === 'FARGATE' ? 'ip' : 'instance';
};

/** Name of the load balancer that a target group is for, whose VPC is the target group's; undefined where the spec says none. */
export const balancerNameOf = (spec: ServiceSpec, group: Pick<TargetGroupSpec, 'name'>): string | undefined => {
  const placed = specListeners(spec).find(({ listener }) => forwardNames(listener).includes(group.name));
  const attached = spec.aws.ecs.service?.loadBalancers?.find(({ targetGroup }) => targetGroup.name === group.name);
  const [only, ...more] = spec.aws.elb?.loadBalancers ?? [];
  return placed?.balancer.name ?? attached?.loadBalancerName ?? (more.length === 0 ? only?.name : undefined);
};

/** A health check of a spec in AWS's names; what the spec does not say is absent, and stays as AWS has it. */
export const healthCheckOf = ({ healthCheck }: TargetGroupSpec): HealthCheckFacts => {
  const { HttpCode, GrpcCode } = healthCheck.matcher ?? {};
  const fields: HealthCheckFacts = {
    HealthCheckProtocol: healthCheck.protocol,
    ...(healthCheck.port ? { HealthCheckPort: healthCheck.port } : {}),
    ...(healthCheck.path ? { HealthCheckPath: healthCheck.path } : {}),
    ...(healthCheck.interval ? { HealthCheckIntervalSeconds: healthCheck.interval } : {}),
    ...(healthCheck.timeout ? { HealthCheckTimeoutSeconds: healthCheck.timeout } : {}),
    ...(healthCheck.healthyThreshold ? { HealthyThresholdCount: healthCheck.healthyThreshold } : {}),
    ...(healthCheck.unhealthyThreshold ? { UnhealthyThresholdCount: healthCheck.unhealthyThreshold } : {}),
  };
  if (HttpCode) return { ...fields, Matcher: { HttpCode } };
  return GrpcCode ? { ...fields, Matcher: { GrpcCode } } : fields;
};

const shown = (value: unknown): unknown => {
  const { HttpCode, GrpcCode } = (typeof value === 'object' && value !== null ? value : {}) as NonNullable<
    HealthCheckFacts['Matcher']
  >;
  return HttpCode ?? GrpcCode ?? value ?? null;
};

/** Settings of a health check that are not as the spec says. */
export const healthCheckChanges = (
  group: TargetGroupSpec,
  existing: Pick<TargetGroupFacts, 'healthCheck'>,
): FieldChange[] =>
  Object.entries(healthCheckOf(group))
    .map(([field, to]) => ({
      field,
      from: shown(existing.healthCheck[field as keyof HealthCheckFacts]),
      to: shown(to),
    }))
    .filter(({ from, to }) => from !== to);

/** Settings that AWS sets at creation and never changes. */
export const immutableSettings = (spec: ServiceSpec, group: TargetGroupSpec, vpcId: string | undefined) =>
  ({
    Protocol: group.protocol,
    Port: group.port,
    TargetType: targetTypeOf(spec),
    ...(vpcId === undefined ? {} : { VpcId: vpcId }),
  }) satisfies Partial<CreateTargetGroupCommandInput>;

/** Those of them that an existing target group has otherwise. */
export const immutableDifferences = (
  wanted: ReturnType<typeof immutableSettings>,
  existing: TargetGroupFacts,
): FieldChange[] => {
  const has: Record<string, unknown> = {
    Protocol: existing.protocol,
    Port: existing.port,
    TargetType: existing.targetType,
    VpcId: existing.vpcId,
  };
  return Object.entries(wanted)
    .map(([field, to]) => ({ field, from: has[field] ?? null, to }))
    .filter(({ from, to }) => from !== to);
};
