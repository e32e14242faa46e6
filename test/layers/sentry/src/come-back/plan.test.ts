import { describe, expect, it } from '@jest/globals';
import { planComeBack, planLines } from '../../../../../layers/sentry/src/come-back/plan.ts';
import { outageState } from '../../../../support/come-back-world.ts';
import { described, kept, restarted } from '../../../../support/fake-engine.ts';

const state = outageState([kept('crashed'), kept('calm'), kept('gone')], 'agent');
const there = new Map([
  ['crashed', described('crashed', restarted)],
  ['calm', described('calm')],
]);

describe('planComeBack', () => {
  it('tells what a clean-up would do, in its order', () => {
    expect(planLines(planComeBack(state, there, 'cleanup'))).toEqual([
      'container name: name-calm, ecs cluster: factory: RESTORE: set container restart policy back to no',
      'container name: name-gone, ecs cluster: factory: FORGET: container is gone',
      'container name: name-crashed, ecs cluster: factory: REMOVE: container has been restarted by docker, stopping & removing..',
      'the ecs agent would be unpaused',
    ]);
  });

  it('unpauses the agent first by graceful', () => {
    const lines = planLines(planComeBack(state, there, 'graceful'));
    expect(lines[0]).toBe('the ecs agent would be unpaused');
    expect(lines[1]).toBe(
      'container name: name-crashed, ecs cluster: factory: WAIT: container has been restarted by docker, goes on until a newer container has taken over',
    );
  });

  it('unpauses no agent that the sentry has not paused', () => {
    expect(planComeBack({ ...state, pausedAgent: null }, there, 'rolling').agent).toBeNull();
  });
});
