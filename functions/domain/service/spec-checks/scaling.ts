import { didYouMean } from '../../did-you-mean.ts';
import { fail, type LocatedProblem, type Path, warn } from '../spec-problem.ts';
import type { DeepPartial, EcsServiceSpec, PartialSpec } from '../spec-schema/index.ts';

type Service = DeepPartial<EcsServiceSpec>;

const path: Path = ['aws', 'ecs', 'service'];

/** The last part of a cluster's ARN, or its name: what a resource id of a service holds. */
const clusterName = (cluster: string): string => cluster.slice(cluster.lastIndexOf('/') + 1);

const checkResourceIds = ({ name, cluster, scalableTarget, scalingPolicy }: Service): LocatedProblem[] => {
  if (name === undefined || cluster === undefined) return [];
  const expected = `service/${clusterName(cluster)}/${name}`;
  return Object.entries({ scalableTarget, scalingPolicy }).flatMap(([key, part]) =>
    part?.ResourceId !== undefined && part.ResourceId !== expected
      ? [fail([...path, key, 'ResourceId'], 'service/<cluster>/<name> with the cluster and the name of this service')]
      : [],
  );
};

const checkCapacity = ({ scalableTarget, desiredCount }: Service): LocatedProblem[] => {
  const { MinCapacity, MaxCapacity } = scalableTarget ?? {};
  if (MinCapacity === undefined || MaxCapacity === undefined) return [];
  if (MinCapacity > MaxCapacity) return [fail([...path, 'scalableTarget', 'MinCapacity'], 'at most MaxCapacity')];
  const isOutside = typeof desiredCount === 'number' && (desiredCount < MinCapacity || desiredCount > MaxCapacity);
  if (!isOutside) return [];
  return [warn([...path, 'desiredCount'], 'outside MinCapacity and MaxCapacity, so autoscaling will change it')];
};

const checkMetric = (spec: PartialSpec, policy: NonNullable<Service['scalingPolicy']>): LocatedProblem[] => {
  const at = [...path, 'scalingPolicy', 'TargetTrackingScalingPolicyConfiguration'];
  const tracking = policy.TargetTrackingScalingPolicyConfiguration;
  const metric = tracking?.PredefinedMetricSpecification;
  if (tracking && !metric && !tracking.CustomizedMetricSpecification) {
    return [fail(at, 'PredefinedMetricSpecification or CustomizedMetricSpecification')];
  }
  if (metric?.PredefinedMetricType !== 'ALBRequestCountPerTarget') return [];
  const label = [...at, 'PredefinedMetricSpecification', 'ResourceLabel'];
  if (!metric.ResourceLabel) {
    return [fail(label, 'required: an object of loadBalancerName and targetGroupName, for ALBRequestCountPerTarget')];
  }
  const name = metric.ResourceLabel.loadBalancerName;
  const balancers = spec.aws?.elb?.loadBalancers ?? [];
  const names = balancers.flatMap((balancer) => balancer?.name ?? []);
  if (name === undefined || names.includes(name) || names.length < balancers.length) return [];
  return [fail([...label, 'loadBalancerName'], `the name of one of aws.elb.loadBalancers${didYouMean(name, names)}`)];
};

const checkPolicy = (spec: PartialSpec, { scalingPolicy, scalableTarget }: Service): LocatedProblem[] => {
  if (!scalingPolicy) return [];
  const { PolicyType } = scalingPolicy;
  const configuration = PolicyType && (`${PolicyType}PolicyConfiguration` as const);
  return [
    ...(scalableTarget ? [] : [fail([...path, 'scalableTarget'], 'required, because there is a scalingPolicy')]),
    ...(configuration && !scalingPolicy[configuration]
      ? [fail([...path, 'scalingPolicy', configuration], `required, because PolicyType is ${PolicyType}`)]
      : []),
    ...checkMetric(spec, scalingPolicy),
  ];
};

/** The service's autoscaling. */
export const checkScaling = (spec: PartialSpec): LocatedProblem[] => {
  const service = spec.aws?.ecs?.service;
  if (!service) return [];
  return [...checkResourceIds(service), ...checkCapacity(service), ...checkPolicy(spec, service)];
};
