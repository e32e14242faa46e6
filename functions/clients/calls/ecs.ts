import {
  CreateServiceCommand,
  DeleteServiceCommand,
  DeregisterTaskDefinitionCommand,
  type ECSClient,
  RegisterTaskDefinitionCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import type { Senders } from './index.ts';

/** Sends the calls of this service that a plan may hold. What they throw is the SDK's. */
export const ecsCalls = (ecs: ECSClient): Senders<`ecs:${string}`> => ({
  'ecs:RegisterTaskDefinition': (input) => ecs.send(new RegisterTaskDefinitionCommand(input)),
  'ecs:DeregisterTaskDefinition': (input) => ecs.send(new DeregisterTaskDefinitionCommand(input)),
  'ecs:CreateService': (input) => ecs.send(new CreateServiceCommand(input)),
  'ecs:UpdateService': (input) => ecs.send(new UpdateServiceCommand(input)),
  'ecs:DeleteService': (input) => ecs.send(new DeleteServiceCommand(input)),
});
