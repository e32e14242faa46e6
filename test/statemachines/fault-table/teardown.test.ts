import { describeFaults } from './describe-faults.ts';

describeFaults({
  title: 'teardown-service',
  runbook: 'teardown-service',
  spec: 'former',
  base: 'former',
  ending: { status: 'SUCCEEDED' },
});
