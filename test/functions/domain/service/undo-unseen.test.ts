import { describe, expect, it } from '@jest/globals';
import type { PlannedAction, PlanStep } from '../../../../functions/domain/service/plan/action.ts';
import { unseenLeft } from '../../../../functions/domain/service/undo-unseen.ts';
import { resolvedService } from './support/service-spec.ts';

const resolved = resolvedService();
const error = Object.assign(new Error('not you'), { name: 'AccessDenied' });

const commandsOf = (step: PlanStep, things: [string, string][], state: object = {}) => {
  const actions = things.map(([type, name]) => ({ step, action: 'create', type, name }) as PlannedAction);
  return unseenLeft({ plan: { actions }, resolved, ...state }, step, error).map(({ command }) => command);
};

describe('what was made and cannot be looked for', () => {
  it.each<[PlanStep, [string, string], object, string]>([
    [
      'register-task-definition',
      ['task definition', 'shop'],
      { taskDefinition: { taskDefinitionArn: 'arn:shop:3' } },
      `aws ecs deregister-task-definition --cli-input-json '{"taskDefinition":"arn:shop:3"}'`,
    ],
    [
      'create-target-groups',
      ['target group', 'shop-1'],
      { targetGroups: { targetGroups: [{ name: 'shop-1', arn: 'arn:tg' }] } },
      `aws elbv2 delete-target-group --cli-input-json '{"TargetGroupArn":"arn:tg"}'`,
    ],
    [
      'update-listeners',
      ['listener', 'lb TCP:80'],
      { listeners: { listeners: [{ loadBalancer: 'lb', protocol: 'TCP', port: 80, arn: 'arn:l' }], rules: [] } },
      `aws elbv2 delete-listener --cli-input-json '{"ListenerArn":"arn:l"}'`,
    ],
    [
      'update-listeners',
      ['listener rule', 'lb HTTP:80 /'],
      { listeners: { listeners: [], rules: [{ name: 'lb HTTP:80 /', arn: 'arn:r' }] } },
      `aws elbv2 delete-rule --cli-input-json '{"RuleArn":"arn:r"}'`,
    ],
  ])('%s: %s has the command by what the step told', (step, thing, state, command) => {
    expect(commandsOf(step, [thing], state)).toEqual([command]);
  });

  it('has the commands of scaling by the names of service and policy', () => {
    const commands = commandsOf('register-scalable-target', [
      ['scaling policy', 'busy'],
      ['scalable target', 'service/demo/shop'],
    ]);
    expect(commands[0]).toContain('aws application-autoscaling delete-scaling-policy');
    expect(commands[0]).toContain('"PolicyName":"busy"');
    expect(commands[1]).toContain('aws application-autoscaling deregister-scalable-target');
  });

  it('is named without a command where the step told nothing', () => {
    const plan = {
      actions: [{ step: 'create-target-groups', action: 'create', type: 'target group', name: 'shop-1' }],
    };
    expect(unseenLeft({ plan: plan as never, resolved }, 'create-target-groups', error)).toEqual([
      { what: 'delete target group shop-1', reason: 'AccessDenied: not you', command: null },
    ]);
  });

  it('is named by its step where the plan has nothing of it', () => {
    expect(unseenLeft({ plan: { actions: [] }, resolved }, 'create-service', error)).toEqual([
      { what: 'look for what create-service made', reason: 'AccessDenied: not you', command: null },
    ]);
  });
});
