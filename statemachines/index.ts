import type { Runbook } from '../functions/domain/runbook.ts';
import { autodiag } from './autodiag/runbook.ts';

/** Every runbook of the suite. A new one adds its import and its name here. */
export const runbooks: Runbook[] = [autodiag];
