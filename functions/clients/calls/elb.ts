import {
  CreateListenerCommand,
  CreateRuleCommand,
  CreateTargetGroupCommand,
  DeleteListenerCommand,
  DeleteRuleCommand,
  DeleteTargetGroupCommand,
  type ElasticLoadBalancingV2Client,
  ModifyListenerCommand,
  ModifyRuleCommand,
  ModifyTargetGroupCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Senders } from './index.ts';

/** Sends the calls of this service that a plan may hold. What they throw is the SDK's. */
export const elbCalls = (elb: ElasticLoadBalancingV2Client): Senders<`elasticloadbalancing:${string}`> => ({
  'elasticloadbalancing:CreateTargetGroup': (input) => elb.send(new CreateTargetGroupCommand(input)),
  'elasticloadbalancing:ModifyTargetGroup': (input) => elb.send(new ModifyTargetGroupCommand(input)),
  'elasticloadbalancing:DeleteTargetGroup': (input) => elb.send(new DeleteTargetGroupCommand(input)),
  'elasticloadbalancing:CreateListener': (input) => elb.send(new CreateListenerCommand(input)),
  'elasticloadbalancing:ModifyListener': (input) => elb.send(new ModifyListenerCommand(input)),
  'elasticloadbalancing:DeleteListener': (input) => elb.send(new DeleteListenerCommand(input)),
  'elasticloadbalancing:CreateRule': (input) => elb.send(new CreateRuleCommand(input)),
  'elasticloadbalancing:ModifyRule': (input) => elb.send(new ModifyRuleCommand(input)),
  'elasticloadbalancing:DeleteRule': (input) => elb.send(new DeleteRuleCommand(input)),
});
