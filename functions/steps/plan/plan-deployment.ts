import * as v from 'valibot';
import type { Clients } from '../../clients/index.ts';
import { autoScaling, ecs, elb } from '../../clients/index.ts';
import { readLoadBalancing } from '../../clients/load-balancing/read-load-balancing.ts';
import { readLabelArns } from '../../clients/scaling/read-label-arns.ts';
import { readScaling } from '../../clients/scaling/read-scaling.ts';
import { readTaskDefinitions } from '../../clients/service/read-deployment.ts';
import { readService } from '../../clients/service/services.ts';
import { PreconditionsNotMetError } from '../../domain/errors/preconditions.ts';
import { afterTeardown } from '../../domain/service/plan/after-teardown.ts';
import { type DeploymentFacts, planDeployment as plan } from '../../domain/service/plan/deployment.ts';
import { makePlan, requireApprovedPlan } from '../../domain/service/plan/make-plan.ts';
import { planContext } from '../../domain/service/plan/plan-context.ts';
import { knownLabelArns } from '../../domain/service/plan/scaling-labels.ts';
import { type RunPlan, runState } from '../../domain/service/run-state.ts';
import { lambdaStep, type StepContext } from '../../runtime/lambda-step.ts';

const environment = v.object({ RUNBOOKS_SERVICE: v.string() });
type Settings = v.InferOutput<typeof environment>;

const schema = v.object(runState);
type Input = v.InferOutput<typeof schema>;

type PlanClients = Pick<Clients, 'autoScaling' | 'ecs' | 'elb'>;

interface DeploymentPlan extends RunPlan {
  /** Why a run without dryRun would not begin. */
  findings: { check: string; status: 'FAIL'; detail: string; remedy?: string }[];
}

const readFacts = async (
  { autoScaling, ecs, elb }: PlanClients,
  { request, resolved }: Input,
): Promise<DeploymentFacts> => {
  const { spec, cluster, service: name } = resolved;
  const ref = { cluster, service: name };
  const { activeService } = request;
  const [service, active, loadBalancing, scaling] = await Promise.all([
    readService(ecs, ref),
    activeService === undefined ? undefined : readService(ecs, { cluster, service: activeService }),
    readLoadBalancing(elb, { spec, service: ref }),
    readScaling(autoScaling, ref),
  ]);
  const [taskDefinitions, labelArns] = await Promise.all([
    readTaskDefinitions(ecs, resolved, service),
    knownLabelArns(spec, loadBalancing) ?? readLabelArns(elb, spec),
  ]);
  const facts = { service, taskDefinitions, loadBalancing, scaling, labelArns };
  return active === undefined ? facts : { ...facts, active };
};

/**
 * Compares the spec with what is there and lists the calls of a deployment in their order. Reads only; safe to retry.
 *
 * @throws PreconditionsNotMetError where what is there stands in the way, but not in a dry run, whose findings say it;
 *   PlanChangedError where the request approves another plan; PlanTooLargeError
 */
export const planDeployment =
  (clients: PlanClients, { settings, logger }: StepContext<Settings>) =>
  async (input: Input): Promise<DeploymentPlan> => {
    const { request, resolved, execution } = input;
    const context = planContext({ ...input, stage: settings.RUNBOOKS_SERVICE });
    const read = await readFacts(clients, input);
    const facts = request.afterTeardown ? afterTeardown(read, context.service) : read;
    const { problems, ...planned } = plan({ request, resolved, execution, context }, facts);
    const findings = problems.map(({ check, detail, remedy }) => ({
      check,
      status: 'FAIL' as const,
      detail,
      ...(remedy === undefined ? {} : { remedy }),
    }));
    if (findings.length > 0 && !request.dryRun) throw new PreconditionsNotMetError(findings);
    const { only } = request;
    const isStep = only !== undefined && only !== 'validate' && only !== 'verify';
    const made = makePlan({
      ...planned,
      ...(isStep ? { only } : {}),
      specHash: resolved.specHash,
      execution: execution.id,
    });
    logger.info('deployment planned', { status: made.status, hash: made.hash, steps: made.steps });
    requireApprovedPlan(made, request.approvedPlan);
    return { ...made, findings };
  };

export const handler = lambdaStep(planDeployment, {
  input: schema,
  clients: { autoScaling, ecs, elb },
  environment,
});
