import { describe, expect, it } from '@jest/globals';
import { planListenersRemoval } from '../../../../../functions/domain/service/plan/listeners-removal.ts';
import { mayTearDown, mayUndo } from '../../../../../functions/domain/service/plan/may-delete.ts';
import { planTargetGroupsRemoval } from '../../../../../functions/domain/service/plan/target-groups-removal.ts';
import { loadBalancingSpec } from '../../../../support/load-balancing-spec.ts';
import { balancerFacts, context, facts, forward, groupFacts, ruleFacts, tagsOf } from './load-balancing-facts.ts';

const spec = loadBalancingSpec();
const { service } = context;
const teardown = { service, mayDelete: mayTearDown(false) };
const undo = { service, mayDelete: mayUndo('arn:now') };
const balancer = balancerFacts([ruleFacts()]);
const used = groupFacts({ loadBalancerArns: [balancer.arn] });

describe('planTargetGroupsRemoval', () => {
  it('deletes a target group that only rules use which go before it', () => {
    const found = facts({ targetGroups: [used], loadBalancers: [balancer] });
    expect(planListenersRemoval(spec, found, teardown).planned).toMatchObject([{ action: 'delete' }]);
    expect(planTargetGroupsRemoval(spec, found, teardown).planned).toMatchObject([
      { step: 'delete-target-groups', action: 'delete', calls: [{ call: 'elasticloadbalancing:DeleteTargetGroup' }] },
    ]);
  });

  it.each([
    [
      'a rule of others',
      [ruleFacts(), ruleFacts({ priority: 6, tags: tagsOf('other') })],
      /^rule .* \(priority 6\) forwards to it$/,
    ],
    [
      'several of them',
      [6, 7, 8].map((priority) => ruleFacts({ priority, tags: tagsOf('other') })),
      /^rule .* \(priority 6\) and 2 more forwards to it$/,
    ],
    ['a load balancer whose rules nobody has read', null, /^load balancer app\/web-lb\/1 sends it requests$/],
  ])('leaves one that is used by %s', (_name, rules, reason) => {
    const found = facts({ targetGroups: [used], loadBalancers: [balancerFacts(rules)] });
    expect(planTargetGroupsRemoval(spec, found, teardown).planned).toMatchObject([
      { action: 'leave', calls: [], reason: expect.stringMatching(reason) },
    ]);
  });

  it('deletes one that AWS still shows as used although no rule forwards to it', () => {
    const found = facts({ targetGroups: [used] });
    expect(planTargetGroupsRemoval(spec, found, teardown).planned).toMatchObject([{ action: 'delete' }]);
  });
});

describe('removals that undo', () => {
  it('delete what the run made', () => {
    const tags = tagsOf('web', 'arn:now');
    const found = facts({
      targetGroups: [groupFacts({ tags })],
      loadBalancers: [balancerFacts([ruleFacts({ tags })])],
    });
    expect(planListenersRemoval(spec, found, undo).planned).toMatchObject([{ action: 'delete' }]);
    expect(planTargetGroupsRemoval(spec, found, undo).planned).toMatchObject([{ action: 'delete' }]);
  });

  it('leave what an earlier run made, and what only forwards to the service', () => {
    const rules = [ruleFacts(), ruleFacts({ priority: 6, tags: {} })];
    const found = facts({ targetGroups: [used], loadBalancers: [balancerFacts(rules)] });
    const { planned } = planListenersRemoval(spec, found, undo);
    expect(planned.map(({ action, reason }) => [action, reason])).toEqual([
      ['leave', 'not made by this run'],
      ['leave', 'not made by this run'],
    ]);
    expect(planTargetGroupsRemoval(spec, found, undo).planned).toMatchObject([{ action: 'leave' }]);
  });

  it('leave a rule that the run made and somebody has turned to another service since', () => {
    const rule = ruleFacts({ tags: tagsOf('web', 'arn:now'), actions: forward('theirs') });
    const found = facts({ loadBalancers: [balancerFacts([rule])] });
    expect(planListenersRemoval(spec, found, undo).planned).toMatchObject([
      { action: 'leave', reason: "it forwards to theirs, which is not this service's" },
    ]);
  });
});
