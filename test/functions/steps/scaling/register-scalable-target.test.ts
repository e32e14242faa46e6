import { describe, expect, it } from '@jest/globals';
import { registerScalableTarget } from '../../../../functions/steps/scaling/register-scalable-target.ts';
import { countingRequests, executionArn, scalingWorld, specWith, stateOf } from './scaling-world.ts';

const { world, scaled, context, target, policies, addPolicy } = scalingWorld();
const register = (state = stateOf(specWith())) => registerScalableTarget(world, context)(state);
const registerByHand = (rest = {}) =>
  world.sandbox.services.autoScaling.operations.RegisterScalableTarget({
    ...scaled,
    MinCapacity: 1,
    MaxCapacity: 10,
    ...rest,
  });

describe('registerScalableTarget', () => {
  it('creates the target with tags, and the policy, and tells what it made', async () => {
    const made = await register();
    const [policy] = policies();
    expect(made).toEqual({
      resourceId: 'service/testing-prestaging/example1',
      policyArn: policy?.PolicyARN,
      alarms: policy?.Alarms?.map(({ AlarmName }) => AlarmName),
    });
    expect(made.alarms).toHaveLength(2);
    expect(target()).toMatchObject({
      MinCapacity: 1,
      MaxCapacity: 50,
      Tags: {
        'ecs-runbooks:service': 'testing-prestaging/example1',
        'ecs-runbooks:stage': 'ecs-runbooks-test',
        'ecs-runbooks:environment': 'prestaging',
        'ecs-runbooks:execution': executionArn('run-1'),
      },
    });
    expect(policy?.TargetTrackingScalingPolicyConfiguration).toMatchObject({ TargetValue: 75, ScaleInCooldown: 600 });
  });

  it('changes nothing a second time, and tells the same', async () => {
    const first = await register();
    // A call that changed something would meet these.
    for (const operation of ['RegisterScalableTarget', 'PutScalingPolicy']) {
      world.sandbox.faults.add({ service: 'application-autoscaling', operation, error: 'ValidationException' });
    }
    expect(await register(stateOf(specWith(), { run: 'run-2' }))).toEqual(first);
    expect(world.sandbox.faults.list()).toHaveLength(2);
  });

  it('finishes what a run has begun that was cut off between the two calls', async () => {
    world.sandbox.faults.add({
      service: 'application-autoscaling',
      operation: 'PutScalingPolicy',
      error: 'ConcurrentUpdateException',
    });
    await expect(register()).rejects.toThrow(expect.objectContaining({ name: 'ConcurrentUpdateException' }));
    expect(policies()).toEqual([]);
    await register();
    expect(policies()).toHaveLength(1);
  });

  it('goes on where the target is there already when the SDK tries again, whose first try was not answered', async () => {
    world.sandbox.faults.add({
      service: 'application-autoscaling',
      operation: 'RegisterScalableTarget',
      error: 'ValidationException',
      message: 'The scalable target that you tried to tag already exists. To update tags, use the TagResource API.',
      after: true,
    });
    expect((await register()).alarms).toHaveLength(2);
    expect(target()).toMatchObject({ MaxCapacity: 50, Tags: { 'ecs-runbooks:execution': executionArn('run-1') } });
  });

  it('says so where the service is too new to be seen', async () => {
    world.sandbox.faults.add({
      service: 'application-autoscaling',
      operation: 'RegisterScalableTarget',
      error: 'ValidationException',
      message: "ECS service doesn't exist: service/testing-prestaging/example1",
    });
    await expect(register()).rejects.toThrow(
      expect.objectContaining({
        name: 'ServiceNotVisibleError',
        message:
          'Application Auto Scaling does not see service example1 of cluster testing-prestaging: a new one becomes visible ' +
          'after a moment; start the runbook again, it goes on from here',
      }),
    );
  });

  it('changes what differs and keeps the tags of the run that made it', async () => {
    await register();
    await register(stateOf(specWith({ 'scalableTarget.MaxCapacity': 20 }), { run: 'run-2' }));
    expect(target()).toMatchObject({
      MaxCapacity: 20,
      Tags: { 'ecs-runbooks:execution': executionArn('run-1') },
    });
  });

  it('makes a policy of another type anew', async () => {
    await register();
    const steps = specWith({
      'scalingPolicy.PolicyType': 'StepScaling',
      'scalingPolicy.TargetTrackingScalingPolicyConfiguration': undefined,
      'scalingPolicy.StepScalingPolicyConfiguration': {
        AdjustmentType: 'ChangeInCapacity',
        StepAdjustments: [{ MetricIntervalLowerBound: 0, ScalingAdjustment: 1 }],
      },
    });
    expect(await register(stateOf(steps))).toMatchObject({ alarms: [] });
    expect(policies()).toMatchObject([{ PolicyType: 'StepScaling' }]);
  });

  it('registers a target without a policy', async () => {
    expect(await register(stateOf(specWith({ scalingPolicy: undefined })))).toEqual({
      resourceId: 'service/testing-prestaging/example1',
      policyArn: null,
      alarms: [],
    });
  });

  it('does not touch a target that was made by hand, and says what to do', async () => {
    registerByHand();
    await expect(register()).rejects.toThrow(
      expect.objectContaining({
        name: 'ScalingNotPossibleError',
        message: expect.stringMatching(
          /^autoscaling cannot be set up: scalable target service\/testing-prestaging\/example1: exists and .+; set allowExisting/,
        ),
      }),
    );
    expect(target()).toMatchObject({ MaxCapacity: 10 });
  });

  it('changes it where the request allows that', async () => {
    registerByHand();
    await register(stateOf(specWith(), { request: { allowExisting: true } }));
    expect(target()).toMatchObject({ MaxCapacity: 50, Tags: {} });
  });

  it('leaves another policy of the target alone', async () => {
    await register();
    addPolicy('by-hand');
    await register();
    expect(policies().map(({ PolicyName }) => PolicyName)).toEqual(['example-prestaging-1', 'by-hand']);
  });
});

