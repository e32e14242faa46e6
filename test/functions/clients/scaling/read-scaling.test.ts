import {
  ApplicationAutoScalingClient,
  DescribeScalableTargetsCommand,
  DescribeScalingPoliciesCommand,
  ListTagsForResourceCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-application-auto-scaling';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { readScaling } from '../../../../functions/clients/scaling/read-scaling.ts';

const client = new ApplicationAutoScalingClient({ region: 'us-east-1' });
const mock = mockClient(client);
const ref = { cluster: 'prod', service: 'shop' };
const scaled = {
  ServiceNamespace: 'ecs',
  ResourceId: 'service/prod/shop',
  ScalableDimension: 'ecs:service:DesiredCount',
} as const;
const ScalableTargetARN = 'arn:aws:application-autoscaling:us-east-1:111122223333:scalable-target/0ec5';
const target = { ...scaled, MinCapacity: 1, MaxCapacity: 3, RoleARN: 'arn:r', CreationTime: new Date(0) };
const policy = (PolicyName: string, rest = {}) => ({
  ...scaled,
  PolicyName,
  PolicyARN: `arn:${PolicyName}`,
  PolicyType: 'TargetTrackingScaling' as const,
  CreationTime: new Date(0),
  ...rest,
});

beforeEach(() => {
  mock.reset();
  mock.on(DescribeScalableTargetsCommand).resolves({ ScalableTargets: [{ ...target, ScalableTargetARN }] });
  mock.on(DescribeScalingPoliciesCommand).resolves({ ScalingPolicies: [] });
  mock.on(ListTagsForResourceCommand).resolves({ Tags: { stage: 'a' } });
});

describe('readScaling', () => {
  it('asks once about a service that is not scaled', async () => {
    mock.on(DescribeScalableTargetsCommand).resolves({ ScalableTargets: [] });
    expect(await readScaling(client, ref)).toEqual({ target: null, policies: [] });
    expect(mock.calls()).toHaveLength(1);
    expect(mock.calls()[0]?.args[0].input).toEqual({
      ServiceNamespace: 'ecs',
      ResourceIds: ['service/prod/shop'],
      ScalableDimension: 'ecs:service:DesiredCount',
    });
  });

  it('reads the target with its tags', async () => {
    expect((await readScaling(client, ref)).target).toEqual({
      arn: ScalableTargetARN,
      minCapacity: 1,
      maxCapacity: 3,
      suspendedState: {
        DynamicScalingInSuspended: false,
        DynamicScalingOutSuspended: false,
        ScheduledScalingSuspended: false,
      },
      tags: { stage: 'a' },
    });
  });

  it('takes a target without an ARN, which has no tags', async () => {
    mock.on(DescribeScalableTargetsCommand).resolves({ ScalableTargets: [target] });
    expect((await readScaling(client, ref)).target).toMatchObject({ arn: null, tags: {} });
    expect(mock.commandCalls(ListTagsForResourceCommand)).toHaveLength(0);
  });

  it('takes a target that goes while it is read', async () => {
    const gone = new ResourceNotFoundException({ message: 'gone', $metadata: {} });
    mock.on(ListTagsForResourceCommand).rejects(gone);
    expect((await readScaling(client, ref)).target).toMatchObject({ tags: {} });
  });

  it('passes on what else the tags meet', async () => {
    mock.on(ListTagsForResourceCommand).rejects(Object.assign(new Error('no'), { name: 'AccessDeniedException' }));
    await expect(readScaling(client, ref)).rejects.toThrow(expect.objectContaining({ name: 'AccessDeniedException' }));
  });

  it('reads all pages of policies, of every type', async () => {
    const alarms = [{ AlarmName: 'high', AlarmARN: 'arn:high' }];
    mock
      .on(DescribeScalingPoliciesCommand)
      .resolvesOnce({
        ScalingPolicies: [
          policy('a', { TargetTrackingScalingPolicyConfiguration: { TargetValue: 1 }, Alarms: alarms }),
        ],
        NextToken: 'next',
      })
      .resolvesOnce({
        ScalingPolicies: [
          policy('b', { PolicyType: 'StepScaling', StepScalingPolicyConfiguration: { Cooldown: 1 } }),
          policy('c', {
            PolicyType: 'PredictiveScaling',
            PredictiveScalingPolicyConfiguration: { Mode: 'ForecastOnly' },
          }),
        ],
      });
    expect((await readScaling(client, ref)).policies).toEqual([
      { name: 'a', arn: 'arn:a', type: 'TargetTrackingScaling', configuration: { TargetValue: 1 }, alarms: ['high'] },
      { name: 'b', arn: 'arn:b', type: 'StepScaling', configuration: { Cooldown: 1 }, alarms: [] },
      { name: 'c', arn: 'arn:c', type: 'PredictiveScaling', configuration: { Mode: 'ForecastOnly' }, alarms: [] },
    ]);
    expect(mock.commandCalls(DescribeScalingPoliciesCommand)[1]?.args[0].input).toMatchObject({ NextToken: 'next' });
  });
});
