import type { Runbook } from '../../functions/domain/runbook.ts';
import { exampleSpec } from '../../functions/domain/service/request/example.ts';
import { replaceMeanings } from '../../functions/domain/service/request/meanings.ts';
import {
  replaceRequestProblems,
  replaceRequestSchema,
} from '../../functions/domain/service/request/replace-request.ts';

export const replaceService: Runbook = {
  name: 'replace-service',
  summary: 'Replaces an ECS service: torn down and deployed again, or deployed beside the old one, which goes then.',
  request: replaceRequestSchema,
  fields: replaceMeanings,
  problems: replaceRequestProblems,
  example: { strategy: 'recreate', spec: exampleSpec, environment: 'demo' },
  changes: true,
};
