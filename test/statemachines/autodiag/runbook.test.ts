import { describe, expect, it } from '@jest/globals';
import { environmentDefaults } from '../../../layers/autodiag/contract.ts';
import { autodiag } from '../../../statemachines/autodiag/runbook.ts';

describe('the fields of autodiag', () => {
  it.each(['checks', 'intervalSeconds', 'matcher', 'maxMatches'] as const)(
    'name the default that AutoDiag itself has for %s',
    (field) => {
      expect(autodiag.fields[field]).toContain(`default ${environmentDefaults[field]}`);
    },
  );
});
