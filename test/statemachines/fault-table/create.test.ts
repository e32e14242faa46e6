import { describeFaults } from './describe-faults.ts';

describeFaults({
  title: 'deploy-service of a service that is not there',
  runbook: 'deploy-service',
  spec: 'former',
  base: 'nothing',
  ending: { status: 'SUCCEEDED' },
});
