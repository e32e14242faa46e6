import type { StepCall } from './calls.ts';
import { describeFaults } from './describe-faults.ts';

/** The states that a deployment enters only where it fails; the others have tables of their own. */
const failing = ['ExplainInstability', 'UndoChanges', 'UnlockService', 'NotifyFailure'];
const isOfFailure = ({ state, operation }: StepCall): boolean =>
  failing.includes(state) || ['DescribeTasks', 'DescribeTaskDefinition'].includes(`${state}${operation}`);

const ending = { status: 'FAILED', error: 'ServiceNotStableError' } as const;

describeFaults({
  title: 'deploy-service that fails and removes a service',
  runbook: 'deploy-service',
  spec: 'brokenFormer',
  base: 'nothing',
  ending,
  isStruck: isOfFailure,
});

describeFaults({
  title: 'deploy-service that fails and puts a service back',
  runbook: 'deploy-service',
  spec: 'brokenLatter',
  base: 'former',
  ending,
  isStruck: isOfFailure,
});
