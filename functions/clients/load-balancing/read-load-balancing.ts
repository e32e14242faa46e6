import type { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { type Ownership, ownershipOf, type ServiceRef, type Tags } from '../../domain/service/ownership.ts';
import {
  forwardedTo,
  type ListenerFacts,
  type LoadBalancerFacts,
  type LoadBalancingFacts,
  type TargetGroupFacts,
  targetGroupNameOf,
} from '../../domain/service/plan/load-balancing-facts.ts';
import {
  forwardsToSpec,
  rulesThatMatter,
  specListenerOn,
  specTargetGroupNames,
} from '../../domain/service/plan/spec-listeners.ts';
import type { ServiceSpec } from '../../domain/service/spec-schema/index.ts';
import { describeListeners, describeRules } from './listeners.ts';
import { describeLoadBalancers, describeLoadBalancersByArn } from './load-balancers.ts';
import { describeTags } from './tags.ts';
import { countRegisteredTargets, describeTargetGroups } from './target-groups.ts';

/** What to look at besides the spec's own listeners. */
export interface ReadOptions {
  /** Also every listener and rule that may send requests to the spec's target groups, on whatever load balancer: for removals. */
  uses?: boolean;
}

const balancerNames = ({ aws }: ServiceSpec): string[] => [
  ...(aws.elb?.loadBalancers ?? []).map(({ name }) => name),
  ...(aws.ecs.service?.loadBalancers ?? []).flatMap(({ loadBalancerName }) => loadBalancerName ?? []),
];

const withTags = async (elb: ElasticLoadBalancingV2Client, groups: TargetGroupFacts[]): Promise<TargetGroupFacts[]> => {
  const tags = await describeTags(
    elb,
    groups.map(({ arn }) => arn),
  );
  return groups.map((group) => ({ ...group, tags: tags[group.arn] ?? {} }));
};

/**
 * Reads a spec's target groups with their tags, and its load balancers without listeners. Two calls where nothing is
 * there yet; none for a spec without target groups.
 */
export const readTargetGroups = async (
  elb: ElasticLoadBalancingV2Client,
  spec: ServiceSpec,
): Promise<LoadBalancingFacts> => {
  const [targetGroups, loadBalancers] = await Promise.all([
    describeTargetGroups(elb, specTargetGroupNames(spec)).then((groups) => withTags(elb, groups)),
    describeLoadBalancers(elb, balancerNames(spec)),
  ]);
  return { targetGroups, loadBalancers, foreignTargetGroups: {} };
};

const readListeners = async (
  elb: ElasticLoadBalancingV2Client,
  spec: ServiceSpec,
  balancer: LoadBalancerFacts,
  isAll: boolean,
): Promise<LoadBalancerFacts> => {
  const listeners = await describeListeners(elb, balancer.arn);
  const isRead = (listener: ListenerFacts) =>
    balancer.type === 'application' && (isAll || specListenerOn(spec, balancer, listener) !== undefined);
  return {
    ...balancer,
    listeners: await Promise.all(
      listeners.map(async (listener) =>
        isRead(listener) ? { ...listener, rules: await describeRules(elb, listener.arn) } : listener,
      ),
    ),
  };
};

/** ARNs of the load balancers that send requests to target groups, as AWS says. */
const usersOf = (groups: readonly TargetGroupFacts[]): string[] =>
  groups.flatMap(({ loadBalancerArns }) => loadBalancerArns);

/** Load balancers that send requests to the target groups although the spec does not name them. */
const readOthers = (
  elb: ElasticLoadBalancingV2Client,
  { targetGroups, loadBalancers }: LoadBalancingFacts,
): Promise<LoadBalancerFacts[]> => {
  const known = loadBalancers.map(({ arn }) => arn);
  return describeLoadBalancersByArn(
    elb,
    usersOf(targetGroups).filter((arn) => !known.includes(arn)),
  );
};

const tagListeners = async (
  elb: ElasticLoadBalancingV2Client,
  spec: ServiceSpec,
  balancers: LoadBalancerFacts[],
): Promise<LoadBalancerFacts[]> => {
  const matters = (balancer: LoadBalancerFacts, listener: ListenerFacts) =>
    balancer.type === 'network' &&
    (specListenerOn(spec, balancer, listener) !== undefined || forwardsToSpec(spec, listener.defaultActions));
  const listeners = balancers.flatMap((balancer) => balancer.listeners.filter((one) => matters(balancer, one)));
  const rules = balancers.flatMap((balancer) =>
    balancer.listeners.flatMap((one) => rulesThatMatter(spec, balancer, one)),
  );
  const [ofListeners, ofRules] = await Promise.all(
    [listeners, rules].map((tagged) =>
      describeTags(
        elb,
        tagged.map(({ arn }) => arn),
      ),
    ),
  );
  return balancers.map((balancer) => ({
    ...balancer,
    listeners: balancer.listeners.map((listener) => ({
      ...listener,
      tags: ofListeners?.[listener.arn] ?? null,
      rules: listener.rules?.map((rule) => ({ ...rule, tags: ofRules?.[rule.arn] ?? null })) ?? null,
    })),
  }));
};

const isOurs = (tags: Tags | null, service: ServiceRef): boolean =>
  tags !== null && ownershipOf(tags, service) === ('OURS' satisfies Ownership);

/** Target groups that are not the spec's, to which listeners and rules of the service forward. */
const foreignArns = (spec: ServiceSpec, balancers: LoadBalancerFacts[], service: ServiceRef): string[] => {
  const names = specTargetGroupNames(spec);
  const own = balancers.flatMap(({ listeners }) =>
    listeners.flatMap(({ tags, defaultActions, rules }) => [
      ...(isOurs(tags, service) ? [defaultActions] : []),
      ...(rules ?? []).filter((rule) => isOurs(rule.tags, service)).map(({ actions }) => actions),
    ]),
  );
  return own.flatMap(forwardedTo).filter((arn) => !names.includes(targetGroupNameOf(arn)));
};

const countTargets = (elb: ElasticLoadBalancingV2Client, groups: TargetGroupFacts[]): Promise<TargetGroupFacts[]> =>
  Promise.all(
    groups.map(async (group) => ({ ...group, registeredTargets: await countRegisteredTargets(elb, group.arn) })),
  );

/**
 * Reads all that a deployment or a removal must know of load balancing. The fewest calls: what is not there is not asked for
 * again, and tags are asked for only where they matter.
 */
export const readLoadBalancing = async (
  elb: ElasticLoadBalancingV2Client,
  { spec, service }: { spec: ServiceSpec; service: ServiceRef },
  { uses = false }: ReadOptions = {},
): Promise<LoadBalancingFacts> => {
  const facts = await readTargetGroups(elb, spec);
  const using = uses ? usersOf(facts.targetGroups) : [];
  const others = uses ? await readOthers(elb, facts) : [];
  const read = await Promise.all(
    [...facts.loadBalancers, ...others].map((balancer) =>
      readListeners(elb, spec, balancer, using.includes(balancer.arn)),
    ),
  );
  const loadBalancers = await tagListeners(elb, spec, read);
  const foreignTargetGroups = await describeTags(elb, foreignArns(spec, loadBalancers, service));
  return { ...facts, loadBalancers, foreignTargetGroups };
};

/**
 * Reads a spec's target groups with the number of their targets, and the load balancers that use them, whole: what their removal
 * must know when the service and its rules are gone. AWS says of each group which load balancers use it, so that none has to be
 * looked at where they are gone.
 */
export const readTargetGroupUses = async (
  elb: ElasticLoadBalancingV2Client,
  { spec, service }: { spec: ServiceSpec; service: ServiceRef },
): Promise<LoadBalancingFacts> => {
  const targetGroups = await withTags(elb, await describeTargetGroups(elb, specTargetGroupNames(spec)));
  const users = await describeLoadBalancersByArn(elb, usersOf(targetGroups));
  const read = await Promise.all(users.map((balancer) => readListeners(elb, spec, balancer, true)));
  const loadBalancers = await tagListeners(elb, spec, read);
  const [counted, foreignTargetGroups] = await Promise.all([
    countTargets(elb, targetGroups),
    describeTags(elb, foreignArns(spec, loadBalancers, service)),
  ]);
  return { targetGroups: counted, loadBalancers, foreignTargetGroups };
};