describe('registerScalableTarget by the requests of a target group', () => {
  const vpcId = 'vpc-0123456789abcdef0';
  const [first, second] = ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'];

  it('says what is missing before it changes anything', async () => {
    await expect(register(stateOf(countingRequests()))).rejects.toThrow(
      'autoscaling cannot be set up: load balancer example-lb-int-prestaging: does not exist, and the scaling policy counts ' +
        'its requests; create it, or name one that exists; target group example-prestaging-111: does not exist, and the ' +
        'scaling policy counts its requests; run only=create-target-groups first',
    );
    expect(target()).toBeUndefined();
  });

  it('makes the label of the ARNs, and keeps it', async () => {
    const { elb } = world.sandbox.services;
    const subnets = [first, second].map((id, index) => ({ id, availabilityZone: `us-east-1${'ab'.charAt(index)}` }));
    elb.addNetwork({ vpcId, subnets, securityGroups: ['sg-0123456789abcdef0'] });
    elb.addLoadBalancer({
      Name: 'example-lb-int-prestaging',
      Subnets: [first, second],
      SecurityGroups: ['sg-0123456789abcdef0'],
    });
    elb.operations.CreateTargetGroup({
      Name: 'example-prestaging-111',
      Protocol: 'HTTP',
      Port: 80,
      VpcId: vpcId,
      TargetType: 'ip',
    });
    await register(stateOf(countingRequests()));
    expect(
      policies()[0]?.TargetTrackingScalingPolicyConfiguration?.PredefinedMetricSpecification?.ResourceLabel,
    ).toMatch(/^app\/example-lb-int-prestaging\/[0-9a-f]+\/targetgroup\/example-prestaging-111\/[0-9a-f]+$/);
    world.sandbox.faults.add({
      service: 'application-autoscaling',
      operation: 'PutScalingPolicy',
      error: 'ValidationException',
    });
    await register(stateOf(countingRequests()));
  });
});

describe('registerScalableTarget in scale-service', () => {
  const request = { moveBounds: true, cluster: 'testing-prestaging', service: 'example1' };

  it('widens the bounds to the planned count and leaves the rest', async () => {
    await register();
    const { resolved: _, ...byName } = stateOf(specWith(), { request, desiredCount: 60 });
    const made = await registerScalableTarget(world, context)(byName);
    expect(made).toEqual({ resourceId: 'service/testing-prestaging/example1', policyArn: null, alarms: [] });
    expect(target()).toMatchObject({ MinCapacity: 1, MaxCapacity: 60 });
    expect(policies()).toHaveLength(1);
  });

  it('moves bounds that were set by hand: the request says so', async () => {
    registerByHand();
    await register(stateOf(specWith(), { request, desiredCount: 0 }));
    expect(target()).toMatchObject({ MinCapacity: 0, MaxCapacity: 10 });
  });

  it('does nothing without a count', async () => {
    await register();
    await register(stateOf(specWith(), { request }));
    expect(target()).toMatchObject({ MaxCapacity: 50 });
  });
});

describe('registerScalableTarget without a service', () => {
  it('names what it needs', async () => {
    const { resolved: _, ...nothing } = stateOf(specWith());
    await expect(registerScalableTarget(world, context)(nothing)).rejects.toThrow(
      expect.objectContaining({ name: 'InvalidStepInputError' }),
    );
    const byName = { ...nothing, request: { cluster: 'testing-prestaging', service: 'example1' } };
    await expect(registerScalableTarget(world, context)(byName)).rejects.toThrow('resolved');
  });
});
