import type { PutScalingPolicyCommandInput } from '@aws-sdk/client-application-auto-scaling';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { scaled, startAutoScaling, type TestAutoScaling } from './started.ts';

let test: TestAutoScaling;
beforeAll(async () => {
  test = await startAutoScaling();
  for (const service of ['web', 'web-b']) {
    await test.client.registerScalableTarget({ ...scaled(service), MinCapacity: 1, MaxCapacity: 4 });
  }
});
afterAll(() => test.close());

const cpu = { PredefinedMetricType: 'ECSServiceAverageCPUUtilization' };
const perTarget = { PredefinedMetricType: 'ALBRequestCountPerTarget' };
const tracking = (metric: object = cpu, rest: object = {}) => ({
  PolicyType: 'TargetTrackingScaling',
  TargetTrackingScalingPolicyConfiguration: { TargetValue: 50, PredefinedMetricSpecification: metric, ...rest },
});
const steps = (StepAdjustments: object[], rest: object = {}) => ({
  StepScalingPolicyConfiguration: { AdjustmentType: 'ChangeInCapacity', StepAdjustments, ...rest },
});
const put = (PolicyName: string, input: object, service = 'web') =>
  test.client.putScalingPolicy({ PolicyName, ...scaled(service), ...input } as PutScalingPolicyCommandInput);

describe('a scaling policy', () => {
  it('tracks a target with two alarms, and keeps its ARN when it is put again', async () => {
    const { PolicyARN, Alarms } = await put('cpu', tracking());
    expect(PolicyARN).toMatch(
      /^arn:aws:autoscaling:us-east-1:000000000000:scalingPolicy:[0-9a-f-]{36}:resource\/ecs\/service\/demo\/web:policyName\/cpu$/,
    );
    expect(Alarms?.map(({ AlarmName }) => AlarmName)).toEqual([
      expect.stringContaining('TargetTracking-service/demo/web-AlarmHigh-'),
      expect.stringContaining('TargetTracking-service/demo/web-AlarmLow-'),
    ]);
    expect(await put('cpu', tracking(cpu, { DisableScaleIn: true }))).toMatchObject({ PolicyARN, Alarms: [{}] });
    const { ScalingPolicies } = await test.client.describeScalingPolicies({ ...scaled(), PolicyNames: ['cpu'] });
    expect(ScalingPolicies).toMatchObject([{ PolicyARN, ...scaled(), ...tracking(cpu, { DisableScaleIn: true }) }]);
  });

  it('steps by default', async () => {
    const input = steps([
      { MetricIntervalUpperBound: 0, ScalingAdjustment: -1 },
      { MetricIntervalLowerBound: 0, ScalingAdjustment: 1 },
    ]);
    expect(await put('steps', input)).toMatchObject({ Alarms: [] });
    const { ScalingPolicies } = await test.client.describeScalingPolicies({ ...scaled(), PolicyNames: ['steps'] });
    expect(ScalingPolicies).toMatchObject([{ PolicyType: 'StepScaling', ...input }]);
  });

  it('follows the requests of a target group by its label', async () => {
    const label = 'app/demo/0123456789abcdef/targetgroup/web/fedcba9876543210';
    await put('requests', tracking({ ...perTarget, ResourceLabel: label }));
    await expect(put('unlabelled', tracking({ ...perTarget, ResourceLabel: 'app/demo/1/' }))).rejects.toThrow(
      'must be app/',
    );
  });

  it('is deleted once, and goes with its target', async () => {
    await put('a', tracking(), 'web-b');
    await put('b', steps([{ MetricIntervalLowerBound: 0, ScalingAdjustment: 1 }]), 'web-b');
    const PolicyName = 'a';
    await test.client.deleteScalingPolicy({ PolicyName, ...scaled('web-b') });
    await expect(test.client.deleteScalingPolicy({ PolicyName, ...scaled('web-b') })).rejects.toMatchObject({
      name: 'ObjectNotFoundException',
      message: expect.stringContaining('policy name: a'),
    });
    await test.client.deregisterScalableTarget(scaled('web-b'));
    const { ScalingPolicies } = await test.client.describeScalingPolicies(scaled('web-b'));
    expect(ScalingPolicies).toEqual([]);
    await expect(put('a', tracking(), 'web-b')).rejects.toMatchObject({
      name: 'ObjectNotFoundException',
      message: expect.stringContaining('No scalable target registered for service namespace: ecs'),
    });
  });

  it.each([
    ['the metric of another policy', tracking(), 'Only one TargetTrackingScaling policy'],
    [
      'the metric of another service',
      tracking({ PredefinedMetricType: 'RDSReaderAverageCPUUtilization' }),
      'is not for ECS',
    ],
    ['a label where none belongs', tracking({ ...cpu, ResourceLabel: 'x' }), 'A resource label is for'],
    ['no metric', tracking(cpu, { PredefinedMetricSpecification: undefined }), 'Exactly one of'],
    ['a target of 0', tracking(cpu, { TargetValue: 0 }), 'must be greater than 0'],
    ['a negative cooldown', tracking(cpu, { ScaleInCooldown: -1 }), 'greater than or equal to 0'],
    [
      'the configuration of another type',
      { ...tracking(), PolicyType: 'StepScaling' },
      'StepScalingPolicyConfiguration',
    ],
    ['both configurations', { ...tracking(), ...steps([]) }, 'Only one of the scaling policy configurations'],
    ['predictive scaling', { PolicyType: 'PredictiveScaling' }, 'has no predictive scaling'],
    ['no steps', steps([]), 'At least one step adjustment'],
    ['an unknown adjustment', steps([{ ScalingAdjustment: 1 }], { AdjustmentType: 'Twice' }), 'enum value set'],
    [
      'a gap between steps',
      steps([
        { MetricIntervalLowerBound: 0, MetricIntervalUpperBound: 1, ScalingAdjustment: 1 },
        { MetricIntervalLowerBound: 2, ScalingAdjustment: 2 },
      ]),
      'must not be a gap',
    ],
    [
      'overlapping steps',
      steps([
        { MetricIntervalLowerBound: 0, MetricIntervalUpperBound: 3, ScalingAdjustment: 1 },
        { MetricIntervalLowerBound: 2, ScalingAdjustment: 2 },
      ]),
      'must not overlap',
    ],
  ])('is refused with %s', async (_name, input, message) => {
    await put('cpu', tracking());
    await expect(put('refused', input)).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining(message),
    });
  });
});
