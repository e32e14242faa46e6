import { describe, expect, it } from '@jest/globals';
import type { Planned } from '../../../../../functions/domain/service/plan/action.ts';
import type {
  LoadBalancerFacts,
  LoadBalancingFacts,
} from '../../../../../functions/domain/service/plan/load-balancing-facts.ts';
import { checkLoadBalancers } from '../../../../../functions/domain/service/preconditions/load-balancers.ts';
import { found, unseen } from '../../../../../functions/domain/service/preconditions/looked.ts';
import { checkQuotas, type QuotaFacts } from '../../../../../functions/domain/service/preconditions/quotas.ts';
import type { ServiceSpec } from '../../../../../functions/domain/service/spec-schema/index.ts';
import { resolve, seed } from '../support/documents.ts';

const spec = resolve(seed()).spec as ServiceSpec;
const elb = spec.aws.elb as NonNullable<ServiceSpec['aws']['elb']>;
const name = 'example-lb-int-prestaging';
const groupArn = (id: number) => `arn:aws:elasticloadbalancing:us-east-1:111122223333:targetgroup/g${id}/${id}`;
const rules = (count: number) =>
  Array.from({ length: count }, (_, id) => ({
    arn: `rule-${id}`,
    priority: id + 1,
    conditions: [],
    actions: [{ Type: 'forward' as const, TargetGroupArn: groupArn(id) }],
    tags: null,
  }));
const listener = (count = 0) => ({
  arn: 'listener-1',
  protocol: 'HTTPS',
  port: 443,
  defaultActions: [],
  sslPolicy: null,
  certificates: [],
  alpnPolicy: [],
  tags: null,
  rules: rules(count),
});
const balancer = (changes: Partial<LoadBalancerFacts> = {}): LoadBalancerFacts => ({
  arn: 'balancer-1',
  name,
  type: 'application',
  scheme: 'internal',
  vpcId: 'vpc-1',
  state: 'active',
  securityGroups: ['sg-00000000000000001'],
  listeners: [listener()],
  ...changes,
});
const factsOf = (...loadBalancers: LoadBalancerFacts[]): LoadBalancingFacts => ({
  targetGroups: [],
  loadBalancers,
  foreignTargetGroups: {},
});

describe('checkLoadBalancers', () => {
  it('passes what is there as the spec says', () => {
    expect(checkLoadBalancers(spec, factsOf(balancer()))).toEqual([
      { check: `load balancer ${name}`, status: 'PASS', detail: 'exists in vpc-1' },
      { check: `listener ${name} HTTPS:443`, status: 'PASS', detail: 'exists' },
    ]);
  });

  it.each([
    ['failed', balancer({ state: 'failed' }), 'FAIL', 'could not be set up: its state is failed'],
    ['provisioning', balancer({ state: 'provisioning' }), 'WARN', 'its state is provisioning'],
    [
      'without its security groups',
      balancer({ securityGroups: [] }),
      'WARN',
      'it does not have the security groups that the spec says: sg-00000000000000001',
    ],
  ])('judges one that is %s', (_what, there, status, detail) => {
    expect(checkLoadBalancers(spec, factsOf(there))[0]).toMatchObject({ status, detail });
  });

  it('leaves to planners what is missing or of another type', () => {
    expect(checkLoadBalancers(spec, factsOf())).toEqual([]);
    expect(checkLoadBalancers(spec, factsOf(balancer({ type: 'network', listeners: [] })))).toEqual([]);
    expect(checkLoadBalancers(spec, factsOf(balancer({ listeners: [] })))).toHaveLength(1);
  });

  it('finds load balancers of two VPCs', () => {
    const two = { ...spec, aws: { ...spec.aws, elb: { ...elb, loadBalancers: [...elb.loadBalancers] } } };
    two.aws.elb.loadBalancers.push({ name: 'second', type: 'application', listeners: [] });
    const facts = factsOf(balancer(), balancer({ name: 'second', vpcId: 'vpc-2' }));
    expect(checkLoadBalancers(two, facts)).toContainEqual({
      check: 'load balancer second',
      status: 'FAIL',
      detail: `is in vpc-2, and load balancer ${name} in vpc-1`,
      remedy: 'give load balancers of one VPC: the tasks of a service are in one',
    });
  });
});

const creation = (type: Planned['type'], call: Planned['calls'][number]): Planned => ({
  step: 'update-listeners',
  action: 'create',
  type,
  name: 'x',
  calls: [call],
  changes: [],
  undo: [],
});
const newRule = creation('listener rule', {
  call: 'elasticloadbalancing:CreateRule',
  input: { ListenerArn: 'listener-1', Conditions: [], Priority: 1, Actions: [] },
});
const newListener = creation('listener', {
  call: 'elasticloadbalancing:CreateListener',
  input: { LoadBalancerArn: 'balancer-1', DefaultActions: [] },
});
const newGroup = creation('target group', { call: 'elasticloadbalancing:CreateTargetGroup', input: { Name: 'x' } });

