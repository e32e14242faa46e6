import { describe, expect, it } from '@jest/globals';
import { planScaling } from '../../../../../functions/domain/service/plan/scaling.ts';
import {
  context,
  facts,
  foreign,
  noArns,
  policy,
  resource,
  specWith,
  suspendedState,
  target,
} from './scaling-world.ts';

const none = { target: null, policies: [], arns: noArns };
const plan = (spec = specWith(), known = facts(), given = context) => planScaling(spec, known, given);
const actions = ({ planned }: ReturnType<typeof plan>) =>
  planned.map(({ action, type, name }) => `${action} ${type} ${name}`);
const others = { ...target().tags, 'ecs-runbooks:service': 'testing-prestaging/another' };

describe('planScaling for a service that is not scaled', () => {
  it('creates the target with tags, then the policy', () => {
    const { planned, problems } = plan(specWith(), none);
    expect(problems).toEqual([]);
    expect(planned.flatMap(({ calls }) => calls)).toEqual([
      {
        call: 'application-autoscaling:RegisterScalableTarget',
        input: {
          ...resource,
          MinCapacity: 1,
          MaxCapacity: 50,
          SuspendedState: {
            DynamicScalingInSuspended: false,
            DynamicScalingOutSuspended: false,
            ScheduledScalingSuspended: false,
          },
          Tags: context.tags,
        },
      },
      {
        call: 'application-autoscaling:PutScalingPolicy',
        input: {
          ...resource,
          PolicyName: 'example-prestaging-1',
          PolicyType: 'TargetTrackingScaling',
          TargetTrackingScalingPolicyConfiguration: policy().configuration,
        },
      },
    ]);
    expect(planned.map(({ undo }) => undo)).toEqual([[], []]);
    expect(planned[0]?.changes).toEqual([
      { field: 'MinCapacity', from: null, to: 1 },
      { field: 'MaxCapacity', from: null, to: 50 },
    ]);
  });

  it('gives the target the spec’s own tags and role too', () => {
    const spec = specWith({
      'scalableTarget.Tags': { team: 'blue' },
      'scalableTarget.RoleARN': 'arn:aws:iam::1:role/r',
    });
    const [created] = plan(spec, none).planned;
    expect(created?.calls[0]?.input).toMatchObject({
      RoleARN: 'arn:aws:iam::1:role/r',
      Tags: { team: 'blue', ...context.tags },
    });
  });

  it('creates no policy where the spec has none', () => {
    expect(actions(plan(specWith({ scalingPolicy: undefined }), none))).toEqual([
      'create scalable target service/testing-prestaging/example1',
    ]);
  });

  it.each([[{ scalableTarget: undefined, scalingPolicy: undefined }]])(
    'does nothing for a spec without: %j',
    (fields) => {
      expect(plan(specWith(fields), none)).toEqual({ planned: [], problems: [] });
    },
  );
});

