import { describeFaults } from './describe-faults.ts';

describeFaults({
  title: 'deploy-service of a service that is there and differs in everything',
  runbook: 'deploy-service',
  spec: 'latter',
  base: 'former',
  isLockLeft: true,
  ending: { status: 'SUCCEEDED' },
});
