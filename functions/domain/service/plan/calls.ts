import type {
  DeleteScalingPolicyCommandInput,
  DeregisterScalableTargetCommandInput,
  PutScalingPolicyCommandInput,
  RegisterScalableTargetCommandInput,
} from '@aws-sdk/client-application-auto-scaling';
import type {
  CreateServiceCommandInput,
  DeleteServiceCommandInput,
  DeregisterTaskDefinitionCommandInput,
  RegisterTaskDefinitionCommandInput,
  UpdateServiceCommandInput,
} from '@aws-sdk/client-ecs';
import type {
  CreateListenerCommandInput,
  CreateRuleCommandInput,
  CreateTargetGroupCommandInput,
  DeleteListenerCommandInput,
  DeleteRuleCommandInput,
  DeleteTargetGroupCommandInput,
  ModifyListenerCommandInput,
  ModifyRuleCommandInput,
  ModifyTargetGroupCommandInput,
} from '@aws-sdk/client-elastic-load-balancing-v2';

/** Every call by which a runbook changes a service, with its input. Names are IAM's action names. */
export interface CallInputs {
  'ecs:RegisterTaskDefinition': RegisterTaskDefinitionCommandInput;
  'ecs:DeregisterTaskDefinition': DeregisterTaskDefinitionCommandInput;
  'ecs:CreateService': CreateServiceCommandInput;
  'ecs:UpdateService': UpdateServiceCommandInput;
  'ecs:DeleteService': DeleteServiceCommandInput;
  'elasticloadbalancing:CreateTargetGroup': CreateTargetGroupCommandInput;
  'elasticloadbalancing:ModifyTargetGroup': ModifyTargetGroupCommandInput;
  'elasticloadbalancing:DeleteTargetGroup': DeleteTargetGroupCommandInput;
  'elasticloadbalancing:CreateListener': CreateListenerCommandInput;
  'elasticloadbalancing:ModifyListener': ModifyListenerCommandInput;
  'elasticloadbalancing:DeleteListener': DeleteListenerCommandInput;
  'elasticloadbalancing:CreateRule': CreateRuleCommandInput;
  'elasticloadbalancing:ModifyRule': ModifyRuleCommandInput;
  'elasticloadbalancing:DeleteRule': DeleteRuleCommandInput;
  'application-autoscaling:RegisterScalableTarget': RegisterScalableTargetCommandInput;
  'application-autoscaling:DeregisterScalableTarget': DeregisterScalableTargetCommandInput;
  'application-autoscaling:PutScalingPolicy': PutScalingPolicyCommandInput;
  'application-autoscaling:DeleteScalingPolicy': DeleteScalingPolicyCommandInput;
}

export type CallName = keyof CallInputs;

/** A call that is planned; its input is JSON, so that it can stand in a state. */
export type ServiceCall = { [Name in CallName]: { call: Name; input: CallInputs[Name] } }[CallName];

const commands: Record<string, string> = {
  ecs: 'ecs',
  elasticloadbalancing: 'elbv2',
  'application-autoscaling': 'application-autoscaling',
};

const kebab = (name: string): string => name.replace(/(?<=[a-z])[A-Z]/g, (letter) => `-${letter}`).toLowerCase();

/** The AWS CLI's line for a call, for a person to finish what a run could not. */
export const awsCommand = ({ call, input }: ServiceCall): string => {
  const [service = '', operation = ''] = call.split(':');
  const json = JSON.stringify(input).replaceAll("'", "'\\''");
  return `aws ${commands[service]} ${kebab(operation)} --cli-input-json '${json}'`;
};