describe('planScaling for a service that is scaled', () => {
  it('keeps what is as the spec says', () => {
    const made = plan();
    expect(actions(made)).toEqual([
      'keep scalable target service/testing-prestaging/example1',
      'keep scaling policy example-prestaging-1',
    ]);
    expect(made.planned.flatMap(({ calls, changes, undo }) => [...calls, ...changes, ...undo])).toEqual([]);
  });

  it('takes AWS’s defaults for what neither says', () => {
    const bare = {
      TargetValue: 75,
      PredefinedMetricSpecification: { PredefinedMetricType: 'ECSServiceAverageCPUUtilization' },
    };
    const spec = specWith({ 'scalingPolicy.TargetTrackingScalingPolicyConfiguration': bare });
    const asAwsHasIt = { ...bare, ScaleInCooldown: 300, ScaleOutCooldown: 300, DisableScaleIn: false };
    expect(actions(plan(spec, facts({ policies: [policy({ configuration: bare })] })))[1]).toMatch(/^keep/);
    expect(actions(plan(spec, facts({ policies: [policy({ configuration: asAwsHasIt })] })))[1]).toMatch(/^keep/);
  });

  it('changes bounds field by field and can put them back; tags are not sent again', () => {
    const [changed] = plan(specWith(), facts({ target: target({ maxCapacity: 10 }) })).planned;
    expect(changed).toMatchObject({
      action: 'change',
      changes: [{ field: 'MaxCapacity', from: 10, to: 50 }],
      calls: [{ input: { ...resource, MinCapacity: 1, MaxCapacity: 50 } }],
      undo: [{ call: 'application-autoscaling:RegisterScalableTarget', input: { MinCapacity: 1, MaxCapacity: 10 } }],
    });
    expect(changed?.calls[0]?.input).not.toHaveProperty('Tags');
  });

  it('resumes scaling that an unfinished teardown has suspended', () => {
    const [changed] = plan(specWith(), facts({ target: target({ suspendedState }) })).planned;
    expect(changed?.changes).toContainEqual({
      field: 'SuspendedState.DynamicScalingInSuspended',
      from: true,
      to: false,
    });
  });

  it('leaves scaling suspended where the spec says so', () => {
    const spec = specWith({ 'scalableTarget.SuspendedState': suspendedState });
    expect(plan(spec, facts({ target: target({ suspendedState }) })).planned[0]?.action).toBe('keep');
  });

  it('changes a policy field by field and can put it back', () => {
    const known = policy({ configuration: { ...policy().configuration, TargetValue: 50 } });
    const changed = plan(specWith(), facts({ policies: [known] })).planned[1];
    expect(changed).toMatchObject({
      action: 'change',
      arn: known.arn,
      changes: [{ field: 'TargetValue', from: 50, to: 75 }],
      calls: [{ input: { TargetTrackingScalingPolicyConfiguration: { TargetValue: 75 } } }],
      undo: [{ input: { TargetTrackingScalingPolicyConfiguration: known.configuration } }],
    });
  });

  it('makes a policy of another type anew: one keeps its type for life', () => {
    const configuration = { AdjustmentType: 'ChangeInCapacity', StepAdjustments: [{ ScalingAdjustment: 1 }] };
    const changed = plan(specWith(), facts({ policies: [policy({ type: 'StepScaling', configuration })] })).planned[1];
    expect(changed?.changes[0]).toEqual({ field: 'PolicyType', from: 'StepScaling', to: 'TargetTrackingScaling' });
    const names = ['application-autoscaling:DeleteScalingPolicy', 'application-autoscaling:PutScalingPolicy'];
    expect(changed?.calls.map(({ call }) => call)).toEqual(names);
    expect(changed?.undo.map(({ call }) => call)).toEqual(names);
    expect(changed?.undo[1]?.input).toMatchObject({
      PolicyType: 'StepScaling',
      StepScalingPolicyConfiguration: configuration,
    });
  });

  it('can delete again a policy that it adds to a target of an earlier run', () => {
    const [, added] = plan(specWith(), facts({ policies: [] })).planned;
    expect(added).toMatchObject({
      action: 'create',
      undo: [{ call: 'application-autoscaling:DeleteScalingPolicy', input: { PolicyName: 'example-prestaging-1' } }],
    });
  });

  it('leaves policies that the spec does not name', () => {
    expect(actions(plan(specWith(), facts({ policies: [policy(), foreign] })))).toContain(
      'leave scaling policy by-hand',
    );
  });

  it('leaves a target that the spec no longer has, and says how to deregister it', () => {
    const made = plan(specWith({ scalableTarget: undefined, scalingPolicy: undefined }));
    expect(actions(made)).toEqual([
      'leave scalable target service/testing-prestaging/example1',
      'leave scaling policy example-prestaging-1',
    ]);
    expect(made.planned[0]?.reason).toContain('aws application-autoscaling deregister-scalable-target');
  });
});

describe('planScaling for what is not ours', () => {
  const unowned = facts({ target: target({ tags: {}, maxCapacity: 10 }) });

  it('has a problem with a target that this suite did not make', () => {
    expect(plan(specWith(), unowned)).toEqual({
      planned: [],
      problems: [
        {
          check: 'scalable target service/testing-prestaging/example1',
          detail: 'exists and was not made by this suite for the service',
          remedy: expect.stringContaining('set allowExisting'),
        },
      ],
    });
  });

  it.each([
    ['the spec', true, undefined, true],
    ['the request', false, true, true],
    ['neither', undefined, undefined, false],
    ['the spec but not the request', true, false, false],
  ])('asks whether %s allows it', (_, ofSpec, ofRequest, isAllowed) => {
    const made = plan(specWith({ allowExisting: ofSpec }), unowned, { ...context, allowExisting: ofRequest });
    expect(made.problems).toHaveLength(isAllowed ? 0 : 1);
    expect(made.planned.length > 0).toBe(isAllowed);
  });

  it('never changes another service’s target', () => {
    const made = plan(specWith(), facts({ target: target({ tags: others }) }), { ...context, allowExisting: true });
    expect(made.planned).toEqual([]);
    expect(made.problems[0]?.detail).toBe("exists and is another service's by its tags");
  });

  it('has a problem with a second policy for the same metric, which AWS refuses', () => {
    const made = plan(specWith(), facts({ policies: [policy({ name: 'former' })] }));
    expect(made.problems).toEqual([
      {
        check: 'scaling policy example-prestaging-1',
        detail: 'the policy former of the same scalable target tracks the same metric, and AWS allows one for each',
        remedy: expect.stringContaining('delete-scaling-policy'),
      },
    ]);
  });
});
