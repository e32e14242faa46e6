import { describe, expect, it } from '@jest/globals';
import type { Planned } from '../../../../../functions/domain/service/plan/action.ts';
import { requireStepsBefore } from '../../../../../functions/domain/service/plan/teardown.ts';

const ref = { cluster: 'prod', service: 'web' };
const scaleDown = (from: number): Planned => ({
  step: 'scale-service',
  action: 'change',
  type: 'service',
  name: 'prod/web',
  calls: [],
  changes: [{ field: 'desiredCount', from, to: 0 }],
  undo: [],
});

describe('requireStepsBefore', () => {
  it('lets no service be deleted by itself that is to run tasks, and says what comes first', () => {
    expect(() => requireStepsBefore('delete-service', [scaleDown(2)], ref)).toThrow(
      'prod/web is still to run tasks, and ECS deletes no such service: start with only=scale-service first',
    );
  });

  it.each([
    ['whose last tasks only have to stop', 'delete-service', [scaleDown(0)]],
    ['that is gone', 'delete-service', []],
    ['that is scaled down itself', 'scale-service', [scaleDown(2)]],
    ['that is torn down as a whole', undefined, [scaleDown(2)]],
  ] as const)('passes a service %s', (_, only, planned) => {
    expect(() => requireStepsBefore(only, planned, ref)).not.toThrow();
  });
});
