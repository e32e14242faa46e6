import type { PlanContext } from '../../../../../functions/domain/service/plan/action.ts';
import type {
  LabelArns,
  ScalableTargetFacts,
  ScalingFacts,
  ScalingPolicyFacts,
} from '../../../../../functions/domain/service/plan/scaling-facts.ts';
import type { ServiceSpec } from '../../../../../functions/domain/service/spec-schema/index.ts';
import { changed, resolve, seed } from '../support/documents.ts';

const at = ['aws', 'ecs', 'service'];
const metric = [...at, 'scalingPolicy', 'TargetTrackingScalingPolicyConfiguration', 'PredefinedMetricSpecification'];

/** The seed's spec with some fields of `aws.ecs.service` changed, or taken out where they are undefined. */
export const specWith = (fields: Record<string, unknown> = {}, document = seed()): ServiceSpec => {
  for (const [path, value] of Object.entries(fields)) changed(document, [...at, ...path.split('.')], value);
  const { spec, problems } = resolve(document);
  if (!spec) throw new Error(JSON.stringify(problems));
  return spec;
};

/** The same, scaled by the requests that its target group gets. */
export const countingRequests = (): ServiceSpec => {
  const document = changed(seed(), [...metric, 'PredefinedMetricType'], 'ALBRequestCountPerTarget');
  const label = { loadBalancerName: 'example-lb-int-prestaging', targetGroupName: 'example-prestaging-111' };
  return specWith({}, changed(document, [...metric, 'ResourceLabel'], label));
};

const arn = 'arn:aws:elasticloadbalancing:us-east-1:111122223333';
export const labelArns: LabelArns = {
  loadBalancers: { 'example-lb-int-prestaging': `${arn}:loadbalancer/app/example-lb-int-prestaging/50dc6c495c0c9188` },
  targetGroups: { 'example-prestaging-111': `${arn}:targetgroup/example-prestaging-111/943f017f100becff` },
};
export const noArns: LabelArns = { loadBalancers: {}, targetGroups: {} };

export const execution = 'arn:aws:states:us-east-1:111122223333:execution:deploy-service:run-1';
export const context: PlanContext = {
  service: { cluster: 'testing-prestaging', service: 'example1' },
  tags: {
    'ecs-runbooks:service': 'testing-prestaging/example1',
    'ecs-runbooks:stage': 'ecs-runbooks-test',
    'ecs-runbooks:environment': 'prestaging',
    'ecs-runbooks:execution': execution,
  },
  allowExisting: undefined,
};

export const resource = {
  ServiceNamespace: 'ecs',
  ResourceId: 'service/testing-prestaging/example1',
  ScalableDimension: 'ecs:service:DesiredCount',
};

/** A scalable target as the seed's spec wants it, made by this suite. */
export const target = (rest: Partial<ScalableTargetFacts> = {}): ScalableTargetFacts => ({
  arn: 'arn:aws:application-autoscaling:us-east-1:111122223333:scalable-target/0ec5',
  minCapacity: 1,
  maxCapacity: 50,
  suspendedState: {
    DynamicScalingInSuspended: false,
    DynamicScalingOutSuspended: false,
    ScheduledScalingSuspended: false,
  },
  tags: context.tags,
  ...rest,
});

export const suspendedState = {
  DynamicScalingInSuspended: true,
  DynamicScalingOutSuspended: true,
  ScheduledScalingSuspended: true,
};

/** The policy as the seed's spec wants it, with what AWS fills in. */
export const policy = (rest: Partial<ScalingPolicyFacts> = {}): ScalingPolicyFacts => ({
  name: 'example-prestaging-1',
  arn: 'arn:aws:autoscaling:us-east-1:111122223333:scalingPolicy:1:resource/ecs/x:policyName/example-prestaging-1',
  type: 'TargetTrackingScaling',
  configuration: {
    TargetValue: 75,
    PredefinedMetricSpecification: { PredefinedMetricType: 'ECSServiceAverageCPUUtilization' },
    ScaleInCooldown: 600,
    ScaleOutCooldown: 60,
    DisableScaleIn: false,
  },
  alarms: [],
  ...rest,
});

/** Another policy, which no spec names. */
export const foreign = policy({
  name: 'by-hand',
  configuration: {
    TargetValue: 50,
    PredefinedMetricSpecification: { PredefinedMetricType: 'ECSServiceAverageMemoryUtilization' },
  },
});

export const facts = (rest: Partial<ScalingFacts> = {}) => ({
  target: target(),
  policies: [policy()],
  arns: noArns,
  ...rest,
});
