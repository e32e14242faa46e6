import { describe, expect, it } from '@jest/globals';
import { loadBalancingError } from '../../../../functions/domain/errors/load-balancing.ts';
import type {
  LoadBalancingProblem,
  LoadBalancingProblemKind,
} from '../../../../functions/domain/service/plan/load-balancing-plan.ts';

const problem = (kind: LoadBalancingProblemKind, rest: Partial<LoadBalancingProblem> = {}): LoadBalancingProblem => ({
  kind,
  check: 'target group web-1',
  detail: 'already exists',
  remedy: 'give it another name',
  ...rest,
});
const told = 'target group web-1: already exists (give it another name)';

describe('loadBalancingError', () => {
  it.each<[LoadBalancingProblemKind, string, string]>([
    ['MISSING', 'LoadBalancerUnsuitableError', 'the load balancers are not as the spec needs them'],
    ['NOT_OURS', 'ExistingResourceError', 'the spec names what others have made'],
    ['IMMUTABLE', 'TargetGroupImmutableError', 'target groups cannot be changed as the spec asks'],
    ['AMBIGUOUS', 'AmbiguousListenerRuleError', 'it is not clear which listener rule is meant'],
    ['FULL', 'NoFreePriorityError', 'a listener rule cannot be created'],
  ])('is for %s a %s', (kind, name, message) => {
    expect(loadBalancingError([problem(kind)])).toMatchObject({ name, message: `${message}: ${told}` });
  });

  it('tells all problems under the name of the first', () => {
    const { remedy: _, ...other } = problem('NOT_OURS', { check: 'listener tcp-lb TCP:1' });
    expect(loadBalancingError([problem('AMBIGUOUS'), other])).toMatchObject({
      name: 'AmbiguousListenerRuleError',
      message: expect.stringMatching(/\(give it another name\); listener tcp-lb TCP:1: already exists$/),
    });
  });

  it('ends where a reader would stop', () => {
    const many = Array.from({ length: 500 }, () => problem('NOT_OURS'));
    expect(loadBalancingError(many)?.message.length).toBeLessThan(8_100);
  });

  it('is nothing where there is no problem', () => {
    expect(loadBalancingError([])).toBeUndefined();
  });
});
