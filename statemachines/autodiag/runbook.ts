import { autodiagProblems } from '../../functions/domain/diagnosis/autodiag-problems.ts';
import { autodiagRequestSchema } from '../../functions/domain/diagnosis/autodiag-request.ts';
import type { Runbook } from '../../functions/domain/runbook.ts';

export const autodiag: Runbook = {
  name: 'autodiag',
  summary: 'Runs AutoDiag as an ECS task where the trouble is and reports what it found.',
  request: autodiagRequestSchema,
  problems: autodiagProblems,
  example: { mode: 'CONNECTIVITY', cluster: 'demo', endpoint: 'localhost', port: 4566 },
  changes: false,
};
