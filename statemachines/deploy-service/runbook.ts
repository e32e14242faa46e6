import type { Runbook } from '../../functions/domain/runbook.ts';
import { deployRequestProblems, deployRequestSchema } from '../../functions/domain/service/request/deploy-request.ts';
import { exampleSpec } from '../../functions/domain/service/request/example.ts';
import { deployMeanings } from '../../functions/domain/service/request/meanings.ts';

export const deployService: Runbook = {
  name: 'deploy-service',
  summary: 'Deploys an ECS service from its spec: task definition, target groups, listeners, service, autoscaling.',
  request: deployRequestSchema,
  fields: deployMeanings,
  problems: deployRequestProblems,
  example: { spec: exampleSpec, environment: 'demo' },
  changes: true,
};
