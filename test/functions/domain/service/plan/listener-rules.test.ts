import { describe, expect, it } from '@jest/globals';
import { planListeners } from '../../../../../functions/domain/service/plan/listeners.ts';
import { groupSpec, hostRule, loadBalancingSpec } from '../../../../support/load-balancing-spec.ts';
import {
  balancerFacts,
  context,
  facts,
  forward,
  groupArn,
  groupFacts,
  listenerFacts,
  ruleFacts,
  tagsOf,
} from './load-balancing-facts.ts';

const spec = loadBalancingSpec();
const planWith = (...rules: ReturnType<typeof ruleFacts>[]) =>
  planListeners(spec, facts({ loadBalancers: [balancerFacts(rules)] }), context);

describe('planListeners for rules', () => {
  it('plans the call, and says what it is in words that need no ids', () => {
    const { planned, problems } = planListeners(spec, facts(), context);
    expect(problems).toEqual([]);
    expect(planned).toEqual([
      {
        step: 'update-listeners',
        action: 'create',
        type: 'listener rule',
        name: 'web-lb HTTP:80 host-header=a.example.com',
        changes: [
          { field: 'Conditions', from: null, to: 'host-header=a.example.com' },
          { field: 'Actions', from: null, to: 'forward to web-1' },
        ],
        reason: 'priority 1, the lowest that is free',
        undo: [],
        calls: [
          {
            call: 'elasticloadbalancing:CreateRule',
            input: {
              ListenerArn: listenerFacts().arn,
              Priority: 1,
              Conditions: [{ Field: 'host-header', Values: ['a.example.com'] }],
              Actions: forward('web-1'),
              Tags: expect.arrayContaining([{ Key: 'ecs-runbooks:execution', Value: 'arn:now' }]),
            },
          },
        ],
      },
    ]);
  });

  it('plans before the target group is created, in the same words', () => {
    const before = planListeners(spec, facts({ targetGroups: [] }), context).planned;
    const after = planListeners(spec, facts(), context).planned;
    expect(before.map(({ changes }) => changes)).toEqual(after.map(({ changes }) => changes));
    expect(JSON.stringify(before)).toContain('(target group web-1, to be created)');
  });

  it('keeps what is done before the forward, and takes a client secret to be the one that AWS has', () => {
    const oidc = { Type: 'authenticate-oidc' as const, Order: 1, AuthenticateOidcConfig: { ClientId: 'id' } as never };
    const actions = [oidc, { Type: 'forward' as const, Order: 2, TargetGroupArn: groupArn('old') }];
    const { planned } = planWith(ruleFacts({ actions }));
    const secret = { ...oidc, AuthenticateOidcConfig: { ClientId: 'id', UseExistingClientSecret: true } };
    expect(planned[0]).toMatchObject({
      action: 'change',
      calls: [{ input: { Actions: [secret, { Type: 'forward', Order: 2, TargetGroupArn: groupArn('web-1') }] } }],
      undo: [{ input: { Actions: [secret, actions[1]] } }],
      changes: [{ from: 'authenticate-oidc, forward to old', to: 'authenticate-oidc, forward to web-1' }],
    });
  });

  it('keeps a rule that authenticates and then forwards as it should', () => {
    const actions = [
      { Type: 'authenticate-cognito' as const, Order: 1 },
      { ...forward('web-1')[0], Order: 2 },
    ];
    expect(planWith(ruleFacts({ actions: actions as never })).planned).toMatchObject([{ action: 'keep' }]);
  });

  it('keeps a rule that is nobody’s and already as it should be', () => {
    const group = groupFacts({ tags: {} });
    const plan = planListeners(
      spec,
      facts({ targetGroups: [group], loadBalancers: [balancerFacts([ruleFacts({ tags: {} })])] }),
      context,
    );
    expect(plan).toMatchObject({ planned: [{ action: 'keep', reason: expect.stringContaining('not made by') }] });
  });

  it('never takes the service’s word for its rule: one that forwards to several belongs to nobody', () => {
    const actions = [...forward('web-1'), ...forward('theirs')];
    expect(planWith(ruleFacts({ tags: {}, actions })).problems).toMatchObject([{ kind: 'NOT_OURS' }]);
  });

  it.each([
    ['another environment', { tags: tagsOf('web', 'arn:earlier', 'staging') }],
    ['another service', { tags: tagsOf('other') }],
    ['nobody', { tags: {} }],
    ['itself, but serves another target group', { actions: forward('theirs') }],
  ])('leaves a rule with other conditions of %s alone', (_name, rest) => {
    const conditions = [{ Field: 'host-header', Values: ['b.example.com'] }];
    const { planned } = planWith(ruleFacts({ conditions, ...rest }));
    expect(planned.map(({ action }) => action)).toEqual(['create']);
  });

  it('changes only a former rule of the same target group into a new one', () => {
    const two = loadBalancingSpec({
      targetGroups: [groupSpec(), groupSpec('web-2', { port: 8081 })],
      rules: [hostRule('b.example.com', 'web-2')],
    });
    const { planned } = planListeners(two, facts({ loadBalancers: [balancerFacts([ruleFacts()])] }), context);
    expect(planned.map(({ action }) => action)).toEqual(['create', 'delete']);
  });

  it('says that no priority is free', () => {
    const rules = Array.from({ length: 50_000 }, (_, index) =>
      ruleFacts({ priority: index + 1, conditions: [], tags: null }),
    );
    expect(planWith(...rules).problems).toEqual([
      {
        kind: 'FULL',
        check: 'listener rule web-lb HTTP:80 host-header=a.example.com',
        detail: 'the listener has no free priority between 1 and 50000',
        remedy: 'delete rules that are no longer needed',
      },
    ]);
  });

  it('tells of a load balancer that does not exist', () => {
    expect(planListeners(spec, facts({ loadBalancers: [] }), context).problems).toEqual([
      {
        kind: 'MISSING',
        check: 'load balancer web-lb',
        detail: 'does not exist',
        remedy: 'create it, or correct its name in the spec',
      },
    ]);
  });
});
