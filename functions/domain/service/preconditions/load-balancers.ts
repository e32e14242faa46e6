import type { Finding } from '../../../../layers/shared/finding.ts';
import { type LoadBalancerFacts, type LoadBalancingFacts, loadBalancerByName } from '../plan/load-balancing-facts.ts';
import { specListeners } from '../plan/spec-listeners.ts';
import type { LoadBalancerSpec, ServiceSpec } from '../spec-schema/index.ts';
import { fail, pass, warn } from './findings.ts';

/** The spec's load balancers that are there and of its type; what is wrong with the others, planners say. */
const fitting = ({ aws }: ServiceSpec, facts: LoadBalancingFacts) =>
  (aws.elb?.loadBalancers ?? []).flatMap((wanted) => {
    const there = loadBalancerByName(facts, wanted.name);
    return there?.type === wanted.type ? [{ wanted, there }] : [];
  });

const checkLoadBalancer = ({ name, securityGroups = [] }: LoadBalancerSpec, there: LoadBalancerFacts): Finding => {
  const check = `load balancer ${name}`;
  if (there.state === 'failed')
    return fail(check, 'could not be set up: its state is failed', 'delete it and create it anew');
  if (there.state !== 'active') return warn(check, `its state is ${there.state}`);
  const lacking = securityGroups.filter((id) => !there.securityGroups.includes(id));
  if (lacking.length === 0) return pass(check, `exists in ${there.vpcId}`);
  const remedy = 'a deployment does not change them: correct the spec, or: aws elbv2 set-security-groups';
  return warn(check, `it does not have the security groups that the spec says: ${lacking.join(', ')}`, remedy);
};

/** Listeners of application load balancers must be there; those of network load balancers are made. */
const checkListeners = (spec: ServiceSpec, facts: LoadBalancingFacts): Finding[] =>
  specListeners(spec).flatMap(({ balancer, listener: { protocol, port } }) => {
    const listeners = loadBalancerByName(facts, balancer.name)?.listeners ?? [];
    const isThere = listeners.some((one) => one.port === port && one.protocol === protocol);
    if (balancer.type !== 'application' || !isThere) return [];
    return [pass(`listener ${balancer.name} ${protocol}:${port}`, 'exists')];
  });

/** All load balancers of a service serve one VPC: that of its tasks. */
const checkVpcs = (there: LoadBalancerFacts[]): Finding[] => {
  const [first, ...others] = there;
  return others.flatMap(({ name, vpcId }) =>
    first === undefined || vpcId === first.vpcId
      ? []
      : [
          fail(
            `load balancer ${name}`,
            `is in ${vpcId}, and load balancer ${first.name} in ${first.vpcId}`,
            'give load balancers of one VPC: the tasks of a service are in one',
          ),
        ],
  );
};

/** Whether the load balancers that are there can be used. */
export const checkLoadBalancers = (spec: ServiceSpec, facts: LoadBalancingFacts): Finding[] => {
  const balancers = fitting(spec, facts);
  return [
    ...balancers.map(({ wanted, there }) => checkLoadBalancer(wanted, there)),
    ...checkListeners(spec, facts),
    ...checkVpcs(balancers.map(({ there }) => there)),
  ];
};