const details = (limits: Record<string, number>, changes: Partial<QuotaFacts> = {}, checked = spec): string[] =>
  checkQuotas(checked, {
    limits: found(limits),
    loadBalancing: factsOf(balancer({ listeners: [listener(3)] })),
    targetGroups: null,
    planned: [newRule],
    ...changes,
  }).map(({ status, check, detail }) => `${status} ${check}: ${detail}`);

describe('checkQuotas', () => {
  it('says nothing where all fits', () => {
    expect(details({ 'rules-per-application-load-balancer': 4 })).toEqual([]);
    expect(details({})).toEqual([]);
  });

  it.each([
    ['rules', 'rules-per-application-load-balancer', 3, [newRule], '4 would be needed'],
    [
      'target groups of a load balancer',
      'target-groups-per-application-load-balancer',
      2,
      [newRule],
      '3 would be needed',
    ],
    ['listeners', 'listeners-per-application-load-balancer', 1, [newListener], '2 would be needed'],
  ])('counts %s that are there and that are new', (_what, quota, limit, planned, detail) => {
    expect(details({ [quota]: limit }, { planned })).toEqual([
      `FAIL quotas of load balancer ${name}: ${detail}, the quota ${quota} is ${limit}`,
    ]);
    expect(details({ [quota]: limit }, { planned: [] })).toEqual([]);
  });

  it('counts listeners of a network load balancer', () => {
    const loadBalancing = factsOf(balancer({ type: 'network' }));
    const quota = 'listeners-per-network-load-balancer';
    expect(details({ [quota]: 1 }, { loadBalancing, planned: [newListener] })).toEqual([
      `FAIL quotas of load balancer ${name}: 2 would be needed, the quota ${quota} is 1`,
    ]);
  });

  it('counts the account’s target groups where some are new', () => {
    const targetGroups = found(3_000);
    const limits = { 'target-groups': 3_000 };
    expect(details(limits, { targetGroups, planned: [newGroup] })).toEqual([
      'FAIL quota of target groups: 3001 would be needed, the quota target-groups is 3000',
    ]);
    expect(details(limits, { targetGroups, planned: [] })).toEqual([]);
    expect(details(limits, { targetGroups: unseen('no'), planned: [newGroup] })).toEqual([
      'WARN quota of target groups: not looked at: no',
    ]);
  });

  it('counts values and wildcards of a rule’s conditions', () => {
    const [first] = elb.loadBalancers;
    const rule = {
      placement: 'end' as const,
      action: { type: 'forward' as const, targetGroupName: 'example-prestaging-111' },
      conditions: [
        { Field: 'host-header' as const, Values: ['*.example.com'], HostHeaderConfig: { Values: ['a?.example.com'] } },
        { Field: 'path-pattern' as const, PathPatternConfig: { Values: ['/a/*'] } },
        { Field: 'http-header' as const, HttpHeaderConfig: { HttpHeaderName: 'x', Values: ['1'] } },
        { Field: 'http-request-method' as const, HttpRequestMethodConfig: { Values: ['GET'] } },
        { Field: 'query-string' as const, QueryStringConfig: { Values: [{ Value: '1' }] } },
        { Field: 'source-ip' as const, SourceIpConfig: { Values: ['10.0.0.0/8'] } },
      ],
    };
    const loadBalancers = first
      ? [{ ...first, listeners: [{ protocol: 'HTTPS' as const, port: 443, rules: [rule] }] }]
      : [];
    const many = { ...spec, aws: { ...spec.aws, elb: { ...elb, loadBalancers } } };
    const limits = { 'condition-values-per-alb-rule': 5, 'condition-wildcards-per-alb-rule': 2 };
    expect(details(limits, {}, many)).toEqual([
      `FAIL rule 1 of ${name} HTTPS:443: 7 would be needed, the quota condition-values-per-alb-rule is 5`,
      `FAIL rule 1 of ${name} HTTPS:443: 3 would be needed, the quota condition-wildcards-per-alb-rule is 2`,
    ]);
  });

  it('takes five target groups of a service, as ECS does', () => {
    const copy = structuredClone(spec);
    const { service } = copy.aws.ecs;
    const [attached] = service?.loadBalancers ?? [];
    if (service && attached) service.loadBalancers = Array.from({ length: 6 }, () => attached);
    expect(details({}, {}, copy)).toEqual(['FAIL target groups of the service: 6 are given, ECS takes 5']);
  });

  it('is not judged where limits may not be looked at', () => {
    expect(details({}, { limits: unseen('no') })).toEqual(['WARN quotas of Elastic Load Balancing: not looked at: no']);
  });
});
