import type { Runbook } from '../functions/domain/runbook.ts';
import { agentDisconnect } from './agent-disconnect/runbook.ts';
import { autodiag } from './autodiag/runbook.ts';
import { deployService } from './deploy-service/runbook.ts';
import { replaceService } from './replace-service/runbook.ts';
import { scaleService } from './scale-service/runbook.ts';
import { teardownService } from './teardown-service/runbook.ts';

/** Every runbook of the suite. A new one adds its import and its name here. */
export const runbooks: Runbook[] = [
  autodiag,
  deployService,
  teardownService,
  scaleService,
  replaceService,
  agentDisconnect,
];
