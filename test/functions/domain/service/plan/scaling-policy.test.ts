import { describe, expect, it } from '@jest/globals';
import { planScaling } from '../../../../../functions/domain/service/plan/scaling.ts';
import { missingForLabel } from '../../../../../functions/domain/service/plan/scaling-policy.ts';
import { context, countingRequests, facts, labelArns, noArns, policy, specWith } from './scaling-world.ts';

const none = { target: null, policies: [], arns: noArns };
const plan = (spec = specWith(), known = facts()) => planScaling(spec, known, context);

describe('planScaling by the requests of a target group', () => {
  const label = (made: ReturnType<typeof plan>) =>
    made.planned[1]?.changes.find(({ field }) => field.endsWith('ResourceLabel'));

  it('makes the label of both ARNs', () => {
    expect(label(plan(countingRequests(), { ...none, arns: labelArns }))?.to).toBe(
      'app/example-lb-int-prestaging/50dc6c495c0c9188/targetgroup/example-prestaging-111/943f017f100becff',
    );
  });

  it('names what does not exist yet', () => {
    expect(label(plan(countingRequests(), none))?.to).toBe(
      'app/example-lb-int-prestaging/…/targetgroup/example-prestaging-111/…',
    );
  });

  it('tells what is missing when the policy is to be made', () => {
    expect(missingForLabel(countingRequests(), labelArns)).toEqual([]);
    expect(missingForLabel(specWith(), noArns)).toEqual([]);
    expect(missingForLabel(countingRequests(), noArns).map(({ check }) => check)).toEqual([
      'load balancer example-lb-int-prestaging',
      'target group example-prestaging-111',
    ]);
  });
});

describe('planScaling by steps', () => {
  const configuration = {
    AdjustmentType: 'ChangeInCapacity',
    StepAdjustments: [{ MetricIntervalLowerBound: 0, ScalingAdjustment: 1 }],
  };
  const spec = specWith({
    'scalingPolicy.PolicyType': 'StepScaling',
    'scalingPolicy.TargetTrackingScalingPolicyConfiguration': undefined,
    'scalingPolicy.StepScalingPolicyConfiguration': configuration,
  });

  it('puts the steps with AWS’s defaults', () => {
    expect(plan(spec, none).planned[1]?.calls[0]?.input).toMatchObject({
      PolicyType: 'StepScaling',
      StepScalingPolicyConfiguration: { ...configuration, Cooldown: 300, MetricAggregationType: 'Average' },
    });
  });

  it('keeps them', () => {
    const known = policy({
      type: 'StepScaling',
      configuration: { ...configuration, MetricAggregationType: 'Average' },
    });
    expect(plan(spec, facts({ policies: [known] })).planned[1]?.action).toBe('keep');
  });
});
