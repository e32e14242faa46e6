import { didYouMean } from '../../did-you-mean.ts';
import { fail, jsonPath, type LocatedProblem, type Path, warn } from '../spec-problem.ts';
import type { DeepPartial, LoadBalancerSpec, PartialSpec, TargetGroupSpec } from '../spec-schema/index.ts';
import { targetGroupReferences } from './references.ts';
import { repeats } from './repeats.ts';

type Balancer = DeepPartial<LoadBalancerSpec> | undefined;
type Group = DeepPartial<TargetGroupSpec> | undefined;

const balancersPath: Path = ['aws', 'elb', 'loadBalancers'];
const groupsPath: Path = ['aws', 'elb', 'targetGroups'];

const protocolsOf = { application: ['HTTP', 'HTTPS'], network: ['TCP'] } as const;

const checkListeners = (balancer: Balancer, path: Path): LocatedProblem[] => {
  const { type, listeners = [] } = balancer ?? {};
  if (!type) return [];
  return listeners.flatMap((listener, index) => {
    const at = [...path, 'listeners', index];
    const { protocol, rules, action } = listener ?? {};
    const allowed: readonly string[] = protocolsOf[type];
    return [
      ...(protocol && !allowed.includes(protocol)
        ? [fail([...at, 'protocol'], `one of: ${allowed.join(', ')}, because the load balancer is of type ${type}`)]
        : []),
      ...(type === 'network' && rules
        ? [fail([...at, 'rules'], 'a network load balancer has no rules; it has one action for each listener')]
        : []),
      ...(type === 'network' && listener && !action
        ? [fail([...at, 'action'], 'required: an object with targetGroupName, because the type is network')]
        : []),
      ...(type === 'application' && listener && !rules
        ? [fail([...at, 'rules'], 'required: a list of rules, because the type is application')]
        : []),
      ...(type === 'application' && action
        ? [warn([...at, 'action'], 'not read: listeners of an application load balancer have rules')]
        : []),
    ];
  });
};

/** The same port of the same load balancer, however its two are spread over the document. */
const checkListenerPorts = (balancers: Balancer[]): LocatedProblem[] => {
  const listeners = balancers.flatMap((balancer, index) =>
    (balancer?.listeners ?? []).map((listener, at) => ({
      key: balancer?.name && listener?.port ? JSON.stringify([balancer.name, listener.port]) : undefined,
      path: [...balancersPath, index, 'listeners', at],
    })),
  );
  return repeats(listeners, ({ key }) => key).map(({ index, first }) =>
    fail(
      listeners[index]?.path ?? [],
      `the same load balancer and port as ${jsonPath(listeners[first]?.path ?? [])}: put their rules together`,
    ),
  );
};

const checkGroup = (group: Group, path: Path): LocatedProblem[] => {
  const { protocol, healthCheck } = group ?? {};
  if (!protocol || !healthCheck) return [];
  const { protocol: checked, interval, timeout } = healthCheck;
  return [
    ...(protocol !== 'TCP' && checked === 'TCP'
      ? [fail([...path, 'healthCheck', 'protocol'], `HTTP or HTTPS, because the target group's is ${protocol}`)]
      : []),
    ...(interval !== undefined && timeout !== undefined && timeout >= interval
      ? [fail([...path, 'healthCheck', 'timeout'], 'less than the interval')]
      : []),
  ];
};

const checkReferences = (spec: PartialSpec, groups: Group[]): LocatedProblem[] => {
  const names = groups.flatMap((group) => group?.name ?? []);
  // Without the names of all groups, a name may be one of those that could not be read.
  if (names.length < groups.length) return [];
  const references = targetGroupReferences(spec);
  const balancerOf = new Map<string, string>();
  return references.flatMap(({ path, name, balancer, type }) => {
    const group = groups.find((candidate) => candidate?.name === name);
    if (!group) return [fail(path, `the name of one of aws.elb.targetGroups${didYouMean(name, names)}`)];
    const former = balancerOf.get(name) ?? balancer;
    if (balancer !== undefined && former !== undefined) balancerOf.set(name, former);
    const allowed: readonly string[] = type ? protocolsOf[type] : [];
    return [
      ...(balancer !== undefined && former !== balancer
        ? [fail(path, 'a target group of its own: one cannot be used by two load balancers')]
        : []),
      ...(type && group.protocol && !allowed.includes(group.protocol)
        ? [fail(path, `a target group with ${allowed.join(' or ')}, because the load balancer is of type ${type}`)]
        : []),
    ];
  });
};

/** Load balancers, listeners and target groups among themselves. */
export const checkLoadBalancing = (spec: PartialSpec): LocatedProblem[] => {
  const { loadBalancers = [], targetGroups = [] } = spec.aws?.elb ?? {};
  return [
    ...loadBalancers.flatMap((balancer, index) => checkListeners(balancer, [...balancersPath, index])),
    ...checkListenerPorts(loadBalancers),
    ...targetGroups.flatMap((group, index) => checkGroup(group, [...groupsPath, index])),
    ...repeats(targetGroups, (group) => group?.name).map(({ index, first }) =>
      fail([...groupsPath, index, 'name'], `a name of its own: targetGroups[${first}] has it too`),
    ),
    ...(spec.aws?.elb ? checkReferences(spec, targetGroups) : []),
  ];
};
