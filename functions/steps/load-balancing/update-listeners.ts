import * as v from 'valibot';
import type { Clients } from '../../clients/index.ts';
import { elb } from '../../clients/index.ts';
import { readLoadBalancing } from '../../clients/load-balancing/read-load-balancing.ts';
import { sendPlanned } from '../../clients/load-balancing/send-planned.ts';
import { loadBalancingError, TargetGroupMissingError } from '../../domain/errors/load-balancing.ts';
import { requireApproved } from '../../domain/service/as-approved.ts';
import { planListeners } from '../../domain/service/plan/listeners.ts';
import { type LoadBalancingFacts, targetGroupByName } from '../../domain/service/plan/load-balancing-facts.ts';
import {
  type ListenerResult,
  listenerResults,
  type RuleResult,
  ruleResults,
} from '../../domain/service/plan/load-balancing-result.ts';
import { planContext } from '../../domain/service/plan/plan-context.ts';
import { targetGroupsOfListeners } from '../../domain/service/plan/spec-listeners.ts';
import { planSchema, runState } from '../../domain/service/run-state.ts';
import type { ServiceSpec } from '../../domain/service/spec-schema/index.ts';
import { lambdaStep, type StepContext } from '../../runtime/lambda-step.ts';

const environment = v.object({ RUNBOOKS_SERVICE: v.string() });
type Settings = v.InferOutput<typeof environment>;

const schema = v.object({ ...runState, plan: v.nullish(planSchema) });

interface UpdatedListeners {
  /** The spec's, those of application load balancers too. */
  listeners: ListenerResult[];
  rules: RuleResult[];
}

/** Somebody changed the listener at the same time, or an answer was lost: what is there has to be judged again. */
const overtaken: readonly string[] = [
  'PriorityInUseException',
  'DuplicateListenerException',
  'RuleNotFoundException',
  'ListenerNotFoundException',
];

const rounds = 5;

const checkTargetGroups = (spec: ServiceSpec, facts: LoadBalancingFacts): void => {
  const missing = targetGroupsOfListeners(spec).filter((name) => !targetGroupByName(facts, name));
  if (missing.length > 0) throw new TargetGroupMissingError(missing);
};

/**
 * Makes listeners and rules forward to the service's target groups. Safe to retry: what is as it should be is left alone, and a
 * priority that somebody else took meanwhile is chosen anew.
 *
 * @throws LoadBalancerUnsuitableError, ExistingResourceError, AmbiguousListenerRuleError, NoFreePriorityError,
 *   TargetGroupMissingError, PlanChangedError before anything is changed
 */
export const updateListeners =
  ({ elb }: Pick<Clients, 'elb'>, { settings, logger }: StepContext<Settings>) =>
  async (input: v.InferOutput<typeof schema>): Promise<UpdatedListeners> => {
    const { spec, cluster, service } = input.resolved;
    const context = planContext({ ...input, stage: settings.RUNBOOKS_SERVICE });
    const attempt = async (): Promise<UpdatedListeners> => {
      const facts = await readLoadBalancing(elb, { spec, service: { cluster, service } });
      const { planned, problems } = planListeners(spec, facts, context);
      const problem = loadBalancingError(problems);
      if (problem) throw problem;
      checkTargetGroups(spec, facts);
      requireApproved(input, planned);
      const done = await sendPlanned(elb, planned);
      return { listeners: listenerResults(spec, done, facts), rules: ruleResults(done, facts) };
    };
    for (let round = 1; ; round += 1) {
      try {
        const updated = await attempt();
        logger.info('listeners stand', { listeners: updated.listeners.length, rules: updated.rules.length });
        return updated;
      } catch (error) {
        const { name } = error as Error;
        if (round >= rounds || !overtaken.includes(name)) throw error;
        logger.warn('listeners have changed meanwhile', { errorName: name, round });
      }
    }
  };

export const handler = lambdaStep(updateListeners, { input: schema, clients: { elb }, environment });
