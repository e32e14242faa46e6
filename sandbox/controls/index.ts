import { type ControlRoutes, json } from '../endpoint/control/answer.ts';
import type { Services } from '../services.ts';
import { agentRoutes } from './agents.ts';
import { instanceRoutes } from './instances.ts';

/** The paths below `/_sandbox/` by which a person does to the sandbox what happens by itself on AWS. */
export const controlRoutes = ({ ecs, ec2, sns }: Services): ControlRoutes => ({
  ...agentRoutes(ecs, ec2.hosts),
  ...instanceRoutes(ec2.hosts),
  'GET mailbox': () => json(200, { mailbox: sns.mailbox() }),
});
