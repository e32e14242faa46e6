import type { Runbook } from '../../functions/domain/runbook.ts';
import { scaleMeanings } from '../../functions/domain/service/request/meanings.ts';
import { scaleRequestProblems, scaleRequestSchema } from '../../functions/domain/service/request/scale-request.ts';

export const scaleService: Runbook = {
  name: 'scale-service',
  summary: 'Sets how many tasks an ECS service runs, and waits until they do.',
  request: scaleRequestSchema,
  fields: scaleMeanings,
  problems: scaleRequestProblems,
  example: { cluster: 'demo', service: 'web', desiredCount: 2 },
  changes: true,
};
