import type { Runbook } from '../../functions/domain/runbook.ts';
import { exampleSpec } from '../../functions/domain/service/request/example.ts';
import { teardownMeanings } from '../../functions/domain/service/request/meanings.ts';
import {
  teardownRequestProblems,
  teardownRequestSchema,
} from '../../functions/domain/service/request/teardown-request.ts';

export const teardownService: Runbook = {
  name: 'teardown-service',
  summary: 'Removes what deploy-service made for a spec, and reports what it leaves to others.',
  request: teardownRequestSchema,
  fields: teardownMeanings,
  problems: teardownRequestProblems,
  example: { spec: exampleSpec, environment: 'demo' },
  changes: true,
};
