import { agentDisconnectMeanings, agentDisconnectRequestSchema } from '../../functions/domain/agent/request.ts';
import type { Runbook } from '../../functions/domain/runbook.ts';

export const agentDisconnect: Runbook = {
  name: 'agent-disconnect',
  summary: 'Verifies which ECS agents of a cluster are disconnected, alerts that once, and says when it is over.',
  request: agentDisconnectRequestSchema,
  fields: agentDisconnectMeanings,
  example: { cluster: 'demo' },
  changes: true,
};
