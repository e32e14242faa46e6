import * as v from 'valibot';
import type { Clients } from '../../clients/index.ts';
import { elb } from '../../clients/index.ts';
import { readTargetGroups } from '../../clients/load-balancing/read-load-balancing.ts';
import { sendPlanned } from '../../clients/load-balancing/send-planned.ts';
import { loadBalancingError } from '../../domain/errors/load-balancing.ts';
import { requireApproved } from '../../domain/service/as-approved.ts';
import { planContext } from '../../domain/service/plan/plan-context.ts';
import { planTargetGroups } from '../../domain/service/plan/target-groups.ts';
import { planSchema, runState } from '../../domain/service/run-state.ts';
import { lambdaStep, type StepContext } from '../../runtime/lambda-step.ts';

const environment = v.object({ RUNBOOKS_SERVICE: v.string() });
type Settings = v.InferOutput<typeof environment>;

const schema = v.object({ ...runState, plan: v.nullish(planSchema) });

/** Somebody made or deleted the same at the same time: what is there has to be judged again. */
const overtaken: readonly string[] = ['DuplicateTargetGroupNameException', 'TargetGroupNotFoundException'];

const rounds = 3;

/**
 * Creates the spec's target groups, and changes the service's own ones that differ. Safe to retry: what is as it should be is
 * left alone.
 *
 * @throws LoadBalancerUnsuitableError, ExistingResourceError, TargetGroupImmutableError, PlanChangedError before anything is changed
 */
export const createTargetGroups =
  ({ elb }: Pick<Clients, 'elb'>, { settings, logger }: StepContext<Settings>) =>
  async (input: v.InferOutput<typeof schema>): Promise<{ targetGroups: { name: string; arn: string }[] }> => {
    const { spec } = input.resolved;
    const context = planContext({ ...input, stage: settings.RUNBOOKS_SERVICE });
    const attempt = async () => {
      const { planned, problems } = planTargetGroups(spec, await readTargetGroups(elb, spec), context);
      const problem = loadBalancingError(problems);
      if (problem) throw problem;
      requireApproved(input, planned);
      return sendPlanned(elb, planned);
    };
    for (let round = 1; ; round += 1) {
      try {
        const done = (await attempt()).filter(({ planned }) => planned.action !== 'leave');
        const targetGroups = done.map(({ planned, arn }) => ({ name: planned.name, arn: planned.arn ?? arn ?? '' }));
        logger.info('target groups stand', { targetGroups });
        return { targetGroups };
      } catch (error) {
        const { name } = error as Error;
        if (round >= rounds || !overtaken.includes(name)) throw error;
        logger.warn('target groups have changed meanwhile', { errorName: name, round });
      }
    }
  };

export const handler = lambdaStep(createTargetGroups, { input: schema, clients: { elb }, environment });
