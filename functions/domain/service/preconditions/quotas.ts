import type { Finding } from '../../../../layers/shared/finding.ts';
import { listenerRules } from '../listener-rules.ts';
import type { Planned } from '../plan/action.ts';
import { forwardedTo, type LoadBalancerFacts, type LoadBalancingFacts } from '../plan/load-balancing-facts.ts';
import { specListeners } from '../plan/spec-listeners.ts';
import type { ListenerRuleSpec, ServiceSpec } from '../spec-schema/index.ts';
import { fail, judge } from './findings.ts';
import type { Looked } from './looked.ts';

/** What the plan would make, against what the account may have. */
export interface QuotaFacts {
  /** By their names in DescribeAccountLimits. */
  limits: Looked<Record<string, number>>;
  loadBalancing: LoadBalancingFacts;
  /** Null where none is to be made, so that nobody has counted. */
  targetGroups: Looked<number> | null;
  planned: readonly Planned[];
}

type Limits = Record<string, number>;

/** @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html */
const targetGroupsPerService = 5;

const increase = 'ask for a higher quota in the Service Quotas console, or remove what is no longer used';

const over = (check: string, quota: string, wanted: number, limits: Limits): Finding[] => {
  const limit = limits[quota];
  if (limit === undefined || wanted <= limit) return [];
  return [fail(check, `${wanted} would be needed, the quota ${quota} is ${limit}`, increase)];
};

const createdOn = (balancer: LoadBalancerFacts, planned: readonly Planned[]) => {
  const listenerArns = balancer.listeners.map(({ arn }) => arn);
  const calls = planned.flatMap((action) => (action.action === 'create' ? action.calls : []));
  return {
    rules: calls.filter(
      ({ call, input }) => call === 'elasticloadbalancing:CreateRule' && listenerArns.includes(input.ListenerArn ?? ''),
    ).length,
    listeners: calls.filter(
      ({ call, input }) => call === 'elasticloadbalancing:CreateListener' && input.LoadBalancerArn === balancer.arn,
    ).length,
  };
};

/** Rules of listeners that the spec does not name are not read: the sum is the least there can be, so no alarm is false. */
const checkBalancer = (balancer: LoadBalancerFacts, planned: readonly Planned[], limits: Limits): Finding[] => {
  const created = createdOn(balancer, planned);
  const rules = balancer.listeners.flatMap((listener) => listener.rules ?? []);
  const groups = new Set(
    [...rules, ...balancer.listeners.map(({ defaultActions }) => ({ actions: defaultActions }))].flatMap(
      ({ actions }) => forwardedTo(actions),
    ),
  );
  const check = `quotas of load balancer ${balancer.name}`;
  const ofType = balancer.type === 'network' ? 'network' : 'application';
  return [
    ...(created.rules > 0
      ? over(check, 'rules-per-application-load-balancer', rules.length + created.rules, limits)
      : []),
    ...(created.listeners > 0
      ? over(check, `listeners-per-${ofType}-load-balancer`, balancer.listeners.length + created.listeners, limits)
      : []),
    ...(created.rules > 0 ? over(check, 'target-groups-per-application-load-balancer', groups.size, limits) : []),
  ];
};

const valuesOf = (rule: ListenerRuleSpec): string[] =>
  rule.conditions.flatMap((condition) => [
    ...(condition.Values ?? []),
    ...(condition.HostHeaderConfig?.Values ?? []),
    ...(condition.PathPatternConfig?.Values ?? []),
    ...(condition.HttpHeaderConfig?.Values ?? []),
    ...(condition.HttpRequestMethodConfig?.Values ?? []),
    ...(condition.QueryStringConfig?.Values ?? []).map(({ Value }) => Value),
    ...(condition.SourceIpConfig?.Values ?? []),
  ]);

const checkRule = (check: string, rule: ListenerRuleSpec, limits: Limits): Finding[] => {
  const values = valuesOf(rule);
  const wildcards = values.join('').match(/[*?]/g)?.length ?? 0;
  return [
    ...over(check, 'condition-values-per-alb-rule', values.length, limits),
    ...over(check, 'condition-wildcards-per-alb-rule', wildcards, limits),
  ];
};

const checkRules = (spec: ServiceSpec, limits: Limits): Finding[] =>
  specListeners(spec).flatMap(({ balancer, listener }) =>
    listenerRules(listener).flatMap(({ rule }, index) =>
      checkRule(`rule ${index + 1} of ${balancer.name} ${listener.protocol}:${listener.port}`, rule, limits),
    ),
  );

const checkTargetGroups = (counted: Looked<number> | null, planned: readonly Planned[], limits: Limits): Finding[] => {
  const created = planned.filter(({ type, action }) => type === 'target group' && action === 'create').length;
  if (created === 0 || counted === null) return [];
  const check = 'quota of target groups';
  return judge(check, counted, { detail: '', remedy: '' }, (count) =>
    over(check, 'target-groups', count + created, limits),
  );
};

/** Whether what is to be made fits the quotas that AWS tells; only what does not is a finding. */
export const checkQuotas = (spec: ServiceSpec, facts: QuotaFacts): Finding[] => {
  const attached = spec.aws.ecs.service?.loadBalancers?.length ?? 0;
  const ofService =
    attached > targetGroupsPerService
      ? [
          fail(
            'target groups of the service',
            `${attached} are given, ECS takes ${targetGroupsPerService}`,
            'leave some out',
          ),
        ]
      : [];
  const none = { detail: '', remedy: '' };
  return [
    ...ofService,
    ...judge('quotas of Elastic Load Balancing', facts.limits, none, (limits) => [
      ...facts.loadBalancing.loadBalancers.flatMap((balancer) => checkBalancer(balancer, facts.planned, limits)),
      ...checkRules(spec, limits),
      ...checkTargetGroups(facts.targetGroups, facts.planned, limits),
    ]),
  ];
};
