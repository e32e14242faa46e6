import {
  type ApplicationAutoScalingClient,
  DeleteScalingPolicyCommand,
  DeregisterScalableTargetCommand,
  PutScalingPolicyCommand,
  RegisterScalableTargetCommand,
} from '@aws-sdk/client-application-auto-scaling';
import type { Senders } from './index.ts';

/** Sends the calls of this service that a plan may hold. What they throw is the SDK's. */
export const autoScalingCalls = (
  autoScaling: ApplicationAutoScalingClient,
): Senders<`application-autoscaling:${string}`> => ({
  'application-autoscaling:RegisterScalableTarget': (input) =>
    autoScaling.send(new RegisterScalableTargetCommand(input)),
  'application-autoscaling:DeregisterScalableTarget': (input) =>
    autoScaling.send(new DeregisterScalableTargetCommand(input)),
  'application-autoscaling:PutScalingPolicy': (input) => autoScaling.send(new PutScalingPolicyCommand(input)),
  'application-autoscaling:DeleteScalingPolicy': (input) => autoScaling.send(new DeleteScalingPolicyCommand(input)),
});
