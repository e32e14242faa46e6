import type { ServiceSpec } from '../spec-schema/index.ts';
import type { PlanContext } from './action.ts';
import { planListenerRules } from './listener-rules.ts';
import { type LoadBalancerFacts, type LoadBalancingFacts, loadBalancerByName } from './load-balancing-facts.ts';
import { joinedPlans, type LoadBalancingPlan, listenerName, problemOnly } from './load-balancing-plan.ts';
import { planNetworkListener } from './network-listeners.ts';
import { type PlacedListener, specListeners } from './spec-listeners.ts';
import { planStaleListeners } from './stale-listeners.ts';

const planOnApplication = (
  spec: ServiceSpec,
  placed: PlacedListener,
  { balancer, facts, context }: { balancer: LoadBalancerFacts; facts: LoadBalancingFacts; context: PlanContext },
): LoadBalancingPlan => {
  const { protocol, port } = placed.listener;
  const listener = balancer.listeners.find((one) => one.port === port);
  if (listener?.protocol === protocol) return planListenerRules({ spec, placed, balancer, listener, facts, context });
  return problemOnly({
    check: `listener ${listenerName(balancer, placed.listener)}`,
    kind: 'MISSING',
    detail: listener ? `the listener on the port is for ${listener.protocol}` : 'does not exist',
    remedy: `create it with its default action${protocol === 'HTTPS' ? ' and its certificate' : ''}, which a spec does not say`,
  });
};

const planListener = (
  spec: ServiceSpec,
  placed: PlacedListener,
  facts: LoadBalancingFacts,
  context: PlanContext,
): LoadBalancingPlan => {
  const { name, type } = placed.balancer;
  const balancer = loadBalancerByName(facts, name);
  if (balancer?.type === type) {
    return type === 'network'
      ? planNetworkListener({ placed, balancer, facts, context })
      : planOnApplication(spec, placed, { balancer, facts, context });
  }
  return problemOnly({
    check: `load balancer ${name}`,
    kind: 'MISSING',
    detail: balancer ? `is of type ${balancer.type}, the spec says ${type}` : 'does not exist',
    remedy: balancer ? "correct the spec's type" : 'create it, or correct its name in the spec',
  });
};

/** One problem of a load balancer, however many listeners it has. */
const withoutRepeats = ({ planned, problems }: LoadBalancingPlan): LoadBalancingPlan => ({
  planned,
  problems: problems.filter(
    ({ check, detail }, index) =>
      problems.findIndex((other) => other.check === check && other.detail === detail) === index,
  ),
});

/**
 * Plans a spec's listeners: those of a network load balancer themselves, of an application load balancer their rules. What the
 * service had there before and the spec no longer names is deleted last.
 */
export const planListeners = (
  spec: ServiceSpec,
  facts: LoadBalancingFacts,
  context: PlanContext,
): LoadBalancingPlan => {
  const networks = (spec.aws.elb?.loadBalancers ?? [])
    .filter(({ type }) => type === 'network')
    .flatMap(({ name }) => loadBalancerByName(facts, name) ?? []);
  return withoutRepeats(
    joinedPlans([
      ...specListeners(spec).map((placed) => planListener(spec, placed, facts, context)),
      ...networks.map((balancer) => planStaleListeners({ spec, context, balancer })),
    ]),
  );
};
