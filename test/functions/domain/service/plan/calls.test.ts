import { describe, expect, it } from '@jest/globals';
import { plannedAction } from '../../../../../functions/domain/service/plan/action.ts';
import { awsCommand, type ServiceCall } from '../../../../../functions/domain/service/plan/calls.ts';

describe("the AWS CLI's line for a call", () => {
  it.each<[ServiceCall, string]>([
    [
      { call: 'ecs:DeleteService', input: { service: 'web' } },
      `aws ecs delete-service --cli-input-json '{"service":"web"}'`,
    ],
    [
      { call: 'elasticloadbalancing:DeleteTargetGroup', input: { TargetGroupArn: 'arn' } },
      `aws elbv2 delete-target-group --cli-input-json '{"TargetGroupArn":"arn"}'`,
    ],
    [
      { call: 'application-autoscaling:DeregisterScalableTarget', input: {} as never },
      `aws application-autoscaling deregister-scalable-target --cli-input-json '{}'`,
    ],
  ])('%j', (call, line) => {
    expect(awsCommand(call)).toBe(line);
  });

  it('can be pasted where a value has an apostrophe', () => {
    expect(awsCommand({ call: 'ecs:DeleteService', input: { service: "it's" } })).toBe(
      `aws ecs delete-service --cli-input-json '{"service":"it'\\''s"}'`,
    );
  });
});

describe('an action as a plan shows it', () => {
  it('names its calls without their inputs, and not what undoes it', () => {
    const call: ServiceCall = { call: 'ecs:DeleteService', input: { service: 'web' } };
    const common = {
      step: 'delete-service',
      action: 'delete',
      type: 'service',
      name: 'prod/web',
      changes: [],
    } as const;
    expect(plannedAction({ ...common, changes: [], calls: [call], undo: [call] })).toEqual({
      ...common,
      calls: ['ecs:DeleteService'],
    });
  });
});
